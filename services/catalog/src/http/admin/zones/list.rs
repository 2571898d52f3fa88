use super::{AdminZoneOut, AdminZonesOut};
use crate::App;
use crate::commands::changes::catch_up;
use crate::store::zones;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;

/// All zones, inactive ones too
#[utoipa::path(get, path = "/api/v1/admin/zones", tag = "admin-catalog",
    responses((status = 200, description = "The zones.", body = AdminZonesOut)))]
pub async fn list_admin_zones(State(app): State<App>) -> httpkit::Result<Json<AdminZonesOut>> {
    catch_up(&app).await?;
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let found = zones::all(&mut connection, true).await?;
    Ok(Json(AdminZonesOut { items: found.into_iter().map(AdminZoneOut::from).collect() }))
}
