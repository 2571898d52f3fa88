//! `GET /bookings/{id}/track`.

use super::wire::{TrackFreshness, TrackPositionOut};
use crate::app::App;
use crate::domain::journey::Phase;
use crate::domain::sight::Viewer;
use crate::reads::journey::{self, JourneyView};
use axum::Json;
use axum::extract::State;
use dispatch::travel::TravelTime;
use httpkit::problem::ProblemBody;
use httpkit::{Actor, PathParams};
use kernel::ids::{BookingId, ProviderId};
use kernel::{DateTime, LatLng};
use serde::Serialize;
use utoipa::ToSchema;

/// Where a journey stands.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JourneyState {
    /// The provider has not set out; only it and operators see this.
    NotStarted,
    /// On the way.
    EnRoute,
    /// At the address.
    Arrived,
    /// At work.
    Working,
    /// Waiting for a part; only the provider and operators see this.
    Paused,
}

/// A journey with the provider's position.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackOut {
    /// The booking.
    pub booking_id: BookingId,
    /// Who is on the way.
    pub provider_id: ProviderId,
    /// Where the journey stands.
    pub state: JourneyState,
    /// Since when it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime>,
    /// How fresh the position is. The web can't track in the background: show it honestly.
    pub freshness: TrackFreshness,
    /// The last known position; absent while none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<TrackPositionOut>,
    /// The address's pin.
    pub destination: LatLng,
    /// The rest of the way as the crow flies, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 2400)]
    pub distance_m: Option<u32>,
    /// How long the rest of the way takes; only while it is under way and the position is fresh.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eta: Option<TrackEtaOut>,
    /// What is noticed about the journey; for operators only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<TrackNoticeOut>,
}

/// Something that holds about a journey.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackNoticeOut {
    /// `stopped`, `retreating`, `stalled` (comes no nearer), `dark` (not heard of) or `near`
    /// (within 150 m).
    #[schema(example = "stopped")]
    pub kind: &'static str,
    /// Since when.
    pub since: DateTime,
}

/// An arrival as an interval, in seconds from now: eight in ten arrive inside it. Learned from
/// finished ways to that part of the city at such hours.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackEtaOut {
    /// One in ten arrives earlier.
    #[schema(example = 420)]
    pub low_s: u32,
    /// What to expect.
    #[schema(example = 600)]
    pub likely_s: u32,
    /// One in ten arrives later.
    #[schema(example = 1020)]
    pub high_s: u32,
}

/// Follow a booking's journey
///
/// The customer sees its own bound provider while the journey is on; before that
/// `409 tracking.journey_not_started`, between two visits `409 tracking.journey_paused`, afterwards
/// `410 tracking.journey_ended`. The bound provider and operators also see it before and between.
#[utoipa::path(get, path = "/api/v1/bookings/{id}/track", tag = "tracking",
    params(("id" = BookingId, Path, description = "The booking.")),
    responses(
        (status = 200, description = "The journey as it is now.", body = TrackOut),
        (status = 409, description = "The journey is not on.", body = ProblemBody,
            content_type = "application/problem+json"),
        (status = 410, description = "The journey is over.", body = ProblemBody,
            content_type = "application/problem+json")))]
pub async fn track_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<TrackOut>> {
    let viewer = Viewer::of(actor.user_id, actor.role);
    Ok(Json(journey::run(&app, viewer, id).await?.into()))
}

impl From<TravelTime> for TrackEtaOut {
    fn from(TravelTime { low_s, likely_s, high_s }: TravelTime) -> Self {
        Self { low_s, likely_s, high_s }
    }
}

impl From<JourneyView> for TrackOut {
    fn from(view: JourneyView) -> Self {
        Self {
            booking_id: view.journey.booking_id,
            provider_id: view.provider_id,
            state: view.journey.phase.into(),
            since: view.journey.on_since,
            freshness: view.freshness.into(),
            position: view.position.map(|(seen, age)| TrackPositionOut::new(&seen, age)),
            destination: view.journey.pin,
            distance_m: view.distance_m.map(|metres| metres.round() as u32),
            notices: view
                .notices
                .into_iter()
                .map(|(notice, since)| TrackNoticeOut { kind: notice.tag(), since })
                .collect(),
            eta: view.eta.map(TrackEtaOut::from),
        }
    }
}

impl From<Phase> for JourneyState {
    fn from(phase: Phase) -> Self {
        match phase {
            // Neither is shown to anybody: there is nobody to follow, or no more.
            Phase::Unassigned | Phase::Ended | Phase::Assigned => Self::NotStarted,
            Phase::EnRoute => Self::EnRoute,
            Phase::Arrived => Self::Arrived,
            Phase::Working => Self::Working,
            Phase::Paused => Self::Paused,
        }
    }
}
