//! `POST /bookings/{id}/resume`.

use super::fields::BookingMoveIn;
use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;

/// The bound provider goes on with paused work.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/resume", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Working.", body = BookingStateOut)),
)]
pub async fn resume_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let answer = commands::resume::run(&app, actor.user_id, &body.key, id).await?;
    Ok(respond(answer))
}
