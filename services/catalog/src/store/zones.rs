//! Table `catalog.zones`. Longitude comes first only here.

use super::rows::{self, count, int};
use crate::domain::zone::{Surge, Travel, ZoneAt};
use chassis::StoreError;
use kernel::cairo::WeeklyHours;
use kernel::ids::ZoneId;
use kernel::{BasisPoints, Instant, LatLng, Localized, Money};
use sqlx::PgConnection;
use sqlx::types::Json;

/// A zone as it stands in the table.
#[derive(Clone, Debug)]
pub struct StoredZone {
    pub id: ZoneId,
    pub code: String,
    pub name: Localized,
    pub governorate: String,
    pub hours: WeeklyHours,
    pub travel: Travel,
    pub surge: Surge,
    pub is_active: bool,
    pub version: i64,
    /// GeoJSON, when it was asked for.
    pub area: Option<serde_json::Value>,
}

/// A zone as it's written; the area apart.
#[derive(Clone, Debug)]
pub struct NewZone {
    pub code: String,
    pub name: Localized,
    pub governorate: String,
    pub hours: WeeklyHours,
    pub travel: Travel,
    pub surge_min: BasisPoints,
    pub surge_max: BasisPoints,
    pub is_active: bool,
}

/// The active zone of a pin with the district nearest to it.
///
/// A decimetre of tolerance closes the seams between neighbours; where zones overlap the one with
/// the nearest district has it.
pub async fn at(tx: &mut PgConnection, pin: LatLng) -> Result<Option<ZoneAt>, StoreError> {
    let row =
        sqlx::query_file!("queries/zone_at.sql", pin.lng(), pin.lat()).fetch_optional(tx).await?;
    row.map(|row| {
        Ok(ZoneAt {
            id: row.id.into(),
            name: Localized::new(row.name_ar, row.name_en),
            hours: row.opening_hours.0,
            travel: Travel {
                hub: rows::place(row.hub_lat, row.hub_lng)?,
                free_distance_m: count(row.free_distance_m),
                fee_per_km: Money::piastres(row.travel_fee_per_km),
            },
            surge: Surge {
                min: BasisPoints::new(row.surge_min_bp),
                max: BasisPoints::new(row.surge_max_bp),
                current: BasisPoints::new(row.surge_bp),
                until: row.surge_until,
            },
            district: Localized::new(row.district_ar, row.district_en),
            governorate: row.district_governorate,
        })
    })
    .transpose()
}

/// All zones, inactive ones too, by code; with their areas where asked for.
pub async fn all(tx: &mut PgConnection, with_area: bool) -> Result<Vec<StoredZone>, StoreError> {
    let rows = sqlx::query_file!("queries/zones.sql", with_area).fetch_all(tx).await?;
    rows.into_iter()
        .map(|row| {
            Ok(StoredZone {
                id: row.id.into(),
                code: row.code,
                name: Localized::new(row.name_ar, row.name_en),
                governorate: row.governorate,
                hours: row.opening_hours.0,
                travel: Travel {
                    hub: rows::place(row.hub_lat, row.hub_lng)?,
                    free_distance_m: count(row.free_distance_m),
                    fee_per_km: Money::piastres(row.travel_fee_per_km),
                },
                surge: Surge {
                    min: BasisPoints::new(row.surge_min_bp),
                    max: BasisPoints::new(row.surge_max_bp),
                    current: BasisPoints::new(row.surge_bp),
                    until: row.surge_until,
                },
                is_active: row.is_active,
                version: row.version,
                area: row.area,
            })
        })
        .collect()
}

/// A zone by its id, inactive ones too, with its area. There are a few dozen, so all are read.
pub async fn find(tx: &mut PgConnection, id: ZoneId) -> Result<Option<StoredZone>, StoreError> {
    Ok(all(tx, true).await?.into_iter().find(|zone| zone.id == id))
}

