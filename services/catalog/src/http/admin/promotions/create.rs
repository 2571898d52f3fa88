use super::{AdminPromotionOut, PromotionIn};
use crate::App;
use crate::commands::create_promotion;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody};

/// Make a promotion
#[utoipa::path(post, path = "/api/v1/admin/promotions", tag = "admin-catalog",
    params(IdempotencyHeader),
    request_body = PromotionIn,
    responses((status = 201, description = "The promotion.", body = AdminPromotionOut)))]
pub async fn create_promotion(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<PromotionIn>,
) -> httpkit::Result<Response> {
    let new = body.value.parse_new(app.chassis.world.id())?;
    Ok(respond(create_promotion::run(&app, actor, &body.key, new).await?))
}
