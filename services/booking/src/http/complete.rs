//! `POST /bookings/{id}/complete`.

use super::fields::BookingMoveIn;
use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;

/// The bound provider ends the work. Nothing may wait for approval, charged parts need a photo, and
/// what the service asks for must be there: its checklist and its pictures.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/complete", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Completed; money is due.", body = BookingStateOut)),
)]
pub async fn complete_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let answer = commands::complete::run(&app, actor.user_id, &body.key, id).await?;
    Ok(respond(answer))
}
