//! Shapes that several endpoints speak.

use crate::domain::fix::{Fix, RawFix};
use crate::domain::freshness::Freshness;
use crate::live::{Kept, Seen};
use chrono::TimeDelta;
use kernel::{DateTime, Instant, InvalidFields, LatLng};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One position as a device tells it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LocationIn {
    /// Degrees north, inside Egypt.
    #[schema(example = 30.0444)]
    pub lat: f64,
    /// Degrees east, inside Egypt.
    #[schema(example = 31.2357)]
    pub lng: f64,
    /// Radius in metres within which the device surely is; at most 200.
    #[schema(example = 12.5, minimum = 0.0, maximum = 200.0)]
    pub accuracy: f64,
    /// Degrees from north, 0 to below 360.
    #[schema(example = 90.0, minimum = 0.0, exclusive_maximum = 360.0)]
    pub heading: Option<f64>,
    /// Kilometres an hour.
    #[schema(example = 32.0, minimum = 0.0, maximum = 500.0)]
    pub speed: Option<f64>,
    /// When, by the device's clock: at most 30 seconds ahead of ours, at most 24 hours ago.
    #[schema(example = "2026-11-22T10:00:00Z")]
    pub recorded_at: DateTime,
    /// Whether the system says that an app makes the position up.
    #[serde(default)]
    #[schema(default = false)]
    pub mock: bool,
}

impl LocationIn {
    /// The checked fix.
    pub fn parse(&self, now: Instant) -> Result<Fix, InvalidFields> {
        let raw = RawFix {
            lat: self.lat,
            lng: self.lng,
            accuracy_m: self.accuracy,
            heading_deg: self.heading,
            speed_kmh: self.speed,
            at: self.recorded_at,
            mock: self.mock,
        };
        Fix::parse(raw, now)
    }
}

/// What became of an accepted position.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LocationKept {
    /// It is where the provider is now.
    Live,
    /// It came late and is kept for the record only.
    History,
}

impl From<Kept> for LocationKept {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Live => Self::Live,
            Kept::History => Self::History,
        }
    }
}

/// How fresh a position is.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrackFreshness {
    /// Younger than 15 seconds.
    Live,
    /// Younger than a minute.
    Stale,
    /// Older, or there is none.
    Dark,
}

impl From<Freshness> for TrackFreshness {
    fn from(freshness: Freshness) -> Self {
        match freshness {
            Freshness::Live => Self::Live,
            Freshness::Stale => Self::Stale,
            Freshness::Dark => Self::Dark,
        }
    }
}

/// A position with its age.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackPositionOut {
    /// Where.
    pub place: LatLng,
    /// Radius in metres within which the device surely is.
    #[schema(example = 12.5)]
    pub accuracy: f32,
    /// Degrees from north, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<f32>,
    /// Kilometres an hour, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<f32>,
    /// When, by the device's clock.
    pub recorded_at: DateTime,
    /// How long ago, in seconds.
    #[schema(example = 4)]
    pub age_s: i64,
}

impl TrackPositionOut {
    /// A position of that age.
    pub fn new(seen: &Seen, age: TimeDelta) -> Self {
        Self {
            place: seen.fix.place,
            accuracy: seen.fix.accuracy_m,
            heading: seen.fix.heading_deg,
            speed: seen.fix.speed_kmh,
            recorded_at: seen.fix.at,
            age_s: age.num_seconds(),
        }
    }
}
