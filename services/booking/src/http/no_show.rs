//! `POST /bookings/{id}/no-show`.

use super::fields::BookingMoveIn;
use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;

/// One side reports that the other is not there: the provider after 15 minutes at the address, the customer 30 minutes past the start.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/no-show", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Cancelled.", body = BookingStateOut)),
)]
pub async fn report_booking_no_show(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let answer = commands::no_show::run(&app, actor.user_id, &body.key, id).await?;
    Ok(respond(answer))
}
