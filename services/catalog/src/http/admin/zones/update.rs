use super::{AdminZoneOut, ZoneIn};
use crate::App;
use crate::commands::update_zone;
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, Body, PathParams};
use kernel::ids::ZoneId;

/// Change a zone
///
/// Replaces the zone of the `version` that is sent; `409` when somebody was faster, or a change of it
/// waits. With `validFrom` it waits for that moment. The present surge is moved into the new bounds;
/// quotes and bookings that exist stay as they are.
#[utoipa::path(put, path = "/api/v1/admin/zones/{id}", tag = "admin-catalog",
    params(("id" = uuid::Uuid, Path, description = "The zone.")), request_body = ZoneIn,
    responses((status = 200, description = "The zone.", body = AdminZoneOut)))]
pub async fn update_zone(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<ZoneId>,
    Body(body): Body<ZoneIn>,
) -> httpkit::Result<Json<AdminZoneOut>> {
    let ((version, new, area), asked) = (body.parse_change()?, body.asked()?);
    Ok(Json(update_zone::run(&app, actor, id, version, (&new, &area), asked).await?))
}
