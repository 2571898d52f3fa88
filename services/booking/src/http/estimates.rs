//! `/bookings/{id}/estimates`.

use super::fields::{self, BookingMoveIn, ProposalLineIn};
use super::viewer;
use crate::reads::{BookingStateOut, EstimateOut};
use crate::{App, commands};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chassis::StoreError;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::{BookingId, EstimateId};
use serde::{Deserialize, Serialize};

/// A price after inspection.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EstimateIn {
    /// 1 to 50 lines of labour and parts.
    #[schema(min_items = 1, max_items = 50)]
    pub lines: Vec<ProposalLineIn>,
    /// A word to the customer, up to 1000 characters.
    #[schema(max_length = 1000)]
    pub note: Option<String>,
}

/// A booking's estimates.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EstimateListOut {
    /// Oldest first.
    pub items: Vec<EstimateOut>,
}

/// The bound provider proposes a price after the inspection; the visit waits for the customer.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/estimates", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = EstimateIn,
    responses((status = 201, description = "Proposed; the customer decides.", body = EstimateOut)),
)]
pub async fn propose_estimate(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<EstimateIn>,
) -> httpkit::Result<Response> {
    let (lines, note) = fields::proposal(&body.value.lines, body.value.note.as_deref())?;
    let lines = fields::without_photos(lines)?;
    let (user, note) = (actor.user_id, note.as_deref());
    Ok(respond(commands::propose_estimate::run(&app, user, &body.key, id, lines, note).await?))
}

/// The bound provider takes an estimate back that the customer has not decided on: it is at the
/// inspection again, and may propose another.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/estimates/{estimateId}/withdraw", tag = "bookings",
    params(
        ("id" = BookingId, Path, description = "The booking"),
        ("estimateId" = EstimateId, Path, description = "The estimate"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Withdrawn.", body = BookingStateOut)),
)]
pub async fn withdraw_estimate(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, estimate)): PathParams<(BookingId, EstimateId)>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let user = actor.user_id;
    let answer = commands::withdraw_estimate::run(&app, user, &body.key, id, estimate).await?;
    Ok(respond(answer))
}

/// A booking's estimates, for both sides and staff.
#[utoipa::path(
    get, path = "/api/v1/bookings/{id}/estimates", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking")),
    responses((status = 200, description = "Oldest first.", body = EstimateListOut)),
)]
pub async fn list_estimates(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<EstimateListOut>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    viewer::booking(&mut db, &actor, id).await?;
    Ok(Json(EstimateListOut { items: EstimateOut::all(&mut db, id).await? }))
}

/// The customer approves: the inspection fee is credited and the work goes on.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/estimates/{estimateId}/approve", tag = "bookings",
    params(
        ("id" = BookingId, Path, description = "The booking"),
        ("estimateId" = EstimateId, Path, description = "The estimate"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Approved.", body = BookingStateOut)),
)]
pub async fn approve_estimate(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, estimate)): PathParams<(BookingId, EstimateId)>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let user = actor.user_id;
    let answer = commands::decide_estimate::run(&app, user, &body.key, id, estimate, true).await?;
    Ok(respond(answer))
}

/// The customer declines: the visit ends, and only the quoted fee is charged.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/estimates/{estimateId}/decline", tag = "bookings",
    params(
        ("id" = BookingId, Path, description = "The booking"),
        ("estimateId" = EstimateId, Path, description = "The estimate"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Declined.", body = BookingStateOut)),
)]
pub async fn decline_estimate(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, estimate)): PathParams<(BookingId, EstimateId)>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let user = actor.user_id;
    let answer = commands::decide_estimate::run(&app, user, &body.key, id, estimate, false).await?;
    Ok(respond(answer))
}
