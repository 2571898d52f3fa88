//! `GET /shared-journeys/{token}`.

use crate::app::App;
use crate::domain::journey::Phase;
use crate::http::track::TrackEtaOut;
use crate::http::wire::{TrackFreshness, TrackPositionOut};
use crate::reads::shared_journey::{self, SharedView};
use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use httpkit::PathParams;
use kernel::{DateTime, Localized};
use serde::Serialize;
use utoipa::ToSchema;

/// Where a shared journey stands.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SharedJourneyState {
    /// Nobody has set out yet.
    Waiting,
    /// On the way.
    EnRoute,
    /// At the address.
    Arrived,
    /// At work.
    Working,
    /// Goes on another day.
    Paused,
}

/// A journey, for whoever has a link to it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharedJourneyOut {
    /// Where it stands.
    pub state: SharedJourneyState,
    /// Who comes; absent while nobody is bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<SharedProviderOut>,
    /// The district of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<Localized>,
    /// How fresh the position is.
    pub freshness: TrackFreshness,
    /// Where the provider is; only on its way, and not in the last 300 m.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<TrackPositionOut>,
    /// When it arrives, while that can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eta: Option<TrackEtaOut>,
    /// When the link ends at the latest.
    pub expires_at: DateTime,
}

/// Who comes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharedProviderOut {
    /// First name.
    #[schema(example = "أحمد")]
    pub first_name: String,
    /// Whether the platform has checked a photo of it.
    pub has_photo: bool,
}

/// Look at a shared journey
///
/// For anybody who has the link. A link that was never one, was taken back or has ended answers the
/// same `404`.
#[utoipa::path(get, path = "/api/v1/shared-journeys/{token}", tag = "tracking",
    params(("token" = String, Path, description = "The secret part of the link.")),
    responses((status = 200, description = "The journey as it is now.", body = SharedJourneyOut)))]
pub async fn show_shared_journey(
    State(app): State<App>,
    PathParams(token): PathParams<String>,
) -> httpkit::Result<impl IntoResponse> {
    let shown = SharedJourneyOut::from(shared_journey::run(&app, &token).await?);
    Ok(([(CACHE_CONTROL, "no-store")], Json(shown)))
}

impl From<SharedView> for SharedJourneyOut {
    fn from(view: SharedView) -> Self {
        Self {
            state: match view.phase {
                Phase::Unassigned | Phase::Assigned | Phase::Ended => SharedJourneyState::Waiting,
                Phase::EnRoute => SharedJourneyState::EnRoute,
                Phase::Arrived => SharedJourneyState::Arrived,
                Phase::Working => SharedJourneyState::Working,
                Phase::Paused => SharedJourneyState::Paused,
            },
            provider: view
                .provider
                .map(|(first_name, has_photo)| SharedProviderOut { first_name, has_photo }),
            district: view.district,
            freshness: view.freshness.into(),
            position: view.position.map(|(seen, age)| TrackPositionOut::new(&seen, age)),
            eta: view.eta.map(TrackEtaOut::from),
            expires_at: view.expires_at,
        }
    }
}
