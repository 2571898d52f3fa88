use super::{AdminServiceOut, ServiceIn};
use crate::App;
use crate::commands::create_service;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody};

/// Make a service
#[utoipa::path(post, path = "/api/v1/admin/services", tag = "admin-catalog",
    params(IdempotencyHeader),
    request_body = ServiceIn,
    responses((status = 201, description = "The service.", body = AdminServiceOut)))]
pub async fn create_service(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<ServiceIn>,
) -> httpkit::Result<Response> {
    let (new, asked) = (body.value.parse_new()?, body.value.asked()?);
    Ok(respond(create_service::run(&app, actor, &body.key, new, asked).await?))
}
