//! How old a position is, said honestly. A phone in a pocket stops telling where it is.

use chrono::TimeDelta;
use kernel::Instant;

/// How fresh a position is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// Younger than 15 seconds.
    Live,
    /// Younger than a minute.
    Stale,
    /// Older, or there is none.
    Dark,
}

impl Freshness {
    /// The freshness of a position of that age.
    #[must_use]
    pub fn of(age: TimeDelta) -> Self {
        if age < TimeDelta::seconds(15) {
            Self::Live
        } else if age < TimeDelta::seconds(60) {
            Self::Stale
        } else {
            Self::Dark
        }
    }
}

/// The age of a position. A device's clock may be a little ahead: then it is zero.
#[must_use]
pub fn age(at: Instant, now: Instant) -> TimeDelta {
    (now - at).max(TimeDelta::zero())
}

#[cfg(test)]
mod tests {
    use super::{Freshness, age};
    use chrono::TimeDelta;

    #[test]
    fn a_position_goes_stale_after_15_seconds_and_dark_after_60() {
        for (millis, expected) in [
            (0, Freshness::Live),
            (14_999, Freshness::Live),
            (15_000, Freshness::Stale),
            (59_999, Freshness::Stale),
            (60_000, Freshness::Dark),
        ] {
            assert_eq!(Freshness::of(TimeDelta::milliseconds(millis)), expected);
        }
    }

    #[test]
    fn a_clock_ahead_of_ours_is_not_a_negative_age() {
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        assert_eq!(age(now + TimeDelta::seconds(20), now), TimeDelta::zero());
    }
}
