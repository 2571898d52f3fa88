//! What was noticed about journeys.

use crate::domain::watch::Notice;
use chassis::StoreError;
use kernel::ids::{BookingId, EventId, ProviderId};
use kernel::{Instant, World};
use sqlx::{PgConnection, PgPool};
use std::collections::HashMap;

/// Writes that something holds from now on; `false` when it did already.
pub async fn raise_in_tx(
    tx: &mut PgConnection,
    world: &World,
    booking: BookingId,
    provider: ProviderId,
    notice: Notice,
    at: Instant,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "insert into tracking.journey_signals
             (id, booking_id, provider_id, kind, raised_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         on conflict (booking_id, kind) where cleared_at is null do nothing",
        world.id::<EventId>().uuid(),
        booking.uuid(),
        provider.uuid(),
        notice.tag(),
        at,
        world.now()
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes that a provider stays near; `false` when that was written or it isn't near.
pub async fn dwell_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    booking: BookingId,
    at: Instant,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update tracking.journey_signals set dwelt_at = $2, updated_at = $3
         where booking_id = $1 and kind = 'near' and cleared_at is null and dwelt_at is null",
        booking.uuid(),
        at,
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Why something no longer holds, as stored.
#[derive(Clone, Copy, Debug)]
pub enum Because {
    /// Fixes showed it.
    Seen,
    /// The journey moved on.
    MovedOn,
}

impl Because {
    fn tag(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::MovedOn => "moved_on",
        }
    }
}

/// Writes that these no longer hold; returns which of them did, and of whom.
pub async fn clear_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    booking: BookingId,
    notices: &[Notice],
    at: Instant,
    because: Because,
) -> Result<Vec<(Notice, ProviderId)>, StoreError> {
    let kinds: Vec<String> = notices.iter().map(|notice| notice.tag().to_owned()).collect();
    let rows = sqlx::query!(
        "update tracking.journey_signals
         set cleared_at = $3, cleared_because = $4, updated_at = $5
         where booking_id = $1 and kind = any($2) and cleared_at is null
         returning kind, provider_id",
        booking.uuid(),
        &kinds,
        at,
        because.tag(),
        now
    )
    .fetch_all(tx)
    .await?;
    let mut cleared = Vec::with_capacity(rows.len());
    for row in rows {
        cleared.push((notice(&row.kind)?, row.provider_id.into()));
    }
    cleared.sort_unstable();
    Ok(cleared)
}

/// What holds now, by booking.
pub async fn open(pool: &PgPool) -> Result<HashMap<BookingId, Vec<Notice>>, StoreError> {
    let rows = sqlx::query!(
        "select booking_id, kind from tracking.journey_signals where cleared_at is null"
    )
    .fetch_all(pool)
    .await?;
    let mut open: HashMap<BookingId, Vec<Notice>> = HashMap::new();
    for row in rows {
        open.entry(row.booking_id.into()).or_default().push(notice(&row.kind)?);
    }
    Ok(open)
}

/// What holds about one journey now, and since when.
pub async fn of_booking(
    pool: &PgPool,
    booking: BookingId,
) -> Result<Vec<(Notice, Instant)>, StoreError> {
    let rows = sqlx::query!(
        "select kind, raised_at from tracking.journey_signals
         where booking_id = $1 and cleared_at is null order by raised_at, kind",
        booking.uuid()
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(|row| Ok((notice(&row.kind)?, row.raised_at))).collect()
}

fn notice(kind: &str) -> Result<Notice, sqlx::Error> {
    Notice::from_tag(kind)
        .ok_or_else(|| sqlx::Error::Decode(format!("tracking.journey_signals.kind: {kind}").into()))
}
