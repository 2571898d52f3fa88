//! What the watch looks for. Each condition is a small machine that raises once and clears once,
//! with a distance between the two (hysteresis).

use super::rules::WatchRules;
use kernel::{Instant, LatLng};

/// A condition begins or no longer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// It holds from now on.
    Raised,
    /// It no longer does.
    Cleared,
}

/// Standing still.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Still {
    /// Where the present stand began, when, and how many fixes lie there.
    anchor: Option<(LatLng, Instant, u32)>,
    /// Whether it was raised.
    pub holds: bool,
}

impl Still {
    /// With a condition that was raised in another life of the process.
    pub fn resumed(holds: bool) -> Self {
        Self { anchor: None, holds }
    }

    /// The next position.
    pub fn step(&mut self, place: LatLng, at: Instant, rules: &WatchRules) -> Option<Edge> {
        let Some((anchor, since, points)) = self.anchor else {
            self.anchor = Some((place, at, 1));
            return None;
        };
        let moved_m = anchor.distance_m(place);
        if self.holds {
            if moved_m <= rules.moving_m {
                return None;
            }
            *self = Self { anchor: Some((place, at, 1)), holds: false };
            return Some(Edge::Cleared);
        }
        if moved_m > rules.stop_m {
            self.anchor = Some((place, at, 1));
            return None;
        }
        let points = points.saturating_add(1);
        self.anchor = Some((anchor, since, points));
        self.holds = points >= rules.stop_points && at - since >= rules.stop();
        self.holds.then_some(Edge::Raised)
    }
}

/// Going away from the address.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Course {
    /// Coming nearer; the nearest so far, in metres.
    Towards(f64),
    /// Going away; the furthest since, in metres.
    Away(f64),
}

impl Course {
    /// Before the first position.
    pub fn resumed(away: bool) -> Self {
        if away { Self::Away(0.0) } else { Self::Towards(f64::INFINITY) }
    }

    /// Whether it goes away.
    pub fn is_away(self) -> bool {
        matches!(self, Self::Away(_))
    }

    /// The next distance, in metres.
    pub fn step(&mut self, distance_m: f64, rules: &WatchRules) -> Option<Edge> {
        match *self {
            Self::Towards(nearest_m) if distance_m >= nearest_m + rules.retreat_m => {
                *self = Self::Away(distance_m);
                Some(Edge::Raised)
            }
            Self::Towards(nearest_m) => {
                *self = Self::Towards(nearest_m.min(distance_m));
                None
            }
            Self::Away(furthest_m) if distance_m <= furthest_m - rules.approach_m => {
                *self = Self::Towards(distance_m);
                Some(Edge::Cleared)
            }
            Self::Away(furthest_m) => {
                *self = Self::Away(furthest_m.max(distance_m));
                None
            }
        }
    }
}

/// Coming no nearer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// The last mark: how far it was, in metres, and when.
    mark: Option<(f64, Instant)>,
    /// Whether it was raised.
    pub holds: bool,
}

impl Progress {
    /// With a condition that was raised in another life of the process.
    pub fn resumed(holds: bool) -> Self {
        Self { mark: None, holds }
    }

    /// The next distance, in metres.
    pub fn step(&mut self, distance_m: f64, at: Instant, rules: &WatchRules) -> Option<Edge> {
        let Some((mark_m, since)) = self.mark else {
            self.mark = Some((distance_m, at));
            return None;
        };
        if distance_m <= mark_m - rules.progress_m {
            self.mark = Some((distance_m, at));
            return std::mem::take(&mut self.holds).then_some(Edge::Cleared);
        }
        if self.holds || at - since < rules.progress() {
            return None;
        }
        self.holds = true;
        Some(Edge::Raised)
    }
}

/// Being near the address.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fence {
    /// Since when it is inside.
    pub entered_at: Option<Instant>,
    /// Whether it was told that it stays.
    pub dwelt: bool,
}

/// What happened at the fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FenceEdge {
    /// It came in.
    Entered,
    /// It stays.
    Dwelt,
    /// It went out.
    Left,
}

impl Fence {
    /// The next distance, in metres.
    pub fn step(&mut self, distance_m: f64, at: Instant, rules: &WatchRules) -> Option<FenceEdge> {
        match self.entered_at {
            None if distance_m <= rules.near_m => {
                *self = Self { entered_at: Some(at), dwelt: false };
                Some(FenceEdge::Entered)
            }
            None => None,
            Some(_) if distance_m > rules.left_m => {
                *self = Self::default();
                Some(FenceEdge::Left)
            }
            Some(since) if !self.dwelt && at - since >= rules.dwell() => {
                self.dwelt = true;
                Some(FenceEdge::Dwelt)
            }
            Some(_) => None,
        }
    }
}
