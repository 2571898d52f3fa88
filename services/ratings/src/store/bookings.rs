//! Completed bookings.

use contracts::booking::BookingFacts;
use kernel::Instant;
use kernel::ids::{BookingId, ProviderId, ServiceId, UserId};
use sqlx::PgConnection;

/// A completed booking as ratings know it.
#[derive(Clone, Copy, Debug)]
pub struct Completed {
    /// Its customer.
    pub customer_id: UserId,
    /// Who did the work.
    pub provider_id: ProviderId,
    /// What was done.
    pub service_id: ServiceId,
    /// When the work ended.
    pub completed_at: Instant,
    /// When its ratings became visible.
    pub revealed_at: Option<Instant>,
}

/// Notes a completed booking; `false` when it was noted before.
pub async fn insert(
    tx: &mut PgConnection,
    booking: &BookingFacts,
    provider: ProviderId,
    completed_at: Instant,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into ratings.bookings
            (booking_id, customer_id, provider_id, service_id, completed_at)
         values ($1, $2, $3, $4, $5) on conflict (booking_id) do nothing",
        booking.id.uuid(),
        booking.customer_id.uuid(),
        provider.uuid(),
        booking.service_id.uuid(),
        completed_at,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A completed booking, locked: the two sides' ratings and the reveal take turns.
pub async fn lock(
    tx: &mut PgConnection,
    booking: BookingId,
) -> Result<Option<Completed>, sqlx::Error> {
    let row = sqlx::query!(
        "select customer_id, provider_id, service_id, completed_at, revealed_at
         from ratings.bookings
         where booking_id = $1 for update",
        booking.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|r| Completed {
        customer_id: r.customer_id.into(),
        provider_id: r.provider_id.into(),
        service_id: r.service_id.into(),
        completed_at: r.completed_at,
        revealed_at: r.revealed_at,
    }))
}

/// Notes that nothing is hidden any more.
pub async fn reveal(
    tx: &mut PgConnection,
    booking: BookingId,
    at: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ratings.bookings set revealed_at = coalesce(revealed_at, $2) where booking_id = $1",
        booking.uuid(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}
