//! Slots: start times that somebody can really keep. Between two visits there is always time for
//! the way: `previous end + way ≤ start` and `end + way ≤ next start`. Offering a time, holding it,
//! accepting and moving a visit all ask [`Job::fits`].

mod grid;
#[cfg(test)]
mod tests;
mod worker;

pub use grid::{Day, Grid, Point, Range};
pub use worker::Worker;

use super::way::{hour_of, way};
use chrono::TimeDelta;
use dispatch::travel::{LocalTime, Region};
use kernel::{Instant, LatLng};

/// Work that looks for a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Job {
    /// Where.
    pub pin: LatLng,
    /// Which speeds hold there.
    pub region: Region,
    /// How long it is planned.
    pub length: TimeDelta,
    /// What is kept free after every visit, this one too.
    pub buffer: TimeDelta,
}

/// Taken time of a provider, as seen from a [`Job`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// From when.
    pub starts_at: Instant,
    /// Until when, buffer included.
    pub until: Instant,
    /// How far from the job, in metres.
    pub away_m: f64,
}

/// Why a time can't be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Another visit is in the way.
    Taken,
    /// The way between the visits takes longer than the time between them.
    NoTimeToTravel,
}

impl Job {
    /// Taken time somewhere, as seen from this job.
    #[must_use]
    pub fn stop(&self, pin: LatLng, starts_at: Instant, until: Instant) -> Stop {
        Stop { starts_at, until, away_m: pin.distance_m(self.pin) }
    }

    /// Whether the job fits in at `starts_at` between the visits just before and just after.
    ///
    /// # Errors
    /// Why not.
    pub fn fits(
        &self,
        starts_at: Instant,
        before: Option<Stop>,
        after: Option<Stop>,
    ) -> Result<(), Misfit> {
        let ends_at = starts_at + self.length;
        let overlaps = before.is_some_and(|stop| stop.until > starts_at)
            || after.is_some_and(|stop| stop.starts_at < ends_at + self.buffer);
        if overlaps {
            return Err(Misfit::Taken);
        }
        let late = before.is_some_and(|stop| self.ready_after(stop) > starts_at)
            || after.is_some_and(|stop| self.there_by(stop, ends_at, hour_of(ends_at)));
        if late { Err(Misfit::NoTimeToTravel) } else { Ok(()) }
    }

    /// The earliest start after a visit: when its time is over and the way is done.
    fn ready_after(&self, stop: Stop) -> Instant {
        let leaves_at = stop.until - self.buffer;
        stop.until.max(leaves_at + way(stop.away_m, self.region, hour_of(leaves_at)))
    }

    /// Whether somebody who leaves the job at `ends_at` comes too late to a visit after it.
    fn there_by(&self, stop: Stop, ends_at: Instant, hour: LocalTime) -> bool {
        ends_at + way(stop.away_m, self.region, hour).max(self.buffer) > stop.starts_at
    }
}
