//! `POST /admin/bookings/{id}/assign`.

use crate::reads::BookingAssignedOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::InvalidFields;
use kernel::ids::{BookingId, ProviderId};
use kernel::text::paragraph;
use serde::Deserialize;

/// A booking given to a provider by hand.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingAssignIn {
    /// To whom.
    pub provider_id: ProviderId,
    /// Why, 1 to 500 characters; kept in the audit log.
    #[schema(example = "اتفقنا مع الفني هاتفيًا", max_length = 500)]
    pub reason: String,
}

/// Assign a technician by hand
///
/// What would have kept the technician out of an offer is told as warnings. Only taken time, and a
/// technician who is not verified or not active, refuse.
#[utoipa::path(
    post, path = "/api/v1/admin/bookings/{id}/assign", tag = "admin bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingAssignIn,
    responses((status = 200, description = "It is assigned.", body = BookingAssignedOut)),
)]
pub async fn assign_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingAssignIn>,
) -> httpkit::Result<Response> {
    let reason = paragraph(&body.value.reason, 500)
        .map_err(|invalid| InvalidFields::one("reason", invalid))?;
    let (user, provider) = (actor.user_id, body.value.provider_id);
    let answer = commands::assign::run(&app, user, &body.key, id, provider, &reason).await?;
    Ok(respond(answer))
}
