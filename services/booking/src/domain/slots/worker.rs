//! One provider who could come, with everything that decides when.

use super::{Grid, Job, Stop};
use crate::domain::Hours;
use chrono::{NaiveDate, TimeDelta};
use kernel::Instant;
use kernel::cairo::Interval;
use kernel::ids::ProviderId;

/// A provider who may do a job, and its calendar.
#[derive(Clone, Debug)]
pub struct Worker {
    /// Who.
    pub id: ProviderId,
    /// When it works.
    pub hours: Hours,
    /// Most visits a day; none is no limit.
    pub daily_limit: Option<u32>,
    /// The last day its documents are good.
    pub documents_until: Option<NaiveDate>,
    /// How far home is from the job, in metres.
    pub home_m: f64,
    /// Its taken time by start: visits, others' holds, and what is offered to it.
    pub stops: Vec<Stop>,
}

impl Worker {
    /// Tells `each` start time of the grid, by index, that this provider can keep. `skip` leaves
    /// out start times that nobody asks about any more.
    pub fn starts(
        &self,
        job: &Job,
        grid: &Grid,
        now: Instant,
        skip: impl Fn(usize) -> bool,
        mut each: impl FnMut(usize),
    ) {
        let Some((from, to)) = grid.span(job.length) else { return };
        let earliest = now + TimeDelta::minutes(self.hours.notice_minutes.into());
        let intervals = self.hours.open(from, to);
        let mut open = Open { intervals: &intervals, passed: 0 };
        let full = self.full_days(grid);
        let mut walk = Walk::new(job, &self.stops);
        for (index, point) in grid.points.iter().enumerate() {
            if skip(index) || point.at < earliest || full[point.day] {
                continue;
            }
            let ends_at = point.at + job.length;
            let valid = self.documents_until.is_none_or(|last_day| last_day >= point.ends_on);
            if valid
                && open.covers(point.at, ends_at)
                && walk
                    .is_free(point.at, ends_at, |stop| job.there_by(stop, ends_at, point.end_hour))
            {
                each(index);
            }
        }
    }

    /// Whether this provider can keep one start time.
    #[must_use]
    pub fn can_start(&self, job: &Job, at: Instant, now: Instant) -> bool {
        let mut can = false;
        self.starts(job, &Grid::single(at, job.length), now, |_| false, |_| can = true);
        can
    }

    /// Whether its own limit is reached on the day of a start time.
    #[must_use]
    pub fn day_is_full(&self, at: Instant) -> bool {
        self.full_days(&Grid::single(at, TimeDelta::minutes(1))) == [true]
    }

    /// On which days of the grid its own limit is reached.
    fn full_days(&self, grid: &Grid) -> Vec<bool> {
        let Some(limit) = self.daily_limit else { return vec![false; grid.days.len()] };
        let on = |day: &super::Day| {
            let on_it = |stop: &&Stop| stop.starts_at < day.ends_at && stop.until > day.starts_at;
            self.stops.iter().filter(on_it).count()
        };
        grid.days.iter().map(|day| on(day) >= limit as usize).collect()
    }
}

/// Goes along working time with growing start times.
struct Open<'a> {
    /// Sorted and apart from each other.
    intervals: &'a [Interval],
    /// How many of them end before the present start time.
    passed: usize,
}

impl Open<'_> {
    /// Whether one of them holds all of the work.
    fn covers(&mut self, starts_at: Instant, ends_at: Instant) -> bool {
        while self.intervals.get(self.passed).is_some_and(|(_, close)| *close <= starts_at) {
            self.passed += 1;
        }
        let now = self.intervals.get(self.passed);
        now.is_some_and(|(open, close)| *open <= starts_at && ends_at <= *close)
    }
}

/// Goes along a calendar with growing start times.
struct Walk<'a> {
    job: &'a Job,
    stops: &'a [Stop],
    /// How many stops begin before the present start time.
    passed: usize,
    /// Until when those take; offers may overlap each other, so not always the last one's end.
    taken_until: Option<Instant>,
    /// When the way from the last of them is done.
    ready_at: Option<Instant>,
}

impl<'a> Walk<'a> {
    fn new(job: &'a Job, stops: &'a [Stop]) -> Self {
        Self { job, stops, passed: 0, taken_until: None, ready_at: None }
    }

    /// Whether nothing is in the way; `late_for` says whether the next visit would be missed.
    fn is_free(
        &mut self,
        starts_at: Instant,
        ends_at: Instant,
        late_for: impl Fn(Stop) -> bool,
    ) -> bool {
        let before = self.passed;
        while let Some(stop) = self.stops.get(self.passed).filter(|s| s.starts_at < starts_at) {
            self.taken_until = self.taken_until.max(Some(stop.until));
            self.passed += 1;
        }
        if self.passed > before {
            self.ready_at = Some(self.job.ready_after(self.stops[self.passed - 1]));
        }
        self.taken_until.max(self.ready_at).is_none_or(|at| at <= starts_at)
            && self
                .stops
                .get(self.passed)
                .is_none_or(|next| next.starts_at >= ends_at + self.job.buffer && !late_for(*next))
    }
}
