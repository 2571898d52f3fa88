//! `GET /providers/me/statement`

use crate::app::App;
use crate::domain::account::Kind;
use crate::reads::lines::{self, AccountLineOut};
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, Page, PageQuery, QueryParams};

/// Every movement of one's balance with the platform, newest first, each explained, with the
/// balance after it.
#[utoipa::path(get, path = "/api/v1/providers/me/statement", tag = "earnings", params(PageQuery),
    responses((status = 200, description = "A page of movements.", body = Page<AccountLineOut>)))]
pub async fn get_my_statement(
    State(app): State<App>,
    actor: Actor,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<Page<AccountLineOut>>> {
    let (limit, cursor) = query.parse()?;
    let (pool, owner) = (app.chassis.db.pool(), actor.user_id.uuid());
    Ok(Json(lines::page(pool, Kind::ProviderPayable, owner, limit, cursor).await?))
}
