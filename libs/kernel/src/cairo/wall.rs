//! From instants to the clock on the wall in Cairo and back.

use crate::Instant;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use std::sync::LazyLock;

/// The bundled zone, not the system's: what a container ships must not decide when people meet.
static CAIRO: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZoneDatabase::bundled().get("Africa/Cairo").expect("jiff bundles Africa/Cairo")
});

/// Cairo's standard offset, for years before −9999 or after 9999, which jiff does not know.
const STANDARD: AmbiguousOffset =
    AmbiguousOffset::Unambiguous { offset: jiff::tz::Offset::constant(2) };

/// The date and time on the wall in Cairo at an instant.
#[must_use]
pub fn to_local(at: Instant) -> NaiveDateTime {
    let offset_s = Timestamp::from_second(at.timestamp())
        .map_or(2 * 3600, |timestamp| CAIRO.to_offset(timestamp).seconds());
    shifted(at.naive_utc(), i64::from(offset_s))
}

/// The date in Cairo at an instant.
#[must_use]
pub fn local_date(at: Instant) -> NaiveDate {
    to_local(at).date()
}

/// The time of day in Cairo at an instant.
#[must_use]
pub fn local_time(at: Instant) -> NaiveTime {
    to_local(at).time()
}

/// The instant of a wall time. A time in the spring gap moves forward by the gap (00:30 that does
/// not exist is 01:30); a time in the repeated hour means the first of the two.
#[must_use]
pub fn resolve(date: NaiveDate, time: NaiveTime) -> Instant {
    resolved(date, time, offset(date, time))
}

fn resolved(date: NaiveDate, time: NaiveTime, offset: AmbiguousOffset) -> Instant {
    // In both cases the answer is what the clock showed before it was changed.
    let before = match offset {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
    };
    shifted(date.and_time(time), -i64::from(before.seconds())).and_utc()
}

/// The first instant at or after a wall time: like [`resolve`], but a time in the spring gap is
/// the end of the gap. Later wall times never give an earlier instant.
pub(super) fn edge(date: NaiveDate, time: NaiveTime) -> Instant {
    let offset = offset(date, time);
    let resolved = resolved(date, time, offset);
    if !matches!(offset, AmbiguousOffset::Gap { .. }) {
        return resolved;
    }
    // A wall time in the gap resolves to the change itself or up to an hour after it.
    Timestamp::from_second(resolved.timestamp() + 1)
        .ok()
        .and_then(|after| CAIRO.preceding(after).next())
        .and_then(|change| DateTime::<Utc>::from_timestamp(change.timestamp().as_second(), 0))
        .unwrap_or(resolved)
}

/// Whether a wall time does not exist, because the clocks jump over it.
#[must_use]
pub fn is_gap(date: NaiveDate, time: NaiveTime) -> bool {
    matches!(offset(date, time), AmbiguousOffset::Gap { .. })
}

/// Whether a wall time comes twice, because the clocks are set back over it.
#[must_use]
pub fn is_repeated(date: NaiveDate, time: NaiveTime) -> bool {
    matches!(offset(date, time), AmbiguousOffset::Fold { .. })
}

/// The first instant of a day in Cairo and the first of the next: 23, 24 or 25 hours apart.
#[must_use]
pub fn day_bounds(date: NaiveDate) -> (Instant, Instant) {
    let start = |date| edge(date, NaiveTime::MIN);
    (start(date), date.succ_opt().map_or(Instant::MAX_UTC, start))
}

/// The weekday of a date: 0 is Sunday … 6 is Saturday.
#[must_use]
pub fn weekday(date: NaiveDate) -> u8 {
    u8::try_from(date.weekday().num_days_from_sunday()).unwrap_or_default()
}

fn offset(date: NaiveDate, time: NaiveTime) -> AmbiguousOffset {
    civil_time(date, time).map_or(STANDARD, |at| CAIRO.to_ambiguous_timestamp(at).offset())
}

