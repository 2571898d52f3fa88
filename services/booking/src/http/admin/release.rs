//! `POST /admin/bookings/{id}/release`.

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

/// A provider taken off.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingReleaseIn {
    /// Why, 1 to 500 characters; kept in the audit log.
    #[schema(example = "الفني لا يرد", max_length = 500)]
    pub reason: String,
    /// Whether it was the provider's fault; counts against its rates.
    #[serde(default)]
    pub provider_at_fault: bool,
}

/// Takes the provider off; the search starts again, first in line.
#[utoipa::path(
    post, path = "/api/v1/admin/bookings/{id}/release", tag = "admin bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingReleaseIn,
    responses((status = 200, description = "Looked for anew.", body = BookingStateOut)),
)]
pub async fn release_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingReleaseIn>,
) -> httpkit::Result<Response> {
    let reason = paragraph(&body.value.reason, 500)
        .map_err(|invalid| InvalidFields::one("reason", invalid))?;
    let (user, at_fault) = (actor.user_id, body.value.provider_at_fault);
    let answer = commands::release::run(&app, user, &body.key, id, at_fault, &reason).await?;
    Ok(respond(answer))
}