/// The zones of which the log knows nothing.
pub async fn untold(tx: &mut PgConnection) -> Result<Vec<ZoneId>, StoreError> {
    let rows = sqlx::query_scalar!(
        "select z.id from catalog.zones z
         where not exists (select from bus.heads h
                           where h.aggregate_type = 'zone' and h.aggregate_id = z.id)"
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What the database says of a GeoJSON area: whether its lines cross, its size, and whether the
/// hub lies inside.
pub struct AreaCheck {
    pub is_valid: bool,
    pub size_km2: f64,
    pub holds_hub: bool,
}

/// Looks at an area.
pub async fn check_area(
    tx: &mut PgConnection,
    geojson: &str,
    hub: LatLng,
) -> Result<AreaCheck, StoreError> {
    let row = sqlx::query!(
        r#"select valid as "valid!",
                  case when valid then st_area(g::geography) / 1e6 else 0 end as "size_km2!",
                  case when valid then st_covers(g, st_setsrid(st_makepoint($2, $3), 4326))
                       else false end as "holds_hub!"
           from (select st_setsrid(st_geomfromgeojson($1), 4326) as g) a,
                lateral (select st_isvalid(g) and not st_isempty(g) as valid) v"#,
        geojson,
        hub.lng(),
        hub.lat()
    )
    .fetch_one(tx)
    .await?;
    Ok(AreaCheck { is_valid: row.valid, size_km2: row.size_km2, holds_hub: row.holds_hub })
}

/// Another active zone that an area overlaps, and by how much.
pub struct Overlap {
    pub with: Localized,
    pub km2: f64,
}

/// The active zone that an area overlaps most, by more than `share` of the smaller of both: lines that
/// were drawn beside each other never meet exactly. Zones whose own change waits for `by` or earlier
/// are not looked at. Whoever asks is alone until its transaction ends.
pub async fn overlapped(
    tx: &mut PgConnection,
    id: Option<ZoneId>,
    geojson: &str,
    share: f64,
    by: Option<Instant>,
) -> Result<Option<Overlap>, StoreError> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('catalog.zones.overlap'))::text as locked")
        .fetch_one(&mut *tx)
        .await?;
    let row = sqlx::query!(
        r#"select z.name_ar, z.name_en, o.shared / 1e6 as "km2!"
           from (select st_setsrid(st_geomfromgeojson($2), 4326) as g) a
               join catalog.zones z on z.is_active and st_intersects(z.area, a.g),
               lateral (select st_area(st_intersection(z.area, a.g)::geography) as shared) o
           where z.id is distinct from $1
             and o.shared > $3 * least(st_area(z.area::geography), st_area(a.g::geography))
             and not exists (select from catalog.changes c where c.subject = 'zone'
                 and c.subject_id = z.id and c.state = 'waiting' and c.valid_from <= $4)
           order by o.shared desc, z.id limit 1"#,
        id.map(|id| id.uuid()),
        geojson,
        share,
        by
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| Overlap { with: Localized::new(row.name_ar, row.name_en), km2: row.km2 }))
}

/// Inserts a zone with a GeoJSON area. `false` when its id is there already.
pub async fn insert(
    tx: &mut PgConnection,
    id: ZoneId,
    new: &NewZone,
    geojson: &str,
    now: Instant,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "insert into catalog.zones
            (id, code, name_ar, name_en, governorate, area, hub, opening_hours, free_distance_m,
             travel_fee_per_km, surge_min_bp, surge_max_bp, surge_bp, is_active, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, st_multi(st_setsrid(st_geomfromgeojson($6), 4326)),
             st_setsrid(st_makepoint($7, $8), 4326), $9, $10, $11, $12, $13, $12, $14, $15, $15)
         on conflict (id) do nothing",
        id.uuid(),
        new.code,
        new.name.ar,
        new.name.en,
        new.governorate,
        geojson,
        new.travel.hub.lng(),
        new.travel.hub.lat(),
        Json(&new.hours) as _,
        int(new.travel.free_distance_m),
        new.travel.fee_per_km.as_piastres(),
        new.surge_min.get(),
        new.surge_max.get(),
        new.is_active,
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Replaces a zone of this version; its present surge is moved into the new bounds. `false` when
/// it has another version by now.
pub async fn update(
    tx: &mut PgConnection,
    id: ZoneId,
    version: i64,
    new: &NewZone,
    geojson: &str,
    now: Instant,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update catalog.zones
         set code = $3, name_ar = $4, name_en = $5, governorate = $6,
             area = st_multi(st_setsrid(st_geomfromgeojson($7), 4326)),
             hub = st_setsrid(st_makepoint($8, $9), 4326), opening_hours = $10,
             free_distance_m = $11, travel_fee_per_km = $12, surge_min_bp = $13,
             surge_max_bp = $14, surge_bp = least(greatest(surge_bp, $13), $14), is_active = $15,
             version = version + 1, updated_at = $16
         where id = $1 and version = $2",
        id.uuid(),
        version,
        new.code,
        new.name.ar,
        new.name.en,
        new.governorate,
        geojson,
        new.travel.hub.lng(),
        new.travel.hub.lat(),
        Json(&new.hours) as _,
        int(new.travel.free_distance_m),
        new.travel.fee_per_km.as_piastres(),
        new.surge_min.get(),
        new.surge_max.get(),
        new.is_active,
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Sets the present surge of a zone of this version. `false` when it has another by now.
pub async fn set_surge(
    tx: &mut PgConnection,
    id: ZoneId,
    version: i64,
    surge: BasisPoints,
    until: Option<Instant>,
    now: Instant,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update catalog.zones set surge_bp = $3, surge_until = $4, version = version + 1,
                updated_at = $5
         where id = $1 and version = $2",
        id.uuid(),
        version,
        surge.get(),
        until,
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}
