use super::{ZoneOut, ZonesOut};
use crate::App;
use crate::commands::changes::catch_up;
use crate::store::zones;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::QueryParams;
use serde::Deserialize;
use utoipa::IntoParams;

/// What to show of the zones.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ZoneListQuery {
    /// Whether to send the boundaries too, as GeoJSON.
    #[serde(default)]
    #[param(required = false)]
    area: bool,
}

/// Where the platform works
///
/// The list is short and has no pages.
#[utoipa::path(get, path = "/api/v1/zones", tag = "catalog", params(ZoneListQuery),
    responses((status = 200, description = "The active zones.", body = ZonesOut)))]
pub async fn list_zones(
    State(app): State<App>,
    QueryParams(query): QueryParams<ZoneListQuery>,
) -> httpkit::Result<Json<ZonesOut>> {
    catch_up(&app).await?;
    let now = app.chassis.world.now();
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let found = zones::all(&mut connection, query.area).await?;
    let active = found.into_iter().filter(|zone| zone.is_active);
    Ok(Json(ZonesOut { items: active.map(|zone| ZoneOut::of(zone, now)).collect() }))
}
