//! `POST /bookings/{id}/cancel`.

use super::fields;
use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;
use kernel::{Fields, Money};
use serde::Deserialize;

/// A cancellation.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingCancelIn {
    /// Why, up to 500 characters.
    #[schema(example = "تغيرت خططي", max_length = 500)]
    pub reason: Option<String>,
    /// The fee of the preview; the cancellation is refused when it is another by now.
    pub accepted_fee: Option<Money>,
}

/// The customer cancels. For the bound provider it means leaving: the search starts again. What it
/// costs is exactly what the preview said.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/cancel", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingCancelIn,
    responses((status = 200, description = "Cancelled, or looked for anew.", body = BookingStateOut)),
)]
pub async fn cancel_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingCancelIn>,
) -> httpkit::Result<Response> {
    let mut fields = Fields::new();
    let reason = fields::reason(&mut fields, body.value.reason.as_deref());
    fields.finish()?;
    let (user, fee) = (actor.user_id, body.value.accepted_fee);
    let answer = commands::cancel::run(&app, user, &body.key, id, reason.as_deref(), fee).await?;
    Ok(respond(answer))
}
