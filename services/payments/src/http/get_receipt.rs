//! `GET /bookings/{id}/receipt`

use crate::app::App;
use crate::reads::receipt::{ReceiptOut, receipt};
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, PathParams};
use kernel::ids::BookingId;

/// The receipt of a booking, for its customer and its provider. Before the booking is completed,
/// or when it was cancelled free of charge, there is none (`409`).
#[utoipa::path(get, path = "/api/v1/bookings/{id}/receipt", tag = "payments",
    params(("id" = BookingId, Path, description = "The booking.")),
    responses(
        (status = 200, description = "The receipt.", body = ReceiptOut),
        (status = 409, description = "There is no receipt (yet); `code` says why.",
         body = httpkit::problem::ProblemBody, content_type = "application/problem+json")))]
pub async fn get_receipt(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<ReceiptOut>> {
    Ok(Json(receipt(app.chassis.db.pool(), id, actor.user_id).await?))
}
