//! `PUT /bookings/{id}/checklist/{item}`.

use crate::reads::CompletionOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;
use serde::Deserialize;

/// Whether an item was checked.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingTickIn {
    /// Whether it is done; a tick may be taken back while the work goes on.
    pub done: bool,
}

/// The bound provider ticks an item of the checklist off, during the visit.
#[utoipa::path(
    put, path = "/api/v1/bookings/{id}/checklist/{item}", tag = "bookings",
    params(
        ("id" = BookingId, Path, description = "The booking"),
        ("item" = u32, Path, description = "The item's place in the checklist, from 0"),
        IdempotencyHeader,
    ),
    request_body = BookingTickIn,
    responses((status = 200, description = "What is there of what the service asks for.", body = CompletionOut)),
)]
pub async fn tick_booking_checklist(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, item)): PathParams<(BookingId, u32)>,
    body: IdempotentBody<BookingTickIn>,
) -> httpkit::Result<Response> {
    let (user, done) = (actor.user_id, body.value.done);
    Ok(respond(commands::tick::run(&app, user, &body.key, id, item, done).await?))
}
