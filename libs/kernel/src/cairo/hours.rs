//! Weekly opening hours and what they mean in UTC.

use super::wall::{edge, local_date, weekday};
use crate::Instant;
use crate::fields::Invalid;
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// From the first instant, until and without the second.
pub type Interval = (Instant, Instant);

/// The minutes of a day on the wall; an interval may end here.
const DAY_MINUTES: u16 = 24 * 60;
/// More intervals than a week of real hours has.
const MAX_INTERVALS: usize = 7 * 8;

/// One interval of wall time on one weekday.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(try_from = "RawDayHours")]
pub struct DayHours {
    /// 0 is Sunday … 6 is Saturday.
    #[schema(example = 0, minimum = 0, maximum = 6)]
    weekday: u8,
    /// Minutes from midnight: 540 is 09:00.
    #[schema(example = 540, minimum = 0, maximum = 1439)]
    start_minute: u16,
    /// Minutes from midnight, after the start; 1440 is the midnight that ends the day.
    #[schema(example = 1020, minimum = 1, maximum = 1440)]
    end_minute: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDayHours {
    weekday: u8,
    start_minute: u16,
    end_minute: u16,
}

impl TryFrom<RawDayHours> for DayHours {
    type Error = Invalid;
    fn try_from(raw: RawDayHours) -> Result<Self, Invalid> {
        Self::parse(raw.weekday, raw.start_minute, raw.end_minute)
    }
}

impl DayHours {
    /// A checked interval: minutes from midnight, the end after the start and at most 1440.
    ///
    /// # Errors
    /// `hours.weekday` or `hours.interval`.
    pub fn parse(weekday: u8, start_minute: u16, end_minute: u16) -> Result<Self, Invalid> {
        if weekday > 6 {
            return Err(Invalid::new(
                "hours.weekday",
                "اليوم غير صحيح. الأحد 0 والسبت 6.",
                "This weekday does not exist. Sunday is 0 and Saturday is 6.",
            ));
        }
        if start_minute >= end_minute || end_minute > DAY_MINUTES {
            return Err(Invalid::new(
                "hours.interval",
                "اختر وقت نهاية بعد وقت البداية، وليس بعد منتصف الليل. ما بعد منتصف الليل يُكتب في اليوم التالي.",
                "Choose an end after the start and no later than midnight. \
                 What follows midnight belongs to the next day.",
            ));
        }
        Ok(Self { weekday, start_minute, end_minute })
    }

    /// 0 is Sunday … 6 is Saturday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        self.weekday
    }

    /// Minutes from midnight.
    #[must_use]
    pub fn start_minute(self) -> u16 {
        self.start_minute
    }

    /// Minutes from midnight, up to 1440.
    #[must_use]
    pub fn end_minute(self) -> u16 {
        self.end_minute
    }
}

/// The hours of a week in wall time, sorted and free of overlaps. Several intervals a weekday
/// are fine; hours across midnight are two intervals, and count as one stretch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "Vec<DayHours>", into = "Vec<DayHours>")]
#[schema(value_type = Vec<DayHours>)]
pub struct WeeklyHours(Vec<DayHours>);

impl WeeklyHours {
    /// Checked weekly hours, in any order. None at all means never open.
    ///
    /// # Errors
    /// `hours.overlap` or `hours.too_many` (above 56).
    pub fn parse(mut hours: Vec<DayHours>) -> Result<Self, Invalid> {
        if hours.len() > MAX_INTERVALS {
            return Err(Invalid::new(
                "hours.too_many",
                format!("عدد الفترات كبير. الحد الأقصى في الأسبوع: {MAX_INTERVALS}."),
                format!("These are too many intervals. A week can have {MAX_INTERVALS}."),
            ));
        }
        hours.sort_unstable();
        let overlap = |pair: &[DayHours]| {
            pair[0].weekday == pair[1].weekday && pair[1].start_minute < pair[0].end_minute
        };
        if hours.windows(2).any(overlap) {
            return Err(Invalid::new(
                "hours.overlap",
                "هناك فترتان متداخلتان في اليوم نفسه. عدّل إحداهما.",
                "Two intervals of the same day overlap. Change one of them.",
            ));
        }
        Ok(Self(hours))
    }

