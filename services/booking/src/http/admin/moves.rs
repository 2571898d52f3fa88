//! Moves of staff that need a reason and nothing else: `cancel`, `arrive-override`,
//! `review-dispute`.

use crate::http::fields::BookingReasonIn;
use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;

/// Cancels a booking, before the end of its work; nobody pays a fee.
#[utoipa::path(
    post, path = "/api/v1/admin/bookings/{id}/cancel", tag = "admin bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingReasonIn,
    responses((status = 200, description = "Cancelled.", body = BookingStateOut)),
)]
pub async fn cancel_booking_as_operator(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingReasonIn>,
) -> httpkit::Result<Response> {
    let (user, reason) = (actor.user_id, body.value.parse()?);
    let answer = commands::operator_cancel::run(&app, user, &body.key, id, &reason).await?;
    Ok(respond(answer))
}

/// Marks the provider as arrived without a fix.
#[utoipa::path(
    post, path = "/api/v1/admin/bookings/{id}/arrive-override", tag = "admin bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingReasonIn,
    responses((status = 200, description = "Arrived.", body = BookingStateOut)),
)]
pub async fn override_booking_arrival(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingReasonIn>,
) -> httpkit::Result<Response> {
    let (user, reason) = (actor.user_id, body.value.parse()?);
    let answer = commands::arrive_override::run(&app, user, &body.key, id, &reason).await?;
    Ok(respond(answer))
}

/// Takes a dispute up.
#[utoipa::path(
    post, path = "/api/v1/admin/bookings/{id}/review-dispute", tag = "admin bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingReasonIn,
    responses((status = 200, description = "Under review.", body = BookingStateOut)),
)]
pub async fn review_booking_dispute(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingReasonIn>,
) -> httpkit::Result<Response> {
    let (user, reason) = (actor.user_id, body.value.parse()?);
    let answer = commands::review_dispute::run(&app, user, &body.key, id, &reason).await?;
    Ok(respond(answer))
}
