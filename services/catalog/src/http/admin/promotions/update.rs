use super::{AdminPromotionOut, PromotionIn};
use crate::App;
use crate::commands::update_promotion;
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, Body, PathParams};
use uuid::Uuid;

/// Change a promotion
///
/// Replaces the promotion of the `version` that is sent; `409` when somebody was faster. Quotes
/// that exist stay as they are.
#[utoipa::path(put, path = "/api/v1/admin/promotions/{id}", tag = "admin-catalog",
    params(("id" = uuid::Uuid, Path, description = "The promotion.")), request_body = PromotionIn,
    responses((status = 200, description = "The promotion.", body = AdminPromotionOut)))]
pub async fn update_promotion(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<Uuid>,
    Body(body): Body<PromotionIn>,
) -> httpkit::Result<Json<AdminPromotionOut>> {
    let (version, new) = body.parse_change(id.into())?;
    Ok(Json(update_promotion::run(&app, actor, version, new).await?))
}