/// The same wall time as jiff has it, to the second: offsets never change inside one.
fn civil_time(date: NaiveDate, time: NaiveTime) -> Option<civil::DateTime> {
    civil::DateTime::new(
        i16::try_from(date.year()).ok()?,
        i8::try_from(date.month()).ok()?,
        i8::try_from(date.day()).ok()?,
        i8::try_from(time.hour()).ok()?,
        i8::try_from(time.minute()).ok()?,
        i8::try_from(time.second()).ok()?,
        0,
    )
    .ok()
}

/// A date and time moved by seconds, or left alone at the end of chrono's calendar.
fn shifted(at: NaiveDateTime, by_s: i64) -> NaiveDateTime {
    at.checked_add_signed(TimeDelta::seconds(by_s)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::{
        day_bounds, edge, is_gap, is_repeated, local_date, local_time, resolve, to_local, weekday,
    };
    use crate::Instant;
    use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta};
    use proptest::prelude::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn time(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    fn instant(text: &str) -> Instant {
        text.parse().unwrap()
    }

    /// The nights of the changes (`reference` 6.5).
    const SPRING: [(i32, u32, u32); 4] =
        [(2024, 4, 26), (2025, 4, 25), (2026, 4, 24), (2027, 4, 30)];
    const AUTUMN: [(i32, u32, u32); 4] =
        [(2024, 10, 31), (2025, 10, 30), (2026, 10, 29), (2027, 10, 28)];

    #[test]
    fn winter_is_two_hours_ahead_and_summer_three() {
        assert_eq!(resolve(date(2026, 1, 10), time(12, 0)), instant("2026-01-10T10:00:00Z"));
        assert_eq!(resolve(date(2026, 7, 10), time(12, 0)), instant("2026-07-10T09:00:00Z"));
        assert_eq!(local_date(instant("2026-07-10T21:30:00Z")), date(2026, 7, 11));
        assert_eq!(local_time(instant("2026-07-10T21:30:00Z")), time(0, 30));
    }

    #[test]
    fn the_hour_after_midnight_is_missing_on_the_last_friday_of_april() {
        for (y, m, d) in SPRING {
            let friday = date(y, m, d);
            assert_eq!(weekday(friday), 5);
            assert!(!is_gap(friday.pred_opt().unwrap(), time(23, 59)));
            assert!(is_gap(friday, time(0, 0)) && is_gap(friday, time(0, 59)));
            assert!(!is_gap(friday, time(1, 0)));
            assert!(!is_repeated(friday, time(0, 30)));
            // It moves forward by the gap …
            assert_eq!(resolve(friday, time(0, 0)), resolve(friday, time(1, 0)));
            assert_eq!(resolve(friday, time(0, 30)), resolve(friday, time(1, 30)));
            // … and as an edge, to the end of the gap.
            assert_eq!(edge(friday, time(0, 0)), resolve(friday, time(1, 0)));
            assert_eq!(edge(friday, time(0, 59)), resolve(friday, time(1, 0)));
            let (start, end) = day_bounds(friday);
            assert_eq!(to_local(start), friday.and_time(time(1, 0)));
            assert_eq!(end - start, TimeDelta::hours(23));
        }
    }

    #[test]
    fn the_hour_before_midnight_comes_twice_on_the_last_thursday_of_october() {
        for (y, m, d) in AUTUMN {
            let thursday = date(y, m, d);
            assert_eq!(weekday(thursday), 4);
            assert!(!is_repeated(thursday, time(22, 59)) && is_repeated(thursday, time(23, 0)));
            assert!(is_repeated(thursday, time(23, 59)));
            let friday = thursday.succ_opt().unwrap();
            assert!(!is_repeated(friday, time(0, 0)));
            let first = resolve(thursday, time(23, 30));
            assert_eq!(first, resolve(thursday, time(22, 30)) + TimeDelta::hours(1));
            assert_eq!(to_local(first), to_local(first + TimeDelta::hours(1)));
            let (start, end) = day_bounds(thursday);
            assert_eq!(end - start, TimeDelta::hours(25));
            assert_eq!(to_local(end), friday.and_time(time(0, 0)));
        }
    }

    #[test]
    fn two_days_of_a_year_are_not_24_hours_long() {
        for (spring, autumn) in SPRING.into_iter().zip(AUTUMN) {
            for day in date(spring.0, 1, 1).iter_days().take_while(|d| d.year() == spring.0) {
                let (start, end) = day_bounds(day);
                let hours = match (day.year(), day.month(), day.day()) {
                    d if d == spring => 23,
                    d if d == autumn => 25,
                    _ => 24,
                };
                assert_eq!(end - start, TimeDelta::hours(hours), "{day}");
                assert_eq!(local_date(start), day);
                assert_eq!(local_date(end - TimeDelta::milliseconds(1)), day);
                assert_eq!(day_bounds(day.succ_opt().unwrap()).0, end);
            }
        }
    }

    #[test]
    fn sunday_is_0_and_saturday_is_6() {
        assert_eq!(weekday(date(2026, 11, 22)), 0);
        assert_eq!(weekday(date(2026, 11, 28)), 6);
    }

    #[test]
    fn the_ends_of_the_calendar_are_survived() {
        for at in [Instant::MIN_UTC, Instant::MAX_UTC] {
            let local = to_local(at);
            let _ = (resolve(local.date(), local.time()), day_bounds(local.date()));
        }
        for day in [NaiveDate::MIN, NaiveDate::MAX, date(9999, 12, 31), date(-9999, 1, 1)] {
            let _ = (day_bounds(day), is_gap(day, time(0, 0)), edge(day, time(23, 59)));
        }
    }

    /// Seconds from 2023, when summer time came back, to 2040; most of them near a change.
    fn seconds() -> impl Strategy<Value = i64> {
        let nights: Vec<i64> = SPRING
            .into_iter()
            .map(|(y, m, d)| day_bounds(date(y, m, d)).0)
            .chain(AUTUMN.into_iter().map(|(y, m, d)| day_bounds(date(y, m, d)).1))
            .map(|midnight| midnight.timestamp())
            .collect();
        let close = (prop::sample::select(nights), -14_400i64..14_400).prop_map(|(s, by)| s + by);
        prop_oneof![1 => 1_672_531_200i64..2_208_988_800, 3 => close]
    }

    proptest! {
        #[test]
        fn an_instant_survives_the_wall_except_in_the_second_of_two_hours(s in seconds()) {
            let at = DateTime::from_timestamp(s, 0).unwrap();
            let local = to_local(at);
            prop_assert!(!is_gap(local.date(), local.time()));
            let back = resolve(local.date(), local.time());
            if is_repeated(local.date(), local.time()) {
                prop_assert!(back == at || back + TimeDelta::hours(1) == at);
            } else {
                prop_assert_eq!(back, at);
            }
        }

        #[test]
        fn a_wall_time_survives_unless_it_does_not_exist(s in seconds()) {
            let wall = DateTime::from_timestamp(s, 0).unwrap().naive_utc();
            let back = to_local(resolve(wall.date(), wall.time()));
            let moved = if is_gap(wall.date(), wall.time()) { 1 } else { 0 };
            prop_assert_eq!(back, wall + TimeDelta::hours(moved));
        }

        #[test]
        fn later_edges_never_come_earlier(s in seconds(), by in 0i64..7_200) {
            let wall = DateTime::from_timestamp(s, 0).unwrap().naive_utc();
            let later = wall + TimeDelta::seconds(by);
            prop_assert!(edge(wall.date(), wall.time()) <= edge(later.date(), later.time()));
        }

        #[test]
        fn every_instant_is_inside_the_bounds_of_its_day(s in seconds()) {
            let at = DateTime::from_timestamp(s, 0).unwrap();
            let (start, end) = day_bounds(local_date(at));
            prop_assert!(start <= at && at < end);
        }

        #[test]
        fn weekdays_go_round(days in 0i64..20_000) {
            let day = date(2020, 1, 1) + TimeDelta::days(days);
            prop_assert_eq!(weekday(day.succ_opt().unwrap()), (weekday(day) + 1) % 7);
        }
    }
}
