//! `/providers/me/hours`.

use crate::App;
use crate::commands::set_hours;
use crate::domain::hours::week;
use crate::reads::offering::{self, ProviderHoursOut};
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use contracts::providers::WeeklyInterval;
use httpkit::{Actor, Body};
use serde::Deserialize;

/// The whole week from now on.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderHoursIn {
    /// The intervals in Cairo wall time, several a weekday if you like, none overlapping. What
    /// follows midnight belongs to the next day.
    hours: Vec<WeeklyInterval>,
}

/// When the caller works.
#[utoipa::path(get, path = "/api/v1/providers/me/hours", tag = "provider offering",
    responses((status = 200, description = "The week", body = ProviderHoursOut)))]
pub async fn get_my_hours(
    State(app): State<App>,
    actor: Actor,
) -> httpkit::Result<Json<ProviderHoursOut>> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    Ok(Json(offering::hours_in_tx(&mut connection, actor.user_id.into()).await?))
}

/// Replaces when the caller works.
#[utoipa::path(put, path = "/api/v1/providers/me/hours", tag = "provider offering",
    request_body = ProviderHoursIn,
    responses((status = 200, description = "The week as it is now", body = ProviderHoursOut)))]
pub async fn set_my_hours(
    State(app): State<App>,
    actor: Actor,
    Body(wanted): Body<ProviderHoursIn>,
) -> httpkit::Result<Json<ProviderHoursOut>> {
    let hours = week(wanted.hours)?;
    let hours = set_hours::run(&app, actor.user_id.into(), hours).await?;
    Ok(Json(ProviderHoursOut { hours }))
}
