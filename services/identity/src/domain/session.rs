//! Sessions: families of refresh tokens, rotated on each use.

use chrono::TimeDelta;
use kernel::Instant;

/// How long an access token is good, in seconds.
pub const ACCESS_TOKEN_S: i64 = 15 * 60;
/// How long a refresh token is good.
pub const REFRESH_TOKEN: TimeDelta = TimeDelta::days(7);
/// How long a session lives however often it is refreshed; then its owner logs in again.
pub const SESSION: TimeDelta = TimeDelta::days(90);
/// For how long a used refresh token answers with the successor it already has: two tabs that
/// refresh at once, and answers that were lost on the way.
pub const GRACE: TimeDelta = TimeDelta::seconds(10);

/// What is known of a refresh token that somebody showed.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// Until when the token is good.
    pub expires_at: Instant,
    /// When it was exchanged, if it was.
    pub used_at: Option<Instant>,
    /// Until when its session lives.
    pub session_expires_at: Instant,
    /// Whether its session was ended.
    pub session_ended: bool,
}

/// What to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Exchange it for a new one.
    Rotate,
    /// Answer with the successor it has.
    Replay,
    /// It was stolen, or its owner's successor was: end the family.
    Reused,
    /// Its time is over, or its session ended.
    Dead,
}

/// Judges a refresh token.
#[must_use]
pub fn judge(shown: &Shown, now: Instant) -> Verdict {
    if shown.session_ended || shown.session_expires_at <= now {
        return Verdict::Dead;
    }
    match shown.used_at {
        None if shown.expires_at <= now => Verdict::Dead,
        None => Verdict::Rotate,
        Some(used_at) if now < used_at + GRACE => Verdict::Replay,
        Some(_) => Verdict::Reused,
    }
}

/// Until when a refresh token issued `now` is good.
#[must_use]
pub fn token_expiry(now: Instant, session_expires_at: Instant) -> Instant {
    (now + REFRESH_TOKEN).min(session_expires_at)
}

#[cfg(test)]
mod tests {
    use super::{GRACE, Shown, Verdict, judge, token_expiry};
    use chrono::TimeDelta;
    use kernel::Instant;

    fn at(seconds: i64) -> Instant {
        Instant::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn shown() -> Shown {
        Shown {
            expires_at: at(1000),
            used_at: None,
            session_expires_at: at(5000),
            session_ended: false,
        }
    }

    #[test]
    fn a_fresh_token_rotates_until_it_expires() {
        assert_eq!(judge(&shown(), at(999)), Verdict::Rotate);
        assert_eq!(judge(&shown(), at(1000)), Verdict::Dead);
    }

    #[test]
    fn a_used_token_replays_for_ten_seconds_and_then_gives_the_thief_away() {
        let used = Shown { used_at: Some(at(100)), ..shown() };
        assert_eq!(judge(&used, at(100)), Verdict::Replay);
        assert_eq!(judge(&used, at(109)), Verdict::Replay);
        assert_eq!(judge(&used, at(100) + GRACE), Verdict::Reused);
        // Also long after the token itself would have expired.
        assert_eq!(judge(&used, at(2000)), Verdict::Reused);
    }

    #[test]
    fn nothing_comes_of_an_ended_or_outlived_session() {
        let ended = Shown { session_ended: true, used_at: Some(at(1)), ..shown() };
        assert_eq!(judge(&ended, at(2)), Verdict::Dead);
        assert_eq!(judge(&shown(), at(5000)), Verdict::Dead);
    }

    #[test]
    fn no_token_outlives_its_session() {
        assert_eq!(token_expiry(at(0), at(100)), at(100));
        assert_eq!(token_expiry(at(0), at(10_000_000)), at(7 * 86_400));
    }
}
