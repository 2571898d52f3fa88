//! `GET /bookings/{id}/cancellation-preview`.

use crate::App;
use crate::commands::{BookingError, journey};
use crate::reads::CancellationPreviewOut;
use crate::store::bookings;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::{Actor, PathParams};
use kernel::ids::BookingId;

/// What a cancellation by the caller would mean now. Changes nothing.
#[utoipa::path(
    get, path = "/api/v1/bookings/{id}/cancellation-preview", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking")),
    responses(
        (status = 200, description = "What it would mean.", body = CancellationPreviewOut),
        (status = 409, description = "It can't be cancelled by the caller now.",
         body = httpkit::problem::ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn preview_booking_cancellation(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<CancellationPreviewOut>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let booking = bookings::find(&mut db, id).await?.ok_or(BookingError::NotFound)?;
    let side = booking.side_of(actor.user_id).ok_or(BookingError::NotFound)?.side;
    let rules = app.agreed_in_tx(&mut db, &booking).await?;
    drop(db);
    let journey = journey::of(&app, id).await?;
    Ok(Json(CancellationPreviewOut::of(&app, &booking, side, &journey, &rules)?))
}
