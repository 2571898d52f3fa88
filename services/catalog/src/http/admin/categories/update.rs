use super::{AdminCategoryOut, CategoryIn};
use crate::App;
use crate::commands::update_category;
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, Body, PathParams};
use kernel::ids::CategoryId;

/// Change a category
///
/// Replaces the category of the `version` that is sent; `409` when somebody was faster, or a change
/// of it waits. With `validFrom` it waits for that moment. Quotes and bookings that exist keep their
/// commission.
#[utoipa::path(put, path = "/api/v1/admin/categories/{id}", tag = "admin-catalog",
    params(("id" = uuid::Uuid, Path, description = "The category.")), request_body = CategoryIn,
    responses((status = 200, description = "The category.", body = AdminCategoryOut)))]
pub async fn update_category(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<CategoryId>,
    Body(body): Body<CategoryIn>,
) -> httpkit::Result<Json<AdminCategoryOut>> {
    let ((version, new), asked) = (body.parse_change()?, body.asked()?);
    let stored = update_category::run(&app, actor, id, version, new, asked).await?;
    Ok(Json(AdminCategoryOut::from(stored)))
}
