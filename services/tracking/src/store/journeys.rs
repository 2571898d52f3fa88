//! The read model of bookings.

use super::place;
use crate::domain::journey::{Journey, Left, Phase};
use kernel::ids::BookingId;
use kernel::{Instant, Localized};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

struct Row {
    booking_id: Uuid,
    version: i64,
    number: String,
    customer_id: Uuid,
    provider_id: Option<Uuid>,
    left_by: Option<Uuid>,
    left_at: Option<Instant>,
    phase: String,
    on_since: Option<Instant>,
    ended_at: Option<Instant>,
    latitude: f64,
    longitude: f64,
    governorate: String,
    district_ar: Option<String>,
    district_en: Option<String>,
}

impl TryFrom<Row> for Journey {
    type Error = sqlx::Error;
    fn try_from(row: Row) -> Result<Self, sqlx::Error> {
        let phase = Phase::from_tag(&row.phase).ok_or_else(|| {
            sqlx::Error::Decode(
                format!("tracking.journeys.phase of {}: {}", row.booking_id, row.phase).into(),
            )
        })?;
        Ok(Self {
            booking_id: row.booking_id.into(),
            version: row.version,
            number: row.number,
            customer_id: row.customer_id.into(),
            provider_id: row.provider_id.map(Into::into),
            left: row
                .left_by
                .zip(row.left_at)
                .map(|(provider, at)| Left { provider_id: provider.into(), at }),
            phase,
            on_since: row.on_since,
            ended_at: row.ended_at,
            pin: place(row.latitude, row.longitude)?,
            governorate: row.governorate,
            district: row.district_ar.zip(row.district_en).map(|(ar, en)| Localized::new(ar, en)),
        })
    }
}

/// One journey, locked until the end of the transaction.
pub async fn lock_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
) -> Result<Option<Journey>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        "select booking_id, version, number, customer_id, provider_id, phase, on_since, ended_at,
                latitude, longitude, governorate, district_ar, district_en, left_by, left_at
         from tracking.journeys where booking_id = $1 for update",
        booking.uuid()
    )
    .fetch_optional(tx)
    .await?
    .map(Journey::try_from)
    .transpose()
}

/// One journey.
pub async fn find(pool: &PgPool, booking: BookingId) -> Result<Option<Journey>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        "select booking_id, version, number, customer_id, provider_id, phase, on_since, ended_at,
                latitude, longitude, governorate, district_ar, district_en, left_by, left_at
         from tracking.journeys where booking_id = $1",
        booking.uuid()
    )
    .fetch_optional(pool)
    .await?
    .map(Journey::try_from)
    .transpose()
}

/// Writes a journey.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    journey: &Journey,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into tracking.journeys (booking_id, version, number, customer_id, provider_id,
             phase, on_since, ended_at, latitude, longitude, governorate, district_ar,
             district_en, left_by, left_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
         on conflict (booking_id) do update set version = excluded.version,
             number = excluded.number, customer_id = excluded.customer_id,
             provider_id = excluded.provider_id, phase = excluded.phase,
             on_since = excluded.on_since, ended_at = excluded.ended_at,
             latitude = excluded.latitude, longitude = excluded.longitude,
             governorate = excluded.governorate, district_ar = excluded.district_ar,
             district_en = excluded.district_en, left_by = excluded.left_by,
             left_at = excluded.left_at, updated_at = excluded.updated_at",
        journey.booking_id.uuid(),
        journey.version,
        journey.number,
        journey.customer_id.uuid(),
        journey.provider_id.map(|p| p.uuid()),
        journey.phase.tag(),
        journey.on_since,
        journey.ended_at,
        journey.pin.lat(),
        journey.pin.lng(),
        journey.governorate,
        journey.district.as_ref().map(|d| d.ar.as_str()),
        journey.district.as_ref().map(|d| d.en.as_str()),
        journey.left.map(|left| left.provider_id.uuid()),
        journey.left.map(|left| left.at),
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The journeys that changed at or after `since`; without, those that are not over.
pub async fn changed(pool: &PgPool, since: Option<Instant>) -> Result<Vec<Journey>, sqlx::Error> {
    let rows = match since {
        Some(since) => {
            sqlx::query_as!(
                Row,
                "select booking_id, version, number, customer_id, provider_id, phase, on_since,
                        ended_at, latitude, longitude, governorate, district_ar, district_en,
                        left_by, left_at
                 from tracking.journeys where updated_at >= $1",
                since
            )
            .fetch_all(pool)
            .await?
        }
        None => {
            sqlx::query_as!(
                Row,
                "select booking_id, version, number, customer_id, provider_id, phase, on_since,
                        ended_at, latitude, longitude, governorate, district_ar, district_en,
                        left_by, left_at
                 from tracking.journeys where on_since is not null"
            )
            .fetch_all(pool)
            .await?
        }
    };
    rows.into_iter().map(Journey::try_from).collect()
}

/// Forgets what ended before `before`; returns how many.
pub async fn forget(pool: &PgPool, before: Instant) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!("delete from tracking.journeys where ended_at < $1", before)
        .execute(pool)
        .await?;
    Ok(done.rows_affected())
}
