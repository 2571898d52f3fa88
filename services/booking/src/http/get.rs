//! `GET /bookings/{id}`.

use crate::App;
use crate::reads::{self, BookingOut, Viewer};
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::{Actor, PathParams};
use kernel::Permission;
use kernel::ids::BookingId;

/// One booking, as the caller may see it.
#[utoipa::path(
    get, path = "/api/v1/bookings/{id}", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking")),
    responses((status = 200, description = "The booking.", body = BookingOut)),
)]
pub async fn get_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<BookingOut>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let viewer = match actor.may(Permission::BookingViewAll) {
        true => Viewer::Operator,
        false => Viewer::Person(actor.user_id),
    };
    Ok(Json(reads::one(&mut db, &app, viewer, id).await?))
}
