use super::{AdminCategoryOut, CategoryIn};
use crate::App;
use crate::commands::create_category;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody};

/// Make a category
#[utoipa::path(post, path = "/api/v1/admin/categories", tag = "admin-catalog",
    params(IdempotencyHeader),
    request_body = CategoryIn,
    responses((status = 201, description = "The category.", body = AdminCategoryOut)))]
pub async fn create_category(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<CategoryIn>,
) -> httpkit::Result<Response> {
    let (new, asked) = (body.value.parse_new()?, body.value.asked()?);
    Ok(respond(create_category::run(&app, actor, &body.key, new, asked).await?))
}
