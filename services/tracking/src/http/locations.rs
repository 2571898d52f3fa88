//! `POST /locations`.

use super::wire::{LocationIn, LocationKept};
use crate::app::App;
use crate::commands::report_fixes::{self, Outcome};
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, Body, Problem};
use kernel::InvalidFields;
use serde::Serialize;
use utoipa::ToSchema;

/// What became of a position.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LocationOut {
    /// Whether it is the live position or for the record only.
    pub kept: LocationKept,
}

/// Tell where I am
///
/// For a provider on shift or on a journey; otherwise `409 tracking.not_on_shift` and nothing is
/// kept. A position that can't be right is refused with the reason for each field. Safe to repeat:
/// a position is known by its provider and `recordedAt`.
#[utoipa::path(post, path = "/api/v1/locations", tag = "tracking", request_body = LocationIn,
    responses((status = 200, description = "The position is kept.", body = LocationOut)))]
pub async fn report_location(
    State(app): State<App>,
    actor: Actor,
    Body(input): Body<LocationIn>,
) -> httpkit::Result<Json<LocationOut>> {
    let fix = input.parse(app.chassis.world.now())?;
    let outcomes = report_fixes::run(&app, actor.user_id.into(), vec![Ok(fix)]).await?;
    match outcomes.into_iter().next() {
        Some(Outcome::Accepted(kept)) => Ok(Json(LocationOut { kept: kept.into() })),
        Some(Outcome::Refused(fields)) => Err(InvalidFields(fields).into()),
        None => Err(Problem::internal("a fix without an outcome")),
    }
}
