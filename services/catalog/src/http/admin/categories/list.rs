use super::{AdminCategoriesOut, AdminCategoryOut};
use crate::App;
use crate::commands::changes::catch_up;
use crate::store::categories;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;

/// All categories, inactive ones too
#[utoipa::path(get, path = "/api/v1/admin/categories", tag = "admin-catalog",
    responses((status = 200, description = "The categories.", body = AdminCategoriesOut)))]
pub async fn list_admin_categories(
    State(app): State<App>,
) -> httpkit::Result<Json<AdminCategoriesOut>> {
    catch_up(&app).await?;
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let found = categories::all(&mut connection).await?;
    Ok(Json(AdminCategoriesOut { items: found.into_iter().map(AdminCategoryOut::from).collect() }))
}
