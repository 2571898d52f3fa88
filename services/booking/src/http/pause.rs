//! `POST /bookings/{id}/pause`.

use super::fields;
use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;
use kernel::{DateTime, Fields};
use serde::Deserialize;

/// An interruption.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingPauseIn {
    /// Why, up to 500 characters.
    #[schema(example = "في انتظار قطعة غيار", max_length = 500)]
    pub reason: Option<String>,
    /// When it goes on, if on another visit: proposed to the customer, and held meanwhile.
    pub continues_at: Option<DateTime>,
}

/// The bound provider interrupts the work, for a part; it may go on at another visit.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/pause", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingPauseIn,
    responses((status = 200, description = "Paused.", body = BookingStateOut)),
)]
pub async fn pause_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingPauseIn>,
) -> httpkit::Result<Response> {
    let mut fields = Fields::new();
    let reason = fields::reason(&mut fields, body.value.reason.as_deref());
    fields.finish()?;
    let (user, at) = (actor.user_id, body.value.continues_at);
    let answer = commands::pause::run(&app, user, &body.key, id, reason.as_deref(), at).await?;
    Ok(respond(answer))
}
