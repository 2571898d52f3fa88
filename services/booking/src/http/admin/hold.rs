//! `POST /admin/bookings/{id}/hold`.

use crate::http::fields::BookingReasonIn;
use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;

/// Stops work that is going on and opens a dispute over it.
#[utoipa::path(
    post, path = "/api/v1/admin/bookings/{id}/hold", tag = "admin bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingReasonIn,
    responses((status = 200, description = "Disputed.", body = BookingStateOut)),
)]
pub async fn hold_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingReasonIn>,
) -> httpkit::Result<Response> {
    let (user, reason) = (actor.user_id, body.value.parse()?);
    let answer = commands::hold::run(&app, user, &body.key, id, reason).await?;
    Ok(respond(answer))
}
