//! `GET /admin/bookings/{id}/matching`.

use crate::App;
use crate::commands::BookingError;
use crate::reads::{self, BookingMatchingOut};
use crate::store::bookings;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::PathParams;
use kernel::ids::BookingId;

/// Why was who asked
///
/// Searches, rounds, and exactly one outcome for everybody considered, in both languages.
#[utoipa::path(
    get, path = "/api/v1/admin/bookings/{id}/matching", tag = "admin bookings",
    params(("id" = BookingId, Path, description = "The booking")),
    responses((status = 200, description = "How providers were looked for.",
        body = BookingMatchingOut)),
)]
pub async fn get_booking_matching(
    State(app): State<App>,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<BookingMatchingOut>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    bookings::find(&mut db, id).await?.ok_or(BookingError::NotFound)?;
    Ok(Json(reads::matching(&mut db, id).await?))
}
