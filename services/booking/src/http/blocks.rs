//! `GET /me/blocks`, `PUT` and `DELETE /me/blocks/{userId}`.

use crate::App;
use crate::commands::prefer;
use crate::reads::{self, BlockOut};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chassis::StoreError;
use httpkit::{Actor, Page, PageQuery, PathParams, QueryParams};
use kernel::ids::UserId;

/// Whom you blocked
///
/// Newest first.
#[utoipa::path(get, path = "/api/v1/me/blocks", tag = "me", params(PageQuery),
    responses((status = 200, description = "One page.", body = Page<BlockOut>)))]
pub async fn list_blocks(
    State(app): State<App>,
    actor: Actor,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<Page<BlockOut>>> {
    let (limit, cursor) = query.parse()?;
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let rows = reads::blocks_of(&mut db, actor.user_id, limit, cursor).await?;
    Ok(Json(Page::from_rows(rows, limit, BlockOut::cursor)))
}

/// Block somebody
///
/// A customer blocks a technician, a technician a customer it had a booking with. From then on
/// neither is matched with the other, and nobody is told. A booking that both agreed on stays.
#[utoipa::path(put, path = "/api/v1/me/blocks/{userId}", tag = "me",
    params(("userId" = UserId, Path, description = "The technician or the customer")),
    responses((status = 204, description = "They don't meet again.")))]
pub async fn add_block(
    State(app): State<App>,
    actor: Actor,
    PathParams(user): PathParams<UserId>,
) -> httpkit::Result<StatusCode> {
    prefer::block(&app, actor.user_id, user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Unblock somebody
#[utoipa::path(delete, path = "/api/v1/me/blocks/{userId}", tag = "me",
    params(("userId" = UserId, Path, description = "The technician or the customer")),
    responses((status = 204, description = "They may meet again.")))]
pub async fn remove_block(
    State(app): State<App>,
    actor: Actor,
    PathParams(user): PathParams<UserId>,
) -> httpkit::Result<StatusCode> {
    prefer::unblock(&app, actor.user_id, user).await?;
    Ok(StatusCode::NO_CONTENT)
}
