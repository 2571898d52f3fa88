use super::AdminPromotionOut;
use crate::App;
use crate::store::promotions;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::{Cursor, Page, PageQuery, QueryParams};
use kernel::ids::TypedId;

/// All promotions, newest first
#[utoipa::path(get, path = "/api/v1/admin/promotions", tag = "admin-catalog", params(PageQuery),
    responses((status = 200, description = "A page of promotions.", body = Page<AdminPromotionOut>)))]
pub async fn list_admin_promotions(
    State(app): State<App>,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<Page<AdminPromotionOut>>> {
    let (limit, cursor) = query.parse()?;
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let before = cursor.map(|c| (c.at, c.id));
    let rows = promotions::list(&mut connection, before, limit + 1).await?;
    let page = Page::from_rows(rows, limit, |(at, stored)| Cursor {
        at: *at,
        id: stored.promotion.id.uuid(),
    });
    let items = page.items.into_iter().map(|(_, stored)| stored.into()).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}
