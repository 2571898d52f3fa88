//! `GET /admin/bookings/{id}`.

use crate::App;
use crate::reads::{self, BookingStoryOut};
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::PathParams;
use kernel::ids::BookingId;

/// The whole story of a booking.
#[utoipa::path(
    get, path = "/api/v1/admin/bookings/{id}", tag = "admin bookings",
    params(("id" = BookingId, Path, description = "The booking")),
    responses((status = 200, description = "Its story.", body = BookingStoryOut)),
)]
pub async fn get_booking_story(
    State(app): State<App>,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<BookingStoryOut>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    Ok(Json(reads::story(&mut db, &app, id).await?))
}
