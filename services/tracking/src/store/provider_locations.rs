//! The history of positions.

use super::place;
use crate::live::Taken;
use chrono::NaiveDate;
use kernel::ids::{BookingId, ProviderId};
use kernel::{Instant, LatLng};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// Writes a batch. What was written before is left as it is.
pub async fn append_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    batch: &[Taken],
) -> Result<(), sqlx::Error> {
    let flags: Vec<String> = batch.iter().map(|t| t.flags.tags().join(",")).collect();
    let bookings: Vec<Option<Uuid>> =
        batch.iter().map(|t| t.booking_id.map(|b| b.uuid())).collect();
    sqlx::query!(
        "insert into tracking.provider_locations (provider_id, booking_id, latitude, longitude,
             accuracy, heading, speed, is_online, is_mock, flags, device_time, received_at,
             created_at)
         select provider_id, booking_id, latitude, longitude, accuracy, heading, speed, is_online,
                is_mock, string_to_array(flags, ','), device_time, received_at, $13
         from unnest($1::uuid[], $2::uuid[], $3::float8[], $4::float8[], $5::real[], $6::real[],
                     $7::real[], $8::bool[], $9::bool[], $10::text[], $11::timestamptz[],
                     $12::timestamptz[])
              as r (provider_id, booking_id, latitude, longitude, accuracy, heading, speed,
                    is_online, is_mock, flags, device_time, received_at)
         on conflict (provider_id, device_time) do nothing",
        &batch.iter().map(|t| t.provider_id.uuid()).collect::<Vec<_>>(),
        &bookings as &[Option<Uuid>],
        &batch.iter().map(|t| t.fix.place.lat()).collect::<Vec<_>>(),
        &batch.iter().map(|t| t.fix.place.lng()).collect::<Vec<_>>(),
        &batch.iter().map(|t| t.fix.accuracy_m).collect::<Vec<_>>(),
        &batch.iter().map(|t| t.fix.heading_deg).collect::<Vec<_>>() as &[Option<f32>],
        &batch.iter().map(|t| t.fix.speed_kmh).collect::<Vec<_>>() as &[Option<f32>],
        &batch.iter().map(|t| t.on_shift).collect::<Vec<_>>(),
        &batch.iter().map(|t| t.fix.mock).collect::<Vec<_>>(),
        &flags,
        &batch.iter().map(|t| t.fix.at).collect::<Vec<_>>(),
        &batch.iter().map(|t| t.received_at).collect::<Vec<_>>(),
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whether a day has its partition.
pub async fn has_partition(pool: &PgPool, day: NaiveDate) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select to_regclass('tracking.provider_locations_' || to_char($1::date, 'YYYYMMDD'))
                  is not null as "has!""#,
        day
    )
    .fetch_one(pool)
    .await
}

/// One point of a provider's track.
#[derive(Clone, Debug)]
pub struct Point {
    /// Its id.
    pub id: Uuid,
    /// The journey it belongs to.
    pub booking_id: Option<BookingId>,
    /// Where.
    pub place: LatLng,
    /// Metres.
    pub accuracy_m: f32,
    /// Degrees from north.
    pub heading_deg: Option<f32>,
    /// Kilometres an hour.
    pub speed_kmh: Option<f32>,
    /// Whether the provider was on shift.
    pub on_shift: bool,
    /// What is suspicious about it, as stored.
    pub flags: Vec<String>,
    /// When, by the device's clock.
    pub at: Instant,
    /// When we heard of it.
    pub received_at: Instant,
}

/// A provider's track from `from` to before `to`, oldest first, at most `limit` points after
/// `after`.
pub async fn track_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    (from, to): (Instant, Instant),
    after: Option<Instant>,
    limit: i64,
) -> Result<Vec<Point>, sqlx::Error> {
    let rows = sqlx::query!(
        "select id, booking_id, latitude, longitude, accuracy, heading, speed, is_online, flags,
                device_time, received_at
         from tracking.provider_locations
         where provider_id = $1 and device_time >= $2 and device_time < $3
           and device_time > coalesce($4, '-infinity'::timestamptz)
         order by device_time limit $5",
        provider.uuid(),
        from,
        to,
        after,
        limit
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Point {
                id: row.id,
                booking_id: row.booking_id.map(Into::into),
                place: place(row.latitude, row.longitude)?,
                accuracy_m: row.accuracy,
                heading_deg: row.heading,
                speed_kmh: row.speed,
                on_shift: row.is_online,
                flags: row.flags,
                at: row.device_time,
                received_at: row.received_at,
            })
        })
        .collect()
}
