//! `GET /bookings`.

use crate::App;
use crate::reads::{self, BookingItemOut, Mine};
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use contracts::booking::Status;
use httpkit::{Actor, Page, PageQuery, QueryParams};
use kernel::Role;
use serde::Deserialize;

/// Which of one's own bookings.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BookingListQuery {
    /// Of this status.
    pub status: Option<Status>,
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// The caller's own bookings, newest first: those a customer ordered, or those a provider is bound
/// to.
#[utoipa::path(
    get, path = "/api/v1/bookings", tag = "bookings",
    params(BookingListQuery),
    responses((status = 200, description = "One page.", body = Page<BookingItemOut>)),
)]
pub async fn list_bookings(
    State(app): State<App>,
    actor: Actor,
    QueryParams(query): QueryParams<BookingListQuery>,
) -> httpkit::Result<Json<Page<BookingItemOut>>> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor };
    let (limit, cursor) = page.parse()?;
    let mine = match actor.role {
        Role::ServiceProvider => Mine::Assigned(actor.user_id.into()),
        _ => Mine::Ordered(actor.user_id),
    };
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let rows = reads::list(&mut db, mine, query.status, limit, cursor).await?;
    Ok(Json(Page::from_rows(rows, limit, BookingItemOut::cursor)))
}
