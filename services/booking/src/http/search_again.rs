//! `POST /bookings/{id}/search-again`.

use super::fields::BookingMoveIn;
use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;

/// Wait, and look for a technician again
///
/// The customer's answer after nobody was found. While a search is on, nothing changes.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/search-again", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "We are looking.", body = BookingStateOut)),
)]
pub async fn search_again(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let answer = commands::search_again::run(&app, actor.user_id, &body.key, id).await?;
    Ok(respond(answer))
}
