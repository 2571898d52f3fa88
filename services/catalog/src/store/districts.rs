//! Table `catalog.districts`, and the zones that are made from it.

use chassis::StoreError;
use kernel::ids::ZoneId;
use kernel::{Instant, LatLng, Localized};
use sqlx::PgConnection;
use uuid::Uuid;

/// A named neighbourhood.
#[derive(Clone, Debug)]
pub struct District {
    pub id: Uuid,
    pub zone_id: ZoneId,
    pub governorate: String,
    pub name: Localized,
    pub location: LatLng,
}

/// Areas made of districts: for each zone, what lies within 3 km of any district and is nearest to
/// one of the zone's. Narrow gaps and enclosed holes belong to whoever is nearest, so that
/// neighbours touch. GeoJSON by zone.
pub async fn areas(
    tx: &mut PgConnection,
    districts: &[District],
) -> Result<Vec<(ZoneId, String)>, StoreError> {
    let zones: Vec<Uuid> = districts.iter().map(|d| d.zone_id.uuid()).collect();
    let lngs: Vec<f64> = districts.iter().map(|d| d.location.lng()).collect();
    let lats: Vec<f64> = districts.iter().map(|d| d.location.lat()).collect();
    let rows =
        sqlx::query_file!("queries/district_areas.sql", &zones, &lngs, &lats).fetch_all(tx).await?;
    Ok(rows.into_iter().map(|row| (row.zone_id.into(), row.area)).collect())
}

/// Inserts a district. Nothing happens when it's there already.
pub async fn insert(
    tx: &mut PgConnection,
    district: &District,
    now: Instant,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "insert into catalog.districts
            (id, zone_id, governorate, name_ar, name_en, location, created_at)
         values ($1, $2, $3, $4, $5, st_setsrid(st_makepoint($6, $7), 4326), $8)
         on conflict (id) do nothing",
        district.id,
        district.zone_id.uuid(),
        district.governorate,
        district.name.ar,
        district.name.en,
        district.location.lng(),
        district.location.lat(),
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}
