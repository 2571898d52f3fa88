use super::{AdminCategoryOut, CategoryIn};
use crate::App;
use crate::commands::update_category;
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, Body, PathParams};
use kernel::ids::CategoryId;

/// Change a category
///
/// Replaces the category of the `version` that is sent; `409` when somebody was faster.
#[utoipa::path(put, path = "/api/v1/admin/categories/{id}", tag = "admin-catalog",
    params(("id" = uuid::Uuid, Path, description = "The category.")), request_body = CategoryIn,
    responses((status = 200, description = "The category.", body = AdminCategoryOut)))]
pub async fn update_category(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<CategoryId>,
    Body(body): Body<CategoryIn>,
) -> httpkit::Result<Json<AdminCategoryOut>> {
    let (version, new) = body.parse_change()?;
    let stored = update_category::run(&app, actor, id, version, new).await?;
    Ok(Json(AdminCategoryOut::from(stored)))
}
