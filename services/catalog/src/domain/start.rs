//! When the work shall begin.

use super::refusal::Refusal;
use chrono::TimeDelta;
use kernel::cairo::{self, LocalDateTime};
use kernel::{Instant, Invalid};

/// A start this long past still means "now" (the requirements' example).
const GRACE: TimeDelta = TimeDelta::minutes(5);
/// How far ahead work can be ordered.
pub const AHEAD: TimeDelta = TimeDelta::days(60);
/// Up to which start the zone's present surge counts.
pub const SURGE_REACH: TimeDelta = TimeDelta::hours(3);

/// A start as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// As soon as possible.
    Now,
    /// At an instant.
    At(Instant),
    /// At a time on the wall in Cairo.
    Local(LocalDateTime),
}

/// A start that can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// As soon as possible.
    Now,
    /// At an instant in the next 60 days.
    At(Instant),
}

impl Start {
    /// Decides what a wish means at `now`.
    ///
    /// # Errors
    /// A wall time that does not exist, a start in the past, or more than 60 days ahead.
    pub fn decide(wish: Wish, now: Instant) -> Result<Self, Refusal> {
        let at = match wish {
            Wish::Now => return Ok(Self::Now),
            Wish::At(at) => at,
            Wish::Local(local) if cairo::is_gap(local.date(), local.time()) => {
                return Err(Refusal::NoSuchHour { asked: local });
            }
            Wish::Local(local) => cairo::resolve(local.date(), local.time()),
        };
        if at > now + AHEAD {
            Err(Refusal::TooFarAhead)
        } else if at > now {
            Ok(Self::At(at))
        } else if now - at <= GRACE {
            Ok(Self::Now)
        } else {
            Err(Refusal::StartInPast)
        }
    }

    /// The instant, with `now` for "now".
    #[must_use]
    pub fn instant(self, now: Instant) -> Instant {
        match self {
            Self::Now => now,
            Self::At(at) => at,
        }
    }

    /// The instant as a quote keeps it: `None` is "now".
    #[must_use]
    pub fn scheduled(self) -> Option<Instant> {
        match self {
            Self::Now => None,
            Self::At(at) => Some(at),
        }
    }

    /// Whether present demand weighs on this start: nobody pays today's surge for next week.
    #[must_use]
    pub fn feels_surge(self, now: Instant) -> bool {
        self.instant(now) <= now + SURGE_REACH
    }
}

/// Reads a wall time like `2027-04-30T00:30`, seconds optional, in any digits.
///
/// # Errors
/// `catalog.bad_local_time`.
pub fn parse_local(text: &str) -> Result<LocalDateTime, Invalid> {
    let text = kernel::text::fold_digits(text);
    let text = text.trim();
    ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|format| LocalDateTime::parse_from_str(text, format).ok())
        .ok_or_else(|| {
            Invalid::new(
                "catalog.bad_local_time",
                "اكتب الموعد بتوقيت القاهرة بهذا الشكل: 2026-12-01T10:00",
                "Write the time in Cairo like 2026-12-01T10:00.",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::{Start, Wish, parse_local};
    use crate::domain::refusal::Refusal;
    use chrono::TimeDelta;
    use kernel::Instant;
    use proptest::prelude::*;

    fn now() -> Instant {
        "2027-04-20T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn up_to_five_minutes_past_still_means_now() {
        for (ago_s, now_or_not) in [(0, true), (1, true), (300, true), (301, false)] {
            let start = Start::decide(Wish::At(now() - TimeDelta::seconds(ago_s)), now());
            assert_eq!(start.is_ok(), now_or_not, "{ago_s}");
            if now_or_not {
                assert_eq!(start, Ok(Start::Now));
            } else {
                assert_eq!(start, Err(Refusal::StartInPast));
            }
        }
        assert_eq!(Start::decide(Wish::Now, now()).map(Start::scheduled), Ok(None));
    }

    #[test]
    fn sixty_days_ahead_is_the_limit() {
        let limit = now() + TimeDelta::days(60);
        assert_eq!(Start::decide(Wish::At(limit), now()), Ok(Start::At(limit)));
        let beyond = Wish::At(limit + TimeDelta::seconds(1));
        assert_eq!(Start::decide(beyond, now()), Err(Refusal::TooFarAhead));
        assert_eq!(Start::decide(Wish::At(Instant::MAX_UTC), now()), Err(Refusal::TooFarAhead));
        assert_eq!(Start::decide(Wish::At(Instant::MIN_UTC), now()), Err(Refusal::StartInPast));
    }

    #[test]
    fn the_hour_that_does_not_exist_is_refused_and_its_neighbours_are_not() {
        let local = |text| Wish::Local(parse_local(text).unwrap());
        for text in ["2027-04-30T00:00", "2027-04-30T00:30", "٢٠٢٧-٠٤-٣٠T٠٠:٥٩"] {
            assert!(
                matches!(Start::decide(local(text), now()), Err(Refusal::NoSuchHour { .. })),
                "{text}"
            );
        }
        let before: Instant = "2027-04-29T21:59:00Z".parse().unwrap();
        let after: Instant = "2027-04-29T22:00:00Z".parse().unwrap();
        assert_eq!(Start::decide(local("2027-04-29T23:59"), now()), Ok(Start::At(before)));
        assert_eq!(Start::decide(local("2027-04-30T01:00:00"), now()), Ok(Start::At(after)));
    }

    #[test]
    fn what_is_not_a_wall_time_is_refused() {
        for text in ["", "tomorrow", "2027-02-30T10:00", "2027-04-30", "2027-04-30T25:00", "🕐"] {
            assert_eq!(parse_local(text).unwrap_err().code, "catalog.bad_local_time", "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_start_is_never_in_the_past_nor_beyond_the_limit(by_s in -10_000_000i64..10_000_000) {
            let asked = now() + TimeDelta::seconds(by_s);
            if let Ok(start) = Start::decide(Wish::At(asked), now()) {
                prop_assert!(start.instant(now()) >= now());
                prop_assert!(start.instant(now()) <= now() + TimeDelta::days(60));
                prop_assert!((start.instant(now()) - asked).abs() <= TimeDelta::minutes(5));
            }
        }
    }
}
