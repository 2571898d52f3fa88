use super::CategoryOut;
use crate::App;
use crate::reads::cached;
use axum::Json;
use axum::extract::State;
use httpkit::{PathParams, Problem};
use kernel::ids::CategoryId;

/// One category
#[utoipa::path(get, path = "/api/v1/categories/{id}", tag = "catalog",
    params(("id" = uuid::Uuid, Path, description = "The category.")),
    responses((status = 200, description = "The category.", body = CategoryOut)))]
pub async fn get_category(
    State(app): State<App>,
    PathParams(id): PathParams<CategoryId>,
) -> httpkit::Result<Json<CategoryOut>> {
    let found = cached::categories(&app).await?;
    let category = found.iter().find(|c| c.id == id).ok_or_else(Problem::not_found)?;
    Ok(Json(CategoryOut::from(category)))
}
