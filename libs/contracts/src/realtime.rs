//! Realtime: what reaches open screens at once.

use crate::PortError;
use async_trait::async_trait;
use kernel::ids::{BookingId, ProviderId};
use kernel::{DateTime, LatLng};
use serde::{Deserialize, Serialize};

/// How honest the position on the map is (`design/domain.md`, Tracking).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JourneySight {
    /// The last fix is younger than 15 s.
    Live,
    /// Younger than 60 s.
    Stale,
    /// Older, or there is none.
    Dark,
}

/// When the provider will be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ArrivalInterval {
    /// Hardly earlier than.
    pub earliest: DateTime,
    /// Hardly later than.
    pub latest: DateTime,
}

/// A provider on its way to a booking, seen now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JourneyMoved {
    /// Whose journey.
    pub booking_id: BookingId,
    /// Who travels.
    pub provider_id: ProviderId,
    /// Where; none when no fix is young enough to show.
    pub place: Option<LatLng>,
    /// Accuracy in metres.
    pub accuracy_m: Option<f64>,
    /// Direction in degrees from north, clockwise.
    pub heading_deg: Option<f64>,
    /// Speed in metres a second.
    pub speed_mps: Option<f64>,
    /// When, by the device.
    pub at: Option<DateTime>,
    /// How honest it is.
    pub sight: JourneySight,
    /// When it will be there; none after the arrival.
    pub arrival: Option<ArrivalInterval>,
}

/// Where tracking sends what open screens should see, past the database. A failure loses a picture,
/// never a fact: the next fix shows the truth again.
#[async_trait]
pub trait JourneySink: Send + Sync + 'static {
    /// These journeys look like this now.
    async fn moved(&self, journeys: Vec<JourneyMoved>) -> Result<(), PortError>;
}
