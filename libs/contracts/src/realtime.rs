//! Realtime: what reaches open screens at once.

use crate::PortError;
use async_trait::async_trait;
use kernel::ids::{BookingId, ConversationId, ProviderId, SessionId, UserId};
use kernel::{DateTime, Lang, LatLng, Role};
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

/// Somebody who looks at a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Viewer {
    /// Who.
    pub user_id: UserId,
    /// What it is.
    pub role: Role,
    /// Its log-in session.
    pub session_id: SessionId,
    /// The language it reads.
    pub lang: Lang,
}

/// A screen that an event may change: an endpoint of the HTTP API that only reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "screen")]
pub enum Screen {
    /// `GET /bookings/{id}`.
    Booking {
        /// The booking.
        id: BookingId,
    },
    /// `GET /offers`.
    Offers,
    /// The first page of `GET /notifications`.
    Notifications,
    /// `GET /conversations/{id}`.
    Conversation {
        /// The conversation.
        id: ConversationId,
    },
    /// One message of `GET /conversations/{id}/messages`, as a page of one.
    Message {
        /// The conversation.
        id: ConversationId,
        /// The message's number.
        seq: i64,
    },
}

impl Screen {
    /// The service that answers.
    #[must_use]
    pub fn service(self) -> &'static str {
        match self {
            Self::Booking { .. } | Self::Offers => "booking",
            Self::Notifications | Self::Conversation { .. } | Self::Message { .. } => {
                "notifications"
            }
        }
    }

    /// The endpoint.
    #[must_use]
    pub fn path(self) -> String {
        match self {
            Self::Booking { id } => format!("/api/v1/bookings/{id}"),
            Self::Offers => "/api/v1/offers?limit=50".into(),
            Self::Notifications => "/api/v1/notifications?limit=20".into(),
            Self::Conversation { id } => format!("/api/v1/conversations/{id}"),
            Self::Message { id, seq } => {
                format!("/api/v1/conversations/{id}/messages?after={}&limit=1", seq - 1)
            }
        }
    }
}

/// One question of [`ViewerApi`], on the wire.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Look {
    /// Who looks.
    pub viewer: Viewer,
    /// At what.
    pub screen: Screen,
}

/// What somebody would get from the HTTP API right now. The one place where what a viewer may see
/// is decided stays the endpoint itself.
#[async_trait]
pub trait ViewerApi: Send + Sync + 'static {
    /// The endpoint's answer; [`PortError::NotFound`] when it is nothing of the viewer's.
    async fn look(&self, look: Look) -> Result<serde_json::Value, PortError>;
}
