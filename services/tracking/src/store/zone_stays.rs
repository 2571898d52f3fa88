//! When providers were in zones.

use crate::domain::zones::LeftBecause;
use crate::live::{Crossing, OpenStay};
use contracts::tracking::ZoneLeftBecause;
use kernel::ids::{EventId, ProviderId, ZoneId};
use kernel::{Instant, Localized, World};
use sqlx::{PgConnection, PgPool};

fn tag(because: LeftBecause) -> &'static str {
    match because {
        LeftBecause::Seen => "seen",
        LeftBecause::OffDuty => "off_duty",
        LeftBecause::Silent => "silent",
        LeftBecause::ZoneClosed => "zone_closed",
    }
}

/// As events have it.
#[must_use]
pub fn told(because: LeftBecause) -> ZoneLeftBecause {
    match because {
        LeftBecause::Seen => ZoneLeftBecause::Seen,
        LeftBecause::OffDuty => ZoneLeftBecause::OffDuty,
        LeftBecause::Silent => ZoneLeftBecause::Silent,
        LeftBecause::ZoneClosed => ZoneLeftBecause::ZoneClosed,
    }
}

/// Writes that somebody came in; `false` when it is in a zone by what is written.
pub async fn enter_in_tx(
    tx: &mut PgConnection,
    world: &World,
    crossing: &Crossing,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into tracking.zone_stays (id, provider_id, zone_id, name_ar, name_en, booking_id,
             entered_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
         on conflict (provider_id) where left_at is null do nothing",
        world.id::<EventId>().uuid(),
        crossing.provider_id.uuid(),
        crossing.zone_id.uuid(),
        crossing.zone_name.ar,
        crossing.zone_name.en,
        crossing.booking_id.map(|id| id.uuid()),
        crossing.at,
        world.now()
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes that somebody stays; `false` when that is written or it isn't there.
pub async fn dwell_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    crossing: &Crossing,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update tracking.zone_stays set dwelt_at = $3, updated_at = $4
         where provider_id = $1 and zone_id = $2 and left_at is null and dwelt_at is null",
        crossing.provider_id.uuid(),
        crossing.zone_id.uuid(),
        crossing.at,
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes that somebody left the zone it is in by what is written, or only if that is `zone`;
/// returns the stay as it was.
pub async fn leave_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    provider: ProviderId,
    zone: Option<ZoneId>,
    at: Instant,
    because: LeftBecause,
) -> Result<Option<OpenStay>, sqlx::Error> {
    let row = sqlx::query!(
        "update tracking.zone_stays
         set left_at = greatest($3, entered_at), left_because = $4, updated_at = $5
         where provider_id = $1 and zone_id = coalesce($2, zone_id) and left_at is null
         returning zone_id, name_ar, name_en, booking_id, entered_at, dwelt_at",
        provider.uuid(),
        zone.map(|id| id.uuid()),
        at,
        tag(because),
        now
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| OpenStay {
        provider_id: provider,
        zone_id: row.zone_id.into(),
        zone_name: Localized::new(row.name_ar, row.name_en),
        booking_id: row.booking_id.map(Into::into),
        entered_at: row.entered_at,
        dwelt: row.dwelt_at.is_some(),
    }))
}

/// The zone somebody is in by what is written.
pub async fn zone_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
) -> Result<Option<ZoneId>, sqlx::Error> {
    let zone = sqlx::query_scalar!(
        "select zone_id from tracking.zone_stays where provider_id = $1 and left_at is null",
        provider.uuid()
    )
    .fetch_optional(tx)
    .await?;
    Ok(zone.map(Into::into))
}

/// The stays that are open.
pub async fn open(pool: &PgPool) -> Result<Vec<OpenStay>, sqlx::Error> {
    let rows = sqlx::query!(
        "select provider_id, zone_id, name_ar, name_en, booking_id, entered_at, dwelt_at
         from tracking.zone_stays where left_at is null"
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OpenStay {
            provider_id: row.provider_id.into(),
            zone_id: row.zone_id.into(),
            zone_name: Localized::new(row.name_ar, row.name_en),
            booking_id: row.booking_id.map(Into::into),
            entered_at: row.entered_at,
            dwelt: row.dwelt_at.is_some(),
        })
        .collect())
}

/// Forgets stays that ended before `before`; returns how many.
pub async fn forget(pool: &PgPool, before: Instant) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!("delete from tracking.zone_stays where left_at < $1", before)
        .execute(pool)
        .await?;
    Ok(done.rows_affected())
}
