//! How much one client may say.

use kernel::Instant;

/// Fills with time, empties with what is said.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    tokens: f64,
    filled_at: Instant,
    /// How often it was empty since it was last full.
    refused: u32,
}

/// What becomes of one thing said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Say {
    /// It is heard.
    Heard,
    /// Too much; the client is told.
    Refused,
    /// Far too much: whoever goes on like this is no client of ours.
    Enough,
}

/// How much is heard a second.
const RATE: f64 = 10.0;
/// How much is heard at once.
const BURST: f64 = 40.0;
/// How many refusals end the connection.
const ENOUGH: u32 = 200;

impl Bucket {
    /// A full one.
    #[must_use]
    pub fn full(now: Instant) -> Self {
        Self { tokens: BURST, filled_at: now, refused: 0 }
    }

    /// Something is said.
    pub fn say(&mut self, now: Instant) -> Say {
        let elapsed_s = (now - self.filled_at).num_milliseconds().max(0) as f64 / 1000.0;
        self.tokens = (self.tokens + elapsed_s * RATE).min(BURST);
        self.filled_at = now;
        if self.tokens >= BURST {
            self.refused = 0;
        }
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Say::Heard;
        }
        self.refused += 1;
        if self.refused > ENOUGH { Say::Enough } else { Say::Refused }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bucket, Say};
    use chrono::TimeDelta;
    use kernel::Instant;

    fn now() -> Instant {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_burst_is_heard_then_ten_a_second() {
        let mut bucket = Bucket::full(now());
        let heard = (0..100).filter(|_| bucket.say(now()) == Say::Heard).count();
        assert_eq!(heard, 40);
        let later = now() + TimeDelta::seconds(1);
        let heard = (0..100).filter(|_| bucket.say(later) == Say::Heard).count();
        assert_eq!(heard, 10);
    }

    #[test]
    fn whoever_floods_is_cut_off_and_whoever_rests_is_forgiven() {
        let mut bucket = Bucket::full(now());
        let said: Vec<Say> = (0..241).map(|_| bucket.say(now())).collect();
        assert_eq!(said.iter().filter(|s| **s == Say::Refused).count(), 200);
        assert_eq!(said.last(), Some(&Say::Enough));
        assert_eq!(bucket.say(now() + TimeDelta::seconds(10)), Say::Heard);
        assert_eq!(bucket.refused, 0);
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing() {
        let mut bucket = Bucket::full(now());
        for _ in 0..40 {
            bucket.say(now());
        }
        assert_eq!(bucket.say(now() - TimeDelta::seconds(60)), Say::Refused);
    }
}
