//! The read model of zones.

use contracts::catalog::ZoneFacts;
use kernel::{Instant, Localized};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};

/// Writes a zone's state, unless a newer one is there. Whether it was news.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    zone: &ZoneFacts,
    version: i64,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into tracking.zones
             (zone_id, version, name_ar, name_en, polygons, is_active, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)
         on conflict (zone_id) do update set version = excluded.version,
             name_ar = excluded.name_ar, name_en = excluded.name_en, polygons = excluded.polygons,
             is_active = excluded.is_active, updated_at = excluded.updated_at
         where tracking.zones.version < excluded.version",
        zone.id.uuid(),
        version,
        zone.name.ar,
        zone.name.en,
        Json(&zone.polygons) as _,
        zone.is_active,
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The zones that changed at or after `since`, with their versions; all of them without.
pub async fn changed(
    pool: &PgPool,
    since: Option<Instant>,
) -> Result<Vec<(ZoneFacts, i64)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select zone_id, version, name_ar, name_en, is_active,
                  polygons as "polygons: Json<Vec<Vec<Vec<kernel::LatLng>>>>"
           from tracking.zones where updated_at >= coalesce($1, '-infinity'::timestamptz)"#,
        since
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (id, name) = (row.zone_id.into(), Localized::new(row.name_ar, row.name_en));
            let (polygons, is_active) = (row.polygons.0, row.is_active);
            (ZoneFacts { id, name, polygons, is_active }, row.version)
        })
        .collect())
}
