//! The constants of the watch, as the configuration has them.

use chrono::TimeDelta;
use kernel::Instant;
use serde::Deserialize;

/// When something about a journey is worth telling, and when it no longer holds. Each pair keeps a
/// distance between the two, so that a position on the border doesn't ring again and again.
///
/// Sources: the product's rules say 150 m and one minute; 25 m, five points, 500 m and 300 m are
/// the constants of a large open mobility platform; the others are our estimates for Cairo's
/// traffic.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WatchRules {
    /// Fixes less exact than this, in metres, are a sign of life and no position (the source: 50).
    pub accuracy_m: f64,
    /// Standing still: within this many metres of one point (the source: 25) …
    pub stop_m: f64,
    /// … for at least so many fixes (the source: 5) …
    pub stop_points: u32,
    /// … and so many seconds: longer than any traffic light.
    pub stop_s: u32,
    /// Moving again: so many metres from that point.
    pub moving_m: f64,
    /// Going away: so many metres further than it had been (the source: 500).
    pub retreat_m: f64,
    /// Coming back: so many metres nearer than the furthest (the source: 300).
    pub approach_m: f64,
    /// Progress: so many metres nearer than at the last mark.
    pub progress_m: f64,
    /// No progress for so many seconds.
    pub progress_s: u32,
    /// Dark: so many seconds without a fix (the product's rule: 60).
    pub dark_s: u32,
    /// Seen again: a fix younger than so many seconds.
    pub seen_s: u32,
    /// Near: within so many metres of the address (the product's rule: 150).
    pub near_m: f64,
    /// Left: beyond so many, the worst accuracy that counts further out.
    pub left_m: f64,
    /// Dwelling: near for so many seconds.
    pub dwell_s: u32,
}

impl Default for WatchRules {
    fn default() -> Self {
        Self {
            accuracy_m: 50.0,
            stop_m: 25.0,
            stop_points: 5,
            stop_s: 180,
            moving_m: 60.0,
            retreat_m: 500.0,
            approach_m: 300.0,
            progress_m: 200.0,
            progress_s: 600,
            dark_s: 60,
            seen_s: 30,
            near_m: 150.0,
            left_m: 200.0,
            dwell_s: 180,
        }
    }
}

impl WatchRules {
    /// The first setting that leaves no distance between raising and clearing.
    #[must_use]
    pub fn contradiction(&self) -> Option<&'static str> {
        let rules = [
            ("watch.moving_m must be above watch.stop_m", self.moving_m > self.stop_m),
            (
                "watch.retreat_m and watch.approach_m must be above 0",
                self.retreat_m > 0.0 && self.approach_m > 0.0,
            ),
            ("watch.progress_m must be above 0", self.progress_m > 0.0),
            ("watch.seen_s must be below watch.dark_s", self.seen_s < self.dark_s),
            ("watch.left_m must be above watch.near_m", self.left_m > self.near_m),
        ];
        rules.into_iter().find_map(|(rule, holds)| (!holds).then_some(rule))
    }

    pub(super) fn stop(&self) -> TimeDelta {
        TimeDelta::seconds(self.stop_s.into())
    }

    pub(super) fn progress(&self) -> TimeDelta {
        TimeDelta::seconds(self.progress_s.into())
    }

    /// When the fix was made that silence followed, and from when on a later one that came in
    /// elsewhere belies the silence, for one that was noticed at `at`.
    #[must_use]
    pub fn belied_from(&self, at: Instant) -> (Instant, Instant) {
        (at - self.dark(), at - self.seen())
    }

    pub(super) fn dark(&self) -> TimeDelta {
        TimeDelta::seconds(self.dark_s.into())
    }

    pub(super) fn seen(&self) -> TimeDelta {
        TimeDelta::seconds(self.seen_s.into())
    }

    pub(super) fn dwell(&self) -> TimeDelta {
        TimeDelta::seconds(self.dwell_s.into())
    }
}
