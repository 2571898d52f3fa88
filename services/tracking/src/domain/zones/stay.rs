//! One provider's way through the zones.

use super::ZoneMap;
use chrono::TimeDelta;
use kernel::ids::ZoneId;
use kernel::{Instant, LatLng};
use serde::Deserialize;

/// When somebody has left a zone, and when it dwells there.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ZoneRules {
    /// Fixes less exact than this, in metres, tell nothing.
    pub accuracy_m: f64,
    /// Left: so many metres outside. Twice the worst accuracy that counts, so that a position that
    /// wanders over a border does not ring.
    pub left_m: f64,
    /// Dwelling: inside for so many seconds.
    pub dwell_s: u32,
}

impl Default for ZoneRules {
    fn default() -> Self {
        Self { accuracy_m: 50.0, left_m: 100.0, dwell_s: 900 }
    }
}

impl ZoneRules {
    /// The first setting that lets a position on a border ring again and again.
    #[must_use]
    pub fn contradiction(&self) -> Option<&'static str> {
        (self.left_m < self.accuracy_m).then_some("zones.left_m must not be below zones.accuracy_m")
    }

    fn dwell(&self) -> TimeDelta {
        TimeDelta::seconds(self.dwell_s.into())
    }
}

/// Why a zone is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftBecause {
    /// Fixes show it.
    Seen,
    /// Shift and journeys are over.
    OffDuty,
    /// Nothing was heard for long.
    Silent,
    /// The zone is closed.
    ZoneClosed,
}

/// What is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It came in.
    Entered,
    /// It stays.
    Dwelt,
    /// It is out.
    Left(LeftBecause),
}

/// In which zone somebody is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Presence {
    /// The zone, since when, and whether it was told that it stays.
    stay: Option<(ZoneId, Instant, bool)>,
    newest: Option<Instant>,
}

impl Presence {
    /// In a zone, as it was known in another life of the process.
    #[must_use]
    pub fn resumed(zone: ZoneId, entered_at: Instant, dwelt: bool) -> Self {
        Self { stay: Some((zone, entered_at, dwelt)), newest: Some(entered_at) }
    }

    /// The zone.
    #[must_use]
    pub fn zone(&self) -> Option<ZoneId> {
        self.stay.map(|(zone, ..)| zone)
    }

    /// The next position. One that is not newer than the newest changes nothing.
    pub fn step(
        &mut self,
        zones: &ZoneMap,
        place: LatLng,
        at: Instant,
        rules: &ZoneRules,
    ) -> Vec<(ZoneId, Step)> {
        if self.newest.is_some_and(|newest| at <= newest) {
            return Vec::new();
        }
        self.newest = Some(at);
        let mut steps = Vec::new();
        if let Some((id, entered_at, dwelt)) = &mut self.stay {
            let because = match zones.get(*id) {
                None => Some(LeftBecause::ZoneClosed),
                Some(zone) => zone.is_beyond(place, rules.left_m).then_some(LeftBecause::Seen),
            };
            let Some(because) = because else {
                if !*dwelt && at - *entered_at >= rules.dwell() {
                    *dwelt = true;
                    steps.push((*id, Step::Dwelt));
                }
                return steps;
            };
            steps.push((*id, Step::Left(because)));
            self.stay = None;
        }
        if let Some(zone) = zones.at(place) {
            self.stay = Some((zone.id, at, false));
            steps.push((zone.id, Step::Entered));
        }
        steps
    }

    /// It is gone without a position that shows it; which zone it was in.
    pub fn leave(&mut self) -> Option<ZoneId> {
        self.stay.take().map(|(zone, ..)| zone)
    }
}
