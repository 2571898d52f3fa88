//! Lists of ratings.

use super::dto::{HeldRatingOut, OwnRatingOut, PendingRatingOut, RatingOut, ReputationOut};
use crate::App;
use crate::domain::WINDOW;
use crate::reads::lists;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::{Actor, Cursor, Page, PageQuery, PathParams, Problem, QueryParams};
use kernel::ids::{BookingId, ProviderId};
use serde::Serialize;
use utoipa::ToSchema;

/// A provider's ratings with what they make of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderRatingsOut {
    /// The reputation; absent before the first visible rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    reputation: Option<ReputationOut>,
    /// The ratings, newest first.
    items: Vec<RatingOut>,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// A provider's visible ratings, newest first.
#[utoipa::path(get, path = "/api/v1/providers/{id}/ratings", tag = "ratings",
    params(("id" = ProviderId, Path, description = "The provider"), PageQuery),
    responses((status = 200, description = "A page.", body = ProviderRatingsOut)))]
pub async fn list_provider_ratings(
    State(app): State<App>,
    PathParams(id): PathParams<ProviderId>,
    QueryParams(page): QueryParams<PageQuery>,
) -> httpkit::Result<Json<ProviderRatingsOut>> {
    let (limit, after) = page.parse()?;
    let pool = app.chassis.db.pool();
    let rows = lists::of_user(pool, id.into(), limit, after).await.map_err(StoreError)?;
    let page = Page::from_rows(rows, limit, |r| Cursor { at: r.revealed_at, id: r.id });
    let reputation = lists::reputation(pool, id.into()).await.map_err(StoreError)?;
    Ok(Json(ProviderRatingsOut { reputation, items: page.items, next_cursor: page.next_cursor }))
}

/// A booking's ratings: one's own always, the other side's once they are shown.
#[utoipa::path(get, path = "/api/v1/bookings/{id}/ratings", tag = "ratings",
    params(("id" = BookingId, Path, description = "The booking")),
    responses((status = 200, description = "At most two.", body = Vec<OwnRatingOut>)))]
pub async fn list_booking_ratings(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<Vec<OwnRatingOut>>> {
    let viewer = (!actor.role.is_operator()).then_some(actor.user_id);
    let pool = app.chassis.db.pool();
    let found = lists::of_booking(pool, id, viewer).await.map_err(StoreError)?;
    Ok(Json(found.ok_or_else(Problem::not_found)?))
}

/// Visits that the caller may still rate, newest first; at most 50.
#[utoipa::path(get, path = "/api/v1/ratings/pending", tag = "ratings",
    responses((status = 200, description = "The visits.", body = Vec<PendingRatingOut>)))]
pub async fn list_pending_ratings(
    State(app): State<App>,
    actor: Actor,
) -> httpkit::Result<Json<Vec<PendingRatingOut>>> {
    let since = app.chassis.world.now() - WINDOW;
    let pool = app.chassis.db.pool();
    Ok(Json(lists::pending(pool, actor.user_id, since).await.map_err(StoreError)?))
}

/// Ratings that wait for an operator, oldest first.
#[utoipa::path(get, path = "/api/v1/admin/ratings", tag = "admin ratings", params(PageQuery),
    responses((status = 200, description = "A page.", body = Page<HeldRatingOut>)))]
pub async fn list_held_ratings(
    State(app): State<App>,
    QueryParams(page): QueryParams<PageQuery>,
) -> httpkit::Result<Json<Page<HeldRatingOut>>> {
    let (limit, after) = page.parse()?;
    let rows = lists::held(app.chassis.db.pool(), limit, after).await.map_err(StoreError)?;
    Ok(Json(Page::from_rows(rows, limit, |r| Cursor { at: r.created_at, id: r.id })))
}
