//! Parked events, dead jobs, subscribers.

use super::dto::{CursorOut, DeadJobOut};
use crate::App;
use crate::commands::retry;
use crate::reads::system;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chassis::{StoreError, bus};
use httpkit::{Actor, Body, PathParams, Problem};
use kernel::{DateTime, InvalidFields, text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Why an operator tries again.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RetryIn {
    /// The reason, at most 500 characters.
    #[schema(example = "The zone was missing and is there now")]
    reason: String,
}

impl RetryIn {
    fn parse(self) -> Result<String, InvalidFields> {
        text::paragraph(&self.reason, 500).map_err(|e| InvalidFields::one("reason", e))
    }
}

/// An event that a service could not apply, and everything after it of the same thing.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParkedEventOut {
    /// Who could not apply it.
    subscriber: String,
    /// Its place in the log.
    position: i64,
    /// The kind of thing it happened to.
    aggregate_type: String,
    /// The thing.
    aggregate_id: Uuid,
    /// What happened.
    event_type: String,
    /// How often it was tried.
    attempts: i32,
    /// Why it failed the last time.
    last_error: Option<String>,
    /// When it is tried again.
    next_attempt_at: DateTime,
    /// Since when it waits.
    created_at: DateTime,
}

/// Events that services could not apply, oldest first; at most 200.
#[utoipa::path(get, path = "/api/v1/admin/system/parked-events", tag = "admin",
    responses((status = 200, description = "The events.", body = Vec<ParkedEventOut>)))]
pub async fn list_parked_events(
    State(app): State<App>,
) -> httpkit::Result<Json<Vec<ParkedEventOut>>> {
    let parked = bus::parked(&app.chassis.db, 200).await?;
    let out = parked.into_iter().map(|p| ParkedEventOut {
        subscriber: p.subscriber,
        position: p.position,
        aggregate_type: p.aggregate_type,
        aggregate_id: p.aggregate_id,
        event_type: p.event_type,
        attempts: p.attempts,
        last_error: p.last_error,
        next_attempt_at: p.next_attempt_at,
        created_at: p.created_at,
    });
    Ok(Json(out.collect()))
}

/// Tries a parked event again now.
#[utoipa::path(post, path = "/api/v1/admin/system/parked-events/{subscriber}/{position}/retry",
    tag = "admin", request_body = RetryIn,
    params(("subscriber" = String, Path, description = "Who could not apply it"),
           ("position" = i64, Path, description = "Its place in the log")),
    responses((status = 204, description = "It is due now.")))]
pub async fn retry_parked_event(
    State(app): State<App>,
    actor: Actor,
    PathParams((subscriber, position)): PathParams<(String, i64)>,
    Body(input): Body<RetryIn>,
) -> httpkit::Result<StatusCode> {
    let subscriber = text::line(&subscriber, 100).map_err(|_| Problem::not_found())?;
    retry::parked_event(&app, actor, &subscriber, position, &input.parse()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Jobs that failed too often, oldest first; at most 200.
#[utoipa::path(get, path = "/api/v1/admin/system/dead-jobs", tag = "admin",
    responses((status = 200, description = "The jobs.", body = Vec<DeadJobOut>)))]
pub async fn list_dead_jobs(State(app): State<App>) -> httpkit::Result<Json<Vec<DeadJobOut>>> {
    Ok(Json(system::dead_jobs(app.chassis.db.pool()).await.map_err(StoreError)?))
}

/// Tries a dead job again now.
#[utoipa::path(post, path = "/api/v1/admin/system/dead-jobs/{id}/retry", tag = "admin",
    request_body = RetryIn, params(("id" = Uuid, Path, description = "The job")),
    responses((status = 204, description = "It is due now.")))]
pub async fn retry_dead_job(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<Uuid>,
    Body(input): Body<RetryIn>,
) -> httpkit::Result<StatusCode> {
    retry::dead_job(&app, actor, id, &input.parse()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How far each service has read the event log.
#[utoipa::path(get, path = "/api/v1/admin/system/subscribers", tag = "admin",
    responses((status = 200, description = "The subscribers.", body = Vec<CursorOut>)))]
pub async fn list_subscribers(State(app): State<App>) -> httpkit::Result<Json<Vec<CursorOut>>> {
    Ok(Json(system::cursors(app.chassis.db.pool()).await.map_err(StoreError)?))
}
