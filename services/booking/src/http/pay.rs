//! `POST /bookings/{id}/pay`.

use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use contracts::booking::PaymentMethod;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;
use serde::Deserialize;

/// Paying what must be there before the search.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingPayIn {
    /// Another way to pay; as before when it is left out.
    pub payment_method: Option<PaymentMethod>,
}

/// Tries again to pay a booking that waits for its money (the wallet was too low, say), or pays it
/// in another way, before the wait is over. In cash the search starts at once.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/pay", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingPayIn,
    responses((status = 200, description = "Tried; the booking moves on once the money is there.", body = BookingStateOut)),
)]
pub async fn pay_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingPayIn>,
) -> httpkit::Result<Response> {
    let method = body.value.payment_method;
    Ok(respond(commands::pay::run(&app, actor.user_id, &body.key, id, method).await?))
}
