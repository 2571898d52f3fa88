use super::{CategoriesOut, CategoryOut};
use crate::App;
use crate::reads::cached;
use axum::Json;
use axum::extract::State;

/// What kinds of work can be ordered
///
/// In the order to show them. The list is short and has no pages.
#[utoipa::path(get, path = "/api/v1/categories", tag = "catalog",
    responses((status = 200, description = "The active categories.", body = CategoriesOut)))]
pub async fn list_categories(State(app): State<App>) -> httpkit::Result<Json<CategoriesOut>> {
    let found = cached::categories(&app).await?;
    Ok(Json(CategoriesOut { items: found.iter().map(CategoryOut::from).collect() }))
}
