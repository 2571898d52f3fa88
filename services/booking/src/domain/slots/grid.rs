//! The start times that are tried: full steps on the wall in Cairo, while the zone is open.

use crate::domain::way::hour_of;
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use dispatch::travel::LocalTime;
use kernel::Instant;
use kernel::cairo::{self, WeeklyHours};

/// Which start times are asked for.
#[derive(Clone, Debug)]
pub struct Range<'a> {
    /// The first day, Cairo's.
    pub first: NaiveDate,
    /// How many days.
    pub days: u32,
    /// Minutes between two start times, from midnight on.
    pub step_minutes: u16,
    /// When the zone's visits may begin.
    pub zone: &'a WeeklyHours,
    /// Not before.
    pub earliest: Instant,
    /// Not after.
    pub latest: Instant,
    /// How long the work takes.
    pub length: TimeDelta,
}

/// A start time to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The start.
    pub at: Instant,
    /// What the clock shows then.
    pub local: NaiveTime,
    /// Which of the grid's days it is on.
    pub day: usize,
    /// The hour at the end of the work, for the way from it.
    pub end_hour: LocalTime,
    /// The day of the end.
    pub ends_on: NaiveDate,
}

/// A day in Cairo: 23, 24 or 25 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Which.
    pub date: NaiveDate,
    /// Its first instant.
    pub starts_at: Instant,
    /// The first instant of the next.
    pub ends_at: Instant,
}

/// The start times to try, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// The days.
    pub days: Vec<Day>,
    /// The start times.
    pub points: Vec<Point>,
}

impl Grid {
    /// The grid of a range. A wall time that the clocks jump over is none; one that comes twice is
    /// its first.
    #[must_use]
    pub fn of(range: &Range<'_>) -> Self {
        let mut grid = Self::default();
        for date in range.first.iter_days().take(range.days as usize) {
            let (starts_at, ends_at) = cairo::day_bounds(date);
            grid.days.push(Day { date, starts_at, ends_at });
            grid.add_points(range, date, starts_at, ends_at);
        }
        grid
    }

    fn add_points(&mut self, range: &Range<'_>, date: NaiveDate, from: Instant, to: Instant) {
        let open = cairo::open_intervals(range.zone, from, to);
        for minute in (0..1_440u32).step_by(range.step_minutes.max(1).into()) {
            let time = NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0);
            let Some(local) = time.filter(|time| !cairo::is_gap(date, *time)) else { continue };
            let at = cairo::resolve(date, local);
            let is_open = open.iter().any(|(start, end)| *start <= at && at < *end);
            if !is_open || at < range.earliest || at > range.latest {
                continue;
            }
            let ends_at = at + range.length;
            self.points.push(Point {
                at,
                local,
                day: self.days.len() - 1,
                end_hour: hour_of(ends_at),
                ends_on: cairo::local_date(ends_at),
            });
        }
    }

    /// A grid of one start time, whatever the steps.
    #[must_use]
    pub fn single(at: Instant, length: TimeDelta) -> Self {
        let local = cairo::to_local(at);
        let (starts_at, ends_at) = cairo::day_bounds(local.date());
        let end = at + length;
        Self {
            days: vec![Day { date: local.date(), starts_at, ends_at }],
            points: vec![Point {
                at,
                local: local.time(),
                day: 0,
                end_hour: hour_of(end),
                ends_on: cairo::local_date(end),
            }],
        }
    }

    /// From when to when anything of the grid may take: starts and ends of work.
    #[must_use]
    pub fn span(&self, length: TimeDelta) -> Option<(Instant, Instant)> {
        let (first, last) = (self.days.first()?, self.days.last()?);
        Some((first.starts_at, last.ends_at + length))
    }
}