    /// The intervals, by weekday and start.
    #[must_use]
    pub fn intervals(&self) -> &[DayHours] {
        &self.0
    }
}

impl TryFrom<Vec<DayHours>> for WeeklyHours {
    type Error = Invalid;
    fn try_from(hours: Vec<DayHours>) -> Result<Self, Invalid> {
        Self::parse(hours)
    }
}

impl From<WeeklyHours> for Vec<DayHours> {
    fn from(hours: WeeklyHours) -> Self {
        hours.0
    }
}

/// When the hours are open between `from` and `to`: sorted, apart from each other, and never
/// beyond the bounds.
///
/// Hours that fall into the spring gap are simply not there that night. An edge in the repeated
/// hour means the first of the two, so hours until 24:00 take in both.
#[must_use]
pub fn open_intervals(hours: &WeeklyHours, from: Instant, to: Instant) -> Vec<Interval> {
    if hours.0.is_empty() || from >= to {
        return Vec::new();
    }
    let (first, last) = (local_date(from), local_date(to));
    let mut open = Vec::new();
    let mut midnight = edge(first, NaiveTime::MIN);
    for date in first.iter_days().take_while(|date| *date <= last) {
        let next = date.succ_opt().map_or(Instant::MAX_UTC, |next| edge(next, NaiveTime::MIN));
        // Asking the zone is what costs here; a day of 24 hours can be counted through.
        let is_plain = next - midnight == TimeDelta::days(1);
        let on_day = |hours: &DayHours| {
            let (start, end) = (hours.start_minute, hours.end_minute);
            if is_plain {
                let after = |minute: u16| midnight + TimeDelta::minutes(minute.into());
                Some((after(start), after(end)))
            } else {
                interval_on(date, start, end)
            }
        };
        let of_day = hours.0.iter().filter(|hours| hours.weekday == weekday(date));
        let bounded = of_day.filter_map(on_day).map(|(s, e)| (s.max(from), e.min(to)));
        open.extend(bounded);
        midnight = next;
    }
    merge(open)
}

/// The stretch of one date between two minutes of its wall clock, for hours that hold on that
/// date only. `None` when there is nothing of it: the end is not after the start, or all of it
/// falls into the spring gap. Minutes above 1440 count as 1440.
#[must_use]
pub fn interval_on(date: NaiveDate, start_minute: u16, end_minute: u16) -> Option<Interval> {
    let (start, end) = (minute_edge(date, start_minute), minute_edge(date, end_minute));
    (start < end).then_some((start, end))
}

fn minute_edge(date: NaiveDate, minute: u16) -> Instant {
    let second = u32::from(minute) * 60;
    match NaiveTime::from_num_seconds_from_midnight_opt(second, 0) {
        Some(time) => edge(date, time),
        None => date.succ_opt().map_or(Instant::MAX_UTC, |next| edge(next, NaiveTime::MIN)),
    }
}

