//! The newest position of each provider.

use super::place;
use crate::domain::fix::Fix;
use crate::domain::flags::Flags;
use crate::live::{Kept, Seen, Taken};
use kernel::Instant;
use kernel::ids::ProviderId;
use sqlx::{PgConnection, PgPool};
use std::collections::BTreeMap;
use uuid::Uuid;

struct Row {
    provider_id: Uuid,
    latitude: f64,
    longitude: f64,
    accuracy: f32,
    heading: Option<f32>,
    speed: Option<f32>,
    flags: Vec<String>,
    device_time: Instant,
    received_at: Instant,
}

impl TryFrom<Row> for Seen {
    type Error = sqlx::Error;
    fn try_from(row: Row) -> Result<Self, sqlx::Error> {
        let flags = Flags::from_tags(&row.flags);
        Ok(Self {
            fix: Fix {
                place: place(row.latitude, row.longitude)?,
                accuracy_m: row.accuracy,
                heading_deg: row.heading,
                speed_kmh: row.speed,
                at: row.device_time,
                mock: flags.mock,
            },
            flags,
            received_at: row.received_at,
        })
    }
}

/// Writes the newest live position of each provider in a batch.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    batch: &[Taken],
) -> Result<(), sqlx::Error> {
    // Sorted by provider: two writers lock rows in the same order.
    let mut newest = BTreeMap::<ProviderId, &Taken>::new();
    for taken in batch.iter().filter(|taken| taken.kept == Kept::Live) {
        let known = newest.entry(taken.provider_id).or_insert(taken);
        if known.fix.at < taken.fix.at {
            *known = taken;
        }
    }
    if newest.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = newest.values().collect();
    let flags: Vec<String> = rows.iter().map(|t| t.flags.tags().join(",")).collect();
    sqlx::query!(
        "insert into tracking.last_positions (provider_id, latitude, longitude, accuracy, heading,
             speed, flags, device_time, received_at, created_at, updated_at)
         select provider_id, latitude, longitude, accuracy, heading, speed,
                string_to_array(flags, ','), device_time, received_at, $10, $10
         from unnest($1::uuid[], $2::float8[], $3::float8[], $4::real[], $5::real[], $6::real[],
                     $7::text[], $8::timestamptz[], $9::timestamptz[])
              as r (provider_id, latitude, longitude, accuracy, heading, speed, flags, device_time,
                    received_at)
         on conflict (provider_id) do update set latitude = excluded.latitude,
             longitude = excluded.longitude, accuracy = excluded.accuracy,
             heading = excluded.heading, speed = excluded.speed, flags = excluded.flags,
             device_time = excluded.device_time, received_at = excluded.received_at,
             updated_at = excluded.updated_at
         where tracking.last_positions.device_time < excluded.device_time",
        &rows.iter().map(|t| t.provider_id.uuid()).collect::<Vec<_>>(),
        &rows.iter().map(|t| t.fix.place.lat()).collect::<Vec<_>>(),
        &rows.iter().map(|t| t.fix.place.lng()).collect::<Vec<_>>(),
        &rows.iter().map(|t| t.fix.accuracy_m).collect::<Vec<_>>(),
        &rows.iter().map(|t| t.fix.heading_deg).collect::<Vec<_>>() as &[Option<f32>],
        &rows.iter().map(|t| t.fix.speed_kmh).collect::<Vec<_>>() as &[Option<f32>],
        &flags,
        &rows.iter().map(|t| t.fix.at).collect::<Vec<_>>(),
        &rows.iter().map(|t| t.received_at).collect::<Vec<_>>(),
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A provider's newest position.
pub async fn find(pool: &PgPool, provider: ProviderId) -> Result<Option<Seen>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        "select provider_id, latitude, longitude, accuracy, heading, speed, flags, device_time,
                received_at
         from tracking.last_positions where provider_id = $1",
        provider.uuid()
    )
    .fetch_optional(pool)
    .await?
    .map(Seen::try_from)
    .transpose()
}

/// Whether a position of a provider later than `device_time` came in after `received_at`.
pub async fn is_later_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    device_time: Instant,
    received_at: Instant,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from tracking.last_positions
                          where provider_id = $1 and device_time > $2 and received_at > $3)
           as "is!""#,
        provider.uuid(),
        device_time,
        received_at
    )
    .fetch_one(tx)
    .await
}

/// The positions at or after `since`.
pub async fn since(pool: &PgPool, since: Instant) -> Result<Vec<(ProviderId, Seen)>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "select provider_id, latitude, longitude, accuracy, heading, speed, flags, device_time,
                received_at
         from tracking.last_positions where device_time >= $1",
        since
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(|row| Ok((row.provider_id.into(), row.try_into()?))).collect()
}

/// Forgets a provider's position if it is neither on shift nor on a journey.
pub async fn forget_off_duty_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from tracking.last_positions
         where provider_id = $1
           and not exists (select from tracking.provider_states
                           where provider_id = $1 and on_shift)
           and not exists (select from tracking.journeys
                           where provider_id = $1 and on_since is not null)",
        provider.uuid()
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets the positions of everybody who is neither on shift nor on a journey: what a batch wrote
/// a moment after its provider went off duty. Returns how many.
pub async fn forget_all_off_duty(pool: &PgPool) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "delete from tracking.last_positions p
         where not exists (select from tracking.provider_states s
                           where s.provider_id = p.provider_id and s.on_shift)
           and not exists (select from tracking.journeys j
                           where j.provider_id = p.provider_id and j.on_since is not null)"
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected())
}
