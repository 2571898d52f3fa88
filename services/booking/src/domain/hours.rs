//! When a provider works.

use contracts::providers::{HoursException, WeeklyInterval};
use kernel::Instant;
use kernel::cairo::{self, DayHours, Interval, NaiveDate, WeeklyHours};

/// A provider's hours with their exceptions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hours {
    /// The hours of a week on the wall in Cairo.
    pub weekly: Vec<WeeklyInterval>,
    /// Dated exceptions.
    pub exceptions: Vec<HoursException>,
    /// Shortest notice for scheduled work, in minutes.
    pub notice_minutes: u32,
    /// Public holidays on which the hours of the week don't hold.
    pub holidays: Vec<NaiveDate>,
}

impl Hours {
    /// Whether the provider works all the time from `start` to `end`.
    #[must_use]
    pub fn cover(&self, start: Instant, end: Instant) -> bool {
        cairo::covers(&self.open(start, end), start, end)
    }

    /// When the provider works between `from` and `to`: sorted and apart from each other. Time off
    /// wins over extra hours, and those over holidays.
    #[must_use]
    pub fn open(&self, from: Instant, to: Instant) -> Vec<Interval> {
        let days: Vec<DayHours> = self
            .weekly
            .iter()
            .filter_map(|i| DayHours::parse(i.weekday, i.from_minute, i.to_minute).ok())
            .collect();
        let Ok(weekly) = WeeklyHours::parse(days) else { return Vec::new() };
        let mut open = cairo::open_intervals(&weekly, from, to);
        if !self.holidays.is_empty() {
            let closed = self.holidays.iter().map(|day| cairo::day_bounds(*day)).collect();
            open = cairo::without(open, closed);
        }
        if self.exceptions.is_empty() {
            return open;
        }
        let dated = |works: bool| {
            let wanted = move |e: &&HoursException| e.works == works;
            let bound = |at: Instant| at.clamp(from, to);
            let near = self.exceptions.iter().filter(wanted);
            near.map(move |e| (bound(e.starts_at), bound(e.ends_at)))
        };
        open.extend(dated(true));
        cairo::without(cairo::merge(open), dated(false).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Hours;
    use chrono::TimeDelta;
    use contracts::providers::{HoursException, WeeklyInterval};
    use kernel::Instant;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    /// Sundays 9 to 17 in Cairo, which is two hours ahead in winter.
    fn sundays() -> Hours {
        let weekly = vec![WeeklyInterval { weekday: 0, from_minute: 540, to_minute: 1020 }];
        Hours { weekly, ..Hours::default() }
    }

    #[test]
    fn a_visit_must_lie_inside_the_hours() {
        let hours = sundays();
        assert!(hours.cover(at("2026-11-22T07:00:00Z"), at("2026-11-22T15:00:00Z")));
        assert!(!hours.cover(at("2026-11-22T06:59:00Z"), at("2026-11-22T08:00:00Z")));
        assert!(!hours.cover(at("2026-11-22T14:30:00Z"), at("2026-11-22T15:30:00Z")));
        assert!(!hours.cover(at("2026-11-23T08:00:00Z"), at("2026-11-23T09:00:00Z")));
    }

    #[test]
    fn extra_hours_add_and_time_off_takes_away() {
        let mut hours = sundays();
        let exception = |from: &str, to: &str, works| HoursException {
            starts_at: at(from),
            ends_at: at(to),
            works,
        };
        hours.exceptions = vec![
            exception("2026-11-22T15:00:00Z", "2026-11-22T18:00:00Z", true),
            exception("2026-11-22T10:00:00Z", "2026-11-22T11:00:00Z", false),
        ];
        assert!(hours.cover(at("2026-11-22T14:30:00Z"), at("2026-11-22T17:30:00Z")));
        assert!(!hours.cover(at("2026-11-22T09:30:00Z"), at("2026-11-22T10:30:00Z")));
    }
    #[test]
    fn on_a_holiday_only_extra_hours_hold() {
        let holiday = "2026-11-22".parse().unwrap();
        let mut hours = Hours { holidays: vec![holiday], ..sundays() };
        let (start, end) = (at("2026-11-22T08:00:00Z"), at("2026-11-22T09:00:00Z"));
        assert!(!hours.cover(start, end));
        assert!(hours.cover(start + TimeDelta::days(7), end + TimeDelta::days(7)));
        let exception = |works| HoursException { starts_at: start, ends_at: end, works };
        hours.exceptions = vec![exception(true)];
        assert!(hours.cover(start, end));
        hours.exceptions.push(exception(false));
        assert!(!hours.cover(start, end));
    }
}
