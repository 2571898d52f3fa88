//! Where providers work: `providers.provider_service_areas`. Longitude comes first only here.

use super::inconsistent;
use crate::domain::areas::{MAX_KM2, MIN_KM2};
use crate::ids::AreaId;
use chassis::StoreError;
use contracts::providers::ServiceArea;
use kernel::ids::{ProviderId, TypedId as _};
use kernel::{LatLng, World};
use serde_json::json;
use sqlx::PgConnection;

/// An area with its name.
#[derive(Clone, Debug)]
pub struct Area {
    /// What the provider calls it.
    pub name: String,
    /// The shape.
    pub shape: ServiceArea,
    /// Whether it is the main one.
    pub is_primary: bool,
    /// Usual way into it, in minutes.
    pub travel_minutes: u32,
}

/// Whether PostGIS takes a ring for a polygon of a sane size.
///
/// # Errors
/// When the database is away.
pub async fn is_polygon_in_tx(
    tx: &mut PgConnection,
    ring: &[[f64; 2]],
) -> Result<bool, StoreError> {
    let sound = sqlx::query_scalar!(
        r#"select st_isvalid(g) and st_area(g::geography) / 1e6 between $2 and $3 as "sound!"
           from st_setsrid(st_geomfromgeojson($1), 4326) g"#,
        geojson(ring),
        MIN_KM2,
        MAX_KM2,
    )
    .fetch_one(tx)
    .await?;
    Ok(sound)
}

/// Replaces all areas of a provider.
///
/// # Errors
/// When the database is away.
pub async fn replace_in_tx(
    tx: &mut PgConnection,
    world: &World,
    provider: ProviderId,
    areas: &[Area],
) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from providers.provider_service_areas where provider_id = $1",
        provider.uuid()
    )
    .execute(&mut *tx)
    .await?;
    for (order, area) in (0i32..).zip(areas) {
        let (polygon, center, radius_m) = match &area.shape {
            ServiceArea::Radius { center, radius_m } => (None, Some(center), Some(*radius_m)),
            ServiceArea::Polygon { ring } => (Some(geojson(ring)), None, None),
        };
        sqlx::query!(
            "insert into providers.provider_service_areas
                (id, provider_id, area_name, area_polygon, center, radius_m, is_primary_area,
                 travel_time_minutes, sort_order, created_at)
             values ($1, $2, $3, st_setsrid(st_geomfromgeojson($4), 4326),
                     st_setsrid(st_makepoint($5, $6), 4326), $7, $8, $9, $10, $11)",
            world.id::<AreaId>().uuid(),
            provider.uuid(),
            area.name,
            polygon as Option<String>,
            center.map(|c| c.lng()) as Option<f64>,
            center.map(|c| c.lat()) as Option<f64>,
            radius_m.and_then(|m| i32::try_from(m).ok()),
            area.is_primary,
            i32::try_from(area.travel_minutes).unwrap_or(i32::MAX),
            order,
            world.now(),
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// Areas around a provider's old home go with it to the new one.
///
/// # Errors
/// When the database refuses or is away.
pub async fn move_home_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    from: LatLng,
    to: LatLng,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update providers.provider_service_areas
         set center = st_setsrid(st_makepoint($4, $5), 4326)
         where provider_id = $1 and st_x(center) = $2 and st_y(center) = $3",
        provider.uuid(),
        from.lng(),
        from.lat(),
        to.lng(),
        to.lat(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The areas of a provider, in its own order.
///
/// # Errors
/// When the database is away.
pub async fn list_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
) -> Result<Vec<Area>, StoreError> {
    let rows = sqlx::query!(
        r#"select area_name, is_primary_area, travel_time_minutes, radius_m,
                  st_asgeojson(area_polygon) as polygon, st_y(center) as lat, st_x(center) as lng
           from providers.provider_service_areas where provider_id = $1 order by sort_order"#,
        provider.uuid()
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let shape = match (row.polygon, row.lat, row.lng, row.radius_m) {
                (Some(polygon), ..) => ring_of(&polygon).map(|ring| ServiceArea::Polygon { ring }),
                (None, Some(lat), Some(lng), Some(radius_m)) => {
                    LatLng::parse(lat, lng).ok().map(|center| ServiceArea::Radius {
                        center,
                        radius_m: radius_m.unsigned_abs(),
                    })
                }
                _ => None,
            };
            Ok(Area {
                name: row.area_name,
                shape: shape.ok_or_else(|| inconsistent("provider_service_areas"))?,
                is_primary: row.is_primary_area,
                travel_minutes: row.travel_time_minutes.unsigned_abs(),
            })
        })
        .collect()
}

fn geojson(ring: &[[f64; 2]]) -> String {
    json!({"type": "Polygon", "coordinates": [ring]}).to_string()
}

fn ring_of(geojson: &str) -> Option<Vec<[f64; 2]>> {
    #[derive(serde::Deserialize)]
    struct Polygon {
        coordinates: Vec<Vec<[f64; 2]>>,
    }
    serde_json::from_str::<Polygon>(geojson).ok()?.coordinates.into_iter().next()
}
