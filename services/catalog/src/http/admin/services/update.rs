use super::{AdminServiceOut, ServiceIn};
use crate::App;
use crate::commands::update_service;
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, Body, PathParams};
use kernel::ids::ServiceId;

/// Change a service
///
/// Replaces the service of the `version` that is sent; `409` when somebody was faster, or a change of
/// it waits. With `validFrom` it waits for that moment. Quotes and bookings that exist stay as they
/// are.
#[utoipa::path(put, path = "/api/v1/admin/services/{id}", tag = "admin-catalog",
    params(("id" = uuid::Uuid, Path, description = "The service.")), request_body = ServiceIn,
    responses((status = 200, description = "The service.", body = AdminServiceOut)))]
pub async fn update_service(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<ServiceId>,
    Body(body): Body<ServiceIn>,
) -> httpkit::Result<Json<AdminServiceOut>> {
    let ((version, new), asked) = (body.parse_change()?, body.asked()?);
    let stored = update_service::run(&app, actor, id, version, new, asked).await?;
    Ok(Json(AdminServiceOut::from(stored)))
}
