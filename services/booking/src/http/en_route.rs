//! `POST /bookings/{id}/en-route`.

use super::fields::BookingMoveIn;
use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;

/// The bound provider sets out.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/en-route", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "On the way.", body = BookingStateOut)),
)]
pub async fn start_journey(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let answer = commands::en_route::run(&app, actor.user_id, &body.key, id).await?;
    Ok(respond(answer))
}
