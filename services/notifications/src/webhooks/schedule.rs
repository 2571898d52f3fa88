//! When a message is tried again, and what an answer means.

use chrono::TimeDelta;
use kernel::Instant;

/// The waits before each attempt after the first, as the specification suggests them.
const WAITS_S: [i64; 7] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600];
/// Longest wait that a receiver may ask for.
const LONGEST_ASKED: TimeDelta = TimeDelta::hours(24);
/// An endpoint is switched off when a message is given up and nothing arrived for so long.
const FAILING_FOR: TimeDelta = TimeDelta::hours(24);

/// What came of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There was an answer.
    Answered {
        /// Its status.
        status: u16,
        /// For how many seconds the receiver wants to be left alone.
        retry_after_s: Option<i64>,
        /// The first kibibyte of its body.
        body: Vec<u8>,
    },
    /// There was none; the code says why.
    Failed(&'static str),
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It arrived.
    Delivered,
    /// Try again then.
    At(Instant),
    /// It is given up.
    GiveUp,
    /// The receiver said that there is nobody any more.
    Gone,
}

/// What follows after the `attempts`-th attempt. `chance` spreads what failed together.
#[must_use]
pub fn next(outcome: &Outcome, attempts: i32, now: Instant, chance: u8) -> Next {
    let asked = match outcome {
        Outcome::Answered { status: 200..=299, .. } => return Next::Delivered,
        Outcome::Answered { status: 410, .. } => return Next::Gone,
        Outcome::Answered { status: 429 | 502 | 503 | 504, retry_after_s, .. } => *retry_after_s,
        Outcome::Answered { .. } | Outcome::Failed(_) => None,
    };
    let index = usize::try_from(attempts.max(1) - 1).unwrap_or_default();
    let Some(wait_s) = WAITS_S.get(index) else { return Next::GiveUp };
    // Up to a fifth more.
    let wait = TimeDelta::milliseconds(wait_s * 1000 + wait_s * 200 * i64::from(chance) / 255);
    let asked = asked.map(|s| TimeDelta::seconds(s.clamp(0, LONGEST_ASKED.num_seconds())));
    Next::At(now + asked.map_or(wait, |asked| asked.max(wait)))
}

/// Whether an endpoint whose message was given up is switched off.
#[must_use]
pub fn is_failing(failing_since: Option<Instant>, now: Instant) -> bool {
    failing_since.is_some_and(|since| now - since >= FAILING_FOR)
}

#[cfg(test)]
mod tests {
    use super::{Next, Outcome, WAITS_S, is_failing, next};
    use chrono::TimeDelta;
    use kernel::Instant;

    /// How many attempts a message gets.
    const MOST_ATTEMPTS: i32 = WAITS_S.len() as i32 + 1;

    fn now() -> Instant {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    fn answered(status: u16, retry_after_s: Option<i64>) -> Outcome {
        Outcome::Answered { status, retry_after_s, body: vec![] }
    }

    #[test]
    fn waits_grow_and_end() {
        let failed = Outcome::Failed("webhook.unreachable");
        for (index, wait_s) in WAITS_S.into_iter().enumerate() {
            let attempts = i32::try_from(index).unwrap() + 1;
            let at = |chance| match next(&failed, attempts, now(), chance) {
                Next::At(at) => (at - now()).num_milliseconds(),
                other => panic!("{other:?}"),
            };
            assert_eq!(at(0), wait_s * 1000);
            assert_eq!(at(255), wait_s * 1200);
        }
        assert_eq!(next(&failed, MOST_ATTEMPTS, now(), 0), Next::GiveUp);
        let total: i64 = WAITS_S.iter().sum();
        assert_eq!(total, 5 + 300 + 1800 + 7200 + 18_000 + 36_000 + 36_000);
    }

    #[test]
    fn only_2xx_arrives_and_410_ends_it() {
        for status in [200, 202, 204, 299] {
            assert_eq!(next(&answered(status, None), 1, now(), 0), Next::Delivered);
        }
        assert_eq!(next(&answered(410, None), 1, now(), 0), Next::Gone);
        for status in [301, 302, 307, 400, 404, 429, 500, 503] {
            let expected = Next::At(now() + TimeDelta::seconds(5));
            assert_eq!(next(&answered(status, None), 1, now(), 0), expected, "{status}");
        }
    }

    #[test]
    fn a_receiver_that_asks_for_time_gets_it_within_a_day() {
        let at = |status, asked, attempts| next(&answered(status, Some(asked)), attempts, now(), 0);
        assert_eq!(at(429, 120, 1), Next::At(now() + TimeDelta::seconds(120)));
        assert_eq!(at(503, 120, 1), Next::At(now() + TimeDelta::seconds(120)));
        // Never sooner than it would be anyway.
        assert_eq!(at(429, 1, 2), Next::At(now() + TimeDelta::minutes(5)));
        assert_eq!(at(429, i64::MAX, 1), Next::At(now() + TimeDelta::hours(24)));
        assert_eq!(at(429, -5, 1), Next::At(now() + TimeDelta::seconds(5)));
        assert_eq!(at(500, 120, 1), Next::At(now() + TimeDelta::seconds(5)));
        assert_eq!(at(429, 120, MOST_ATTEMPTS), Next::GiveUp);
    }

    #[test]
    fn an_endpoint_fails_when_nothing_arrived_for_a_day() {
        assert!(!is_failing(None, now()));
        assert!(!is_failing(Some(now() - TimeDelta::hours(23)), now()));
        assert!(is_failing(Some(now() - TimeDelta::hours(24)), now()));
    }
}
