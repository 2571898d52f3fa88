//! `POST /bookings/{id}/dispute`.

use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::InvalidFields;
use kernel::ids::BookingId;
use kernel::text::paragraph;
use serde::Deserialize;

/// A dispute.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingDisputeIn {
    /// What went wrong, 1 to 2000 characters.
    #[schema(example = "عاد التسريب بعد يومين", max_length = 2000)]
    pub reason: String,
}

/// The customer disputes completed work, within 14 days. The money is held.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/dispute", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingDisputeIn,
    responses((status = 200, description = "Disputed.", body = BookingStateOut)),
)]
pub async fn dispute_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingDisputeIn>,
) -> httpkit::Result<Response> {
    let reason = paragraph(&body.value.reason, 2_000)
        .map_err(|invalid| InvalidFields::one("reason", invalid))?;
    let answer = commands::dispute::run(&app, actor.user_id, &body.key, id, reason).await?;
    Ok(respond(answer))
}