/// The same stretches sorted, with those that touch or overlap made one; empty ones vanish.
#[must_use]
pub fn merge(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.retain(|(start, end)| start < end);
    intervals.sort_unstable();
    let mut merged: Vec<Interval> = Vec::with_capacity(intervals.len());
    for (start, end) in intervals {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

/// What is left of `open` when everything in `closed` is taken away; sorted and merged.
#[must_use]
pub fn without(open: Vec<Interval>, closed: Vec<Interval>) -> Vec<Interval> {
    let closed = merge(closed);
    let mut left = Vec::new();
    for (mut start, end) in merge(open) {
        for (closed_start, closed_end) in &closed {
            if *closed_start >= end {
                break;
            }
            if *closed_end > start {
                left.push((start, *closed_start));
                start = *closed_end;
            }
        }
        left.push((start, end));
    }
    left.retain(|(start, end)| start < end);
    left
}

/// Whether one of the merged intervals holds all of `start` to `end`. Nothing covers a stretch
/// whose end is not after its start.
#[must_use]
pub fn covers(intervals: &[Interval], start: Instant, end: Instant) -> bool {
    start < end && intervals.iter().any(|(open, close)| *open <= start && end <= *close)
}

#[cfg(test)]
mod tests {
    use super::{
        DAY_MINUTES, DayHours, Interval, WeeklyHours, covers, interval_on, merge, open_intervals,
        without,
    };
    use crate::Instant;
    use crate::cairo::{day_bounds, is_repeated, to_local, weekday};
    use chrono::{DateTime, NaiveDate, TimeDelta, Timelike};
    use proptest::prelude::*;

    fn instant(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn week(hours: &[(u8, u16, u16)]) -> WeeklyHours {
        let hours = hours.iter().map(|(d, s, e)| DayHours::parse(*d, *s, *e).unwrap()).collect();
        WeeklyHours::parse(hours).unwrap()
    }

    #[test]
    fn a_shift_in_two_parts_opens_twice_and_only_on_its_day() {
        // Sunday 22 November 2026 is winter time, UTC+2.
        let hours = week(&[(0, 16 * 60, 20 * 60), (0, 9 * 60, 13 * 60)]);
        let open = open_intervals(
            &hours,
            instant("2026-11-20T00:00:00Z"),
            instant("2026-11-28T00:00:00Z"),
        );
        assert_eq!(
            open,
            [
                (instant("2026-11-22T07:00:00Z"), instant("2026-11-22T11:00:00Z")),
                (instant("2026-11-22T14:00:00Z"), instant("2026-11-22T18:00:00Z")),
            ]
        );
        assert!(covers(&open, instant("2026-11-22T07:00:00Z"), instant("2026-11-22T11:00:00Z")));
        assert!(!covers(&open, instant("2026-11-22T10:00:00Z"), instant("2026-11-22T15:00:00Z")));
        assert!(!covers(&open, instant("2026-11-22T08:00:00Z"), instant("2026-11-22T08:00:00Z")));
    }

    #[test]
    fn hours_across_midnight_are_one_stretch() {
        let hours = week(&[(4, 20 * 60, 1440), (5, 0, 120)]);
        let open = open_intervals(
            &hours,
            instant("2026-11-24T00:00:00Z"),
            instant("2026-11-30T00:00:00Z"),
        );
        assert_eq!(open, [(instant("2026-11-26T18:00:00Z"), instant("2026-11-27T00:00:00Z"))]);
    }

    #[test]
    fn hours_in_the_missing_hour_are_not_there_that_night() {
        let friday = date(2026, 4, 24);
        let change = instant("2026-04-23T22:00:00Z");
        assert_eq!(interval_on(friday, 0, 60), None);
        assert_eq!(interval_on(friday, 30, 75), Some((change, change + TimeDelta::minutes(15))));
        assert_eq!(interval_on(friday, 0, DAY_MINUTES), Some(day_bounds(friday)));
        // From Thursday 20:00 to Friday 02:00 on the wall are five hours.
        let hours = week(&[(4, 20 * 60, 1440), (5, 0, 120)]);
        let open = open_intervals(&hours, change - TimeDelta::days(1), change + TimeDelta::days(1));
        assert_eq!(open, [(change - TimeDelta::hours(4), change + TimeDelta::hours(1))]);
    }

    #[test]
    fn hours_until_midnight_take_in_both_of_the_repeated_hours() {
        let thursday = date(2026, 10, 29);
        let at_23 = instant("2026-10-29T20:00:00Z");
        let hours = |n| TimeDelta::hours(n);
        assert_eq!(
            interval_on(thursday, 22 * 60, 1440),
            Some((at_23 - hours(1), at_23 + hours(2)))
        );
        // Both edges inside it mean the first.
        assert_eq!(
            interval_on(thursday, 23 * 60, 23 * 60 + 30),
            Some((at_23, at_23 + TimeDelta::minutes(30)))
        );
        assert_eq!(interval_on(thursday, 0, 1440), Some(day_bounds(thursday)));
    }

    #[test]
    fn wrong_hours_are_refused_with_their_own_code() {
        let code = |d, s, e| DayHours::parse(d, s, e).unwrap_err().code;
        assert_eq!(code(7, 0, 60), "hours.weekday");
        assert_eq!(code(0, 60, 60), "hours.interval");
        assert_eq!(code(0, 120, 60), "hours.interval");
        assert_eq!(code(0, 60, 1441), "hours.interval");
        let day = |s, e| DayHours::parse(1, s, e).unwrap();
        let overlap = WeeklyHours::parse(vec![day(100, 200), day(0, 101)]);
        assert_eq!(overlap.unwrap_err().code, "hours.overlap");
        assert!(WeeklyHours::parse(vec![day(100, 200), day(0, 100)]).is_ok());
        let many = vec![day(0, 1); 57];
        assert_eq!(WeeklyHours::parse(many).unwrap_err().code, "hours.too_many");
    }

    #[test]
    fn json_is_checked_like_any_other_input() {
        let json = r#"[{"weekday":0,"start_minute":540,"end_minute":1440}]"#;
        let hours: WeeklyHours = serde_json::from_str(json).unwrap();
        assert_eq!(hours, week(&[(0, 540, 1440)]));
        assert_eq!(serde_json::to_string(&hours).unwrap(), json);
        for wrong in [
            r#"[{"weekday":7,"start_minute":0,"end_minute":1}]"#,
            r#"[{"weekday":0,"start_minute":2,"end_minute":1}]"#,
            r#"[{"weekday":0,"start_minute":0,"end_minute":1,"x":1}]"#,
        ] {
            assert!(serde_json::from_str::<WeeklyHours>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_schema_of_a_week_is_a_list_of_intervals() {
        use utoipa::PartialSchema;
        let schema = serde_json::to_value(WeeklyHours::schema()).unwrap();
        assert_eq!(schema["type"], "array");
        assert_eq!(schema["items"]["$ref"], "#/components/schemas/DayHours");
    }

    #[test]
    fn taking_away_leaves_the_rest_on_both_sides() {
        let at = |m: i64| DateTime::from_timestamp(m * 60, 0).unwrap();
        let open = vec![(at(0), at(100)), (at(200), at(300))];
        let closed = vec![(at(90), at(210)), (at(10), at(20)), (at(15), at(30))];
        let left = [(at(0), at(10)), (at(30), at(90)), (at(210), at(300))];
        assert_eq!(without(open, closed), left);
    }

    /// Weekly hours of any shape: cut points in each day, every other stretch open.
    fn weeks() -> impl Strategy<Value = WeeklyHours> {
        let day = prop::collection::btree_set(
            prop_oneof![0u16..=DAY_MINUTES, Just(0), Just(DAY_MINUTES), 1370u16..1440, 0u16..70],
            0..6,
        );
        prop::collection::vec(day, 7).prop_map(|days| {
            let hours = (0u8..).zip(days).flat_map(|(weekday, cuts)| {
                let cuts: Vec<u16> = cuts.into_iter().collect();
                cuts.chunks_exact(2)
                    .map(|cut| DayHours::parse(weekday, cut[0], cut[1]).unwrap())
                    .collect::<Vec<_>>()
            });
            WeeklyHours::parse(hours.collect()).unwrap()
        })
    }

    /// A stretch of up to ten days, often around a change of the clocks.
    fn spans() -> impl Strategy<Value = Interval> {
        let anchor = prop::sample::select(vec![
            "2026-04-23T22:00:00Z",
            "2026-10-29T21:00:00Z",
            "2027-04-29T22:00:00Z",
            "2027-10-28T21:00:00Z",
            "2026-12-31T22:00:00Z",
        ]);
        (anchor, -432_000i64..86_400, 0i64..864_000).prop_map(|(anchor, before_s, length_s)| {
            let from = instant(anchor) + TimeDelta::seconds(before_s);
            (from, from + TimeDelta::seconds(length_s))
        })
    }

    fn is_tidy(intervals: &[Interval]) -> bool {
        intervals.iter().all(|(start, end)| start < end)
            && intervals.windows(2).all(|pair| pair[0].1 < pair[1].0)
    }

    proptest! {
        #[test]
        fn open_intervals_are_apart_sorted_and_inside_the_bounds(
            hours in weeks(),
            (from, to) in spans(),
        ) {
            let open = open_intervals(&hours, from, to);
            prop_assert!(is_tidy(&open), "{open:?}");
            prop_assert!(open.iter().all(|(start, end)| from <= *start && *end <= to));
        }

        #[test]
        fn an_instant_is_open_exactly_when_the_wall_says_so(
            hours in weeks(),
            (from, to) in spans(),
            share in 0.0f64..1.0,
        ) {
            let second = ((to - from).num_seconds() as f64 * share) as i64;
            let at = from + TimeDelta::seconds(second);
            let wall = to_local(at);
            // In the repeated hour an edge means the first, so the wall alone can't tell.
            prop_assume!(at < to && !is_repeated(wall.date(), wall.time()));
            let minute = u16::try_from(wall.hour() * 60 + wall.minute()).unwrap();
            let said = hours.intervals().iter().any(|h| {
                h.weekday() == weekday(wall.date())
                    && (h.start_minute()..h.end_minute()).contains(&minute)
            });
            let open = open_intervals(&hours, from, to);
            prop_assert_eq!(open.iter().any(|(start, end)| *start <= at && at < *end), said);
        }

        #[test]
        fn being_open_all_week_is_one_stretch_however_it_is_cut(
            (from, to) in spans(),
            cuts in prop::collection::vec(1u16..DAY_MINUTES, 7),
        ) {
            let halves = (0u8..).zip(cuts).flat_map(|(d, cut)| {
                [DayHours::parse(d, 0, cut).unwrap(), DayHours::parse(d, cut, DAY_MINUTES).unwrap()]
            });
            let hours = WeeklyHours::parse(halves.collect()).unwrap();
            let whole = if from < to { vec![(from, to)] } else { vec![] };
            prop_assert_eq!(open_intervals(&hours, from, to), whole);
        }

        #[test]
        fn looking_in_two_parts_sees_the_same(
            hours in weeks(),
            (from, to) in spans(),
            share in 0.0f64..1.0,
        ) {
            let middle = from
                + TimeDelta::seconds(((to - from).num_seconds() as f64 * share) as i64);
            let mut parts = open_intervals(&hours, from, middle);
            parts.extend(open_intervals(&hours, middle, to));
            prop_assert_eq!(merge(parts), open_intervals(&hours, from, to));
        }

        #[test]
        fn what_is_taken_away_and_what_is_left_make_the_whole(
            open in prop::collection::vec((0i64..1000, 0i64..200), 0..8),
            closed in prop::collection::vec((0i64..1000, 0i64..200), 0..8),
        ) {
            let intervals = |list: Vec<(i64, i64)>| -> Vec<Interval> {
                list.into_iter()
                    .map(|(start, length)| {
                        let at = |s| DateTime::from_timestamp(s, 0).unwrap();
                        (at(start), at(start + length))
                    })
                    .collect()
            };
            let (open, closed) = (intervals(open), intervals(closed));
            let left = without(open.clone(), closed.clone());
            prop_assert!(is_tidy(&left));
            for second in 0..1200 {
                let at = DateTime::from_timestamp(second, 0).unwrap();
                let inside = |list: &[Interval]| list.iter().any(|(s, e)| *s <= at && at < *e);
                prop_assert_eq!(inside(&left), inside(&open) && !inside(&closed));
                let next = at + TimeDelta::seconds(1);
                prop_assert_eq!(covers(&left, at, next), inside(&left));
            }
            prop_assert_eq!(merge(left.clone()), left);
        }
    }
}
