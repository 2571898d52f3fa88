//! `POST /bookings/{id}/reschedule`, and the other side's answer to it.

use super::fields::{self, BookingMoveIn};
use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;
use kernel::{DateTime, Fields};
use serde::Deserialize;

/// Another time.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingRescheduleIn {
    /// The new start.
    pub starts_at: DateTime,
    /// Why, up to 500 characters.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// Moves the visit. The customer may up to 24 hours before; later, and for the provider always, it
/// is proposed and the other side decides. `startsAt` of the answer says whether it moved.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/reschedule", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingRescheduleIn,
    responses((status = 200, description = "Moved, or proposed.", body = BookingStateOut)),
)]
pub async fn reschedule_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingRescheduleIn>,
) -> httpkit::Result<Response> {
    let mut fields = Fields::new();
    let reason = fields::reason(&mut fields, body.value.reason.as_deref());
    fields.finish()?;
    let (user, at) = (actor.user_id, body.value.starts_at);
    let answer =
        commands::reschedule::run(&app, user, &body.key, id, at, reason.as_deref()).await?;
    Ok(respond(answer))
}

/// The other side agrees to the proposed time: the visit moves.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/reschedule/accept", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Moved.", body = BookingStateOut)),
)]
pub async fn accept_booking_reschedule(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let user = actor.user_id;
    Ok(respond(commands::decide_reschedule::run(&app, user, &body.key, id, true).await?))
}

/// The other side does not agree: the visit stays where it is.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/reschedule/decline", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Stays.", body = BookingStateOut)),
)]
pub async fn decline_booking_reschedule(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let user = actor.user_id;
    Ok(respond(commands::decide_reschedule::run(&app, user, &body.key, id, false).await?))
}
