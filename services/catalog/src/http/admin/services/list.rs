use super::AdminServiceOut;
use crate::App;
use crate::http::services::list::ServiceQuery;
use crate::reads::services;
use axum::Json;
use axum::extract::State;
use httpkit::{Page, QueryParams};

/// All services, inactive ones too
#[utoipa::path(get, path = "/api/v1/admin/services", tag = "admin-catalog", params(ServiceQuery),
    responses((status = 200, description = "A page of services.", body = Page<AdminServiceOut>)))]
pub async fn list_admin_services(
    State(app): State<App>,
    QueryParams(query): QueryParams<ServiceQuery>,
) -> httpkit::Result<Json<Page<AdminServiceOut>>> {
    let page = services::list(&app, query.parse(true)?).await?;
    let items = page.items.into_iter().map(AdminServiceOut::from).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}
