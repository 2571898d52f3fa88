//! `POST /bookings/{id}/confirm-work`.

use super::fields::BookingMoveIn;
use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;

/// The customer confirms that the work is done; 48 hours of silence do too.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/confirm-work", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Confirmed.", body = BookingStateOut)),
)]
pub async fn confirm_booking_work(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let answer = commands::confirm_work::run(&app, actor.user_id, &body.key, id).await?;
    Ok(respond(answer))
}
