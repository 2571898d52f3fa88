use super::{AdminZoneOut, ZoneIn};
use crate::App;
use crate::commands::create_zone;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody};

/// Draw a zone
#[utoipa::path(post, path = "/api/v1/admin/zones", tag = "admin-catalog", params(IdempotencyHeader),
    request_body = ZoneIn,
    responses((status = 201, description = "The zone.", body = AdminZoneOut)))]
pub async fn create_zone(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<ZoneIn>,
) -> httpkit::Result<Response> {
    let ((new, area), asked) = (body.value.parse_new()?, body.value.asked()?);
    Ok(respond(create_zone::run(&app, actor, &body.key, (&new, &area), asked).await?))
}
