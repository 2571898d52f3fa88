//! `GET /providers/me/searches`.

use crate::App;
use crate::reads::{self, ProviderSearchOut};
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::{Actor, Page, PageQuery, QueryParams};
use kernel::ids::ProviderId;

/// Why was I not asked
///
/// Every search that considered you, newest first: whether it was offered to you, and if not, why,
/// and what you can do about it.
#[utoipa::path(get, path = "/api/v1/providers/me/searches", tag = "offers", params(PageQuery),
    responses((status = 200, description = "One page.", body = Page<ProviderSearchOut>)))]
pub async fn list_searches(
    State(app): State<App>,
    actor: Actor,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<Page<ProviderSearchOut>>> {
    let (limit, cursor) = query.parse()?;
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let provider = ProviderId::from(actor.user_id);
    let rows = reads::searches_of(&mut db, provider, limit, cursor).await?;
    Ok(Json(Page::from_rows(rows, limit, ProviderSearchOut::cursor)))
}
