//! `GET /bookings/{id}/history`.

use super::viewer;
use crate::App;
use crate::reads::{self, HistoryStepOut};
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::{Actor, PathParams};
use kernel::Permission;
use kernel::ids::BookingId;
use serde::Serialize;

/// A booking's history.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingHistoryOut {
    /// Its moves, oldest first.
    pub items: Vec<HistoryStepOut>,
}

/// Every move of a booking: who, when, from, to, why.
#[utoipa::path(
    get, path = "/api/v1/bookings/{id}/history", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking")),
    responses((status = 200, description = "Its moves, oldest first.", body = BookingHistoryOut)),
)]
pub async fn get_booking_history(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<BookingHistoryOut>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let operator = actor.may(Permission::BookingViewAll);
    viewer::booking(&mut db, &actor, id).await?;
    let items = reads::history_of(&mut db, id, operator).await?;
    Ok(Json(BookingHistoryOut { items }))
}
