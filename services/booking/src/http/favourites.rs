//! `GET /me/favourites`, `PUT` and `DELETE /me/favourites/{providerId}`.

use crate::App;
use crate::commands::prefer;
use crate::reads::{self, FavouriteOut};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chassis::StoreError;
use httpkit::{Actor, Page, PageQuery, PathParams, QueryParams};
use kernel::ids::ProviderId;

/// Your favourite technicians
///
/// Newest first. Matching prefers them where they can come.
#[utoipa::path(get, path = "/api/v1/me/favourites", tag = "me", params(PageQuery),
    responses((status = 200, description = "One page.", body = Page<FavouriteOut>)))]
pub async fn list_favourites(
    State(app): State<App>,
    actor: Actor,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<Page<FavouriteOut>>> {
    let (limit, cursor) = query.parse()?;
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let rows = reads::favourites_of(&mut db, actor.user_id, limit, cursor).await?;
    Ok(Json(Page::from_rows(rows, limit, FavouriteOut::cursor)))
}

/// Add a favourite technician
///
/// Adding one again changes nothing.
#[utoipa::path(put, path = "/api/v1/me/favourites/{providerId}", tag = "me",
    params(("providerId" = ProviderId, Path, description = "The technician")),
    responses((status = 204, description = "It is a favourite.")))]
pub async fn add_favourite(
    State(app): State<App>,
    actor: Actor,
    PathParams(provider): PathParams<ProviderId>,
) -> httpkit::Result<StatusCode> {
    prefer::favour(&app, actor.user_id, provider).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a technician off your favourites
#[utoipa::path(delete, path = "/api/v1/me/favourites/{providerId}", tag = "me",
    params(("providerId" = ProviderId, Path, description = "The technician")),
    responses((status = 204, description = "It is no favourite.")))]
pub async fn remove_favourite(
    State(app): State<App>,
    actor: Actor,
    PathParams(provider): PathParams<ProviderId>,
) -> httpkit::Result<StatusCode> {
    prefer::forget(&app, actor.user_id, provider).await?;
    Ok(StatusCode::NO_CONTENT)
}
