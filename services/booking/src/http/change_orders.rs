//! `/bookings/{id}/change-orders`.

use super::fields::{self, BookingMoveIn, ProposalLineIn};
use super::viewer;
use crate::reads::{BookingStateOut, ChangeOrderOut};
use crate::{App, commands};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chassis::StoreError;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::{BookingId, ChangeOrderId};
use serde::{Deserialize, Serialize};

/// Extra work or parts.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeOrderIn {
    /// 1 to 50 lines of labour and parts.
    #[schema(min_items = 1, max_items = 50)]
    pub lines: Vec<ProposalLineIn>,
    /// A word to the customer, up to 1000 characters.
    #[schema(max_length = 1000)]
    pub note: Option<String>,
}

/// A booking's change orders.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeOrderListOut {
    /// Oldest first.
    pub items: Vec<ChangeOrderOut>,
}

/// The bound provider proposes extra work or parts (each part with its photo); the visit waits for the customer.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/change-orders", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = ChangeOrderIn,
    responses((status = 201, description = "Proposed; the customer decides.", body = ChangeOrderOut)),
)]
pub async fn propose_change_order(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<ChangeOrderIn>,
) -> httpkit::Result<Response> {
    let (lines, note) = fields::proposal(&body.value.lines, body.value.note.as_deref())?;
    let (user, note) = (actor.user_id, note.as_deref());
    Ok(respond(commands::propose_change_order::run(&app, user, &body.key, id, lines, note).await?))
}

/// The bound provider takes a change order back that the customer has not decided on: the work goes
/// on without it.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/change-orders/{changeOrderId}/withdraw", tag = "bookings",
    params(
        ("id" = BookingId, Path, description = "The booking"),
        ("changeOrderId" = ChangeOrderId, Path, description = "The change order"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Withdrawn.", body = BookingStateOut)),
)]
pub async fn withdraw_change_order(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, order)): PathParams<(BookingId, ChangeOrderId)>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let user = actor.user_id;
    let answer = commands::withdraw_change_order::run(&app, user, &body.key, id, order).await?;
    Ok(respond(answer))
}

/// A booking's change orders, for both sides and staff.
#[utoipa::path(
    get, path = "/api/v1/bookings/{id}/change-orders", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking")),
    responses((status = 200, description = "Oldest first.", body = ChangeOrderListOut)),
)]
pub async fn list_change_orders(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<ChangeOrderListOut>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    viewer::booking(&mut db, &actor, id).await?;
    Ok(Json(ChangeOrderListOut { items: ChangeOrderOut::all(&mut db, id).await? }))
}

/// The customer approves: it is added to the price.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/change-orders/{changeOrderId}/approve", tag = "bookings",
    params(
        ("id" = BookingId, Path, description = "The booking"),
        ("changeOrderId" = ChangeOrderId, Path, description = "The change order"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Approved.", body = BookingStateOut)),
)]
pub async fn approve_change_order(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, order)): PathParams<(BookingId, ChangeOrderId)>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let user = actor.user_id;
    let answer = commands::decide_change_order::run(&app, user, &body.key, id, order, true).await?;
    Ok(respond(answer))
}

/// The customer declines: the work goes on without it.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/change-orders/{changeOrderId}/decline", tag = "bookings",
    params(
        ("id" = BookingId, Path, description = "The booking"),
        ("changeOrderId" = ChangeOrderId, Path, description = "The change order"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Declined.", body = BookingStateOut)),
)]
pub async fn decline_change_order(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, order)): PathParams<(BookingId, ChangeOrderId)>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let user = actor.user_id;
    let answer =
        commands::decide_change_order::run(&app, user, &body.key, id, order, false).await?;
    Ok(respond(answer))
}
