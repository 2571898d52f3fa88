//! Who takes part in which booking.

use kernel::Instant;
use kernel::ids::{BookingId, ProviderId, UserId};
use sqlx::{PgConnection, PgPool};

/// A booking's people, as one of its events tells them.
pub struct People {
    /// The booking.
    pub booking: BookingId,
    /// The version of the event.
    pub version: i64,
    /// The customer.
    pub customer: UserId,
    /// Who is bound.
    pub provider: Option<ProviderId>,
    /// When it was over.
    pub ended_at: Option<Instant>,
}

/// Keeps them, unless something newer is known.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    people: &People,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into realtime.bookings as b
            (booking_id, version, customer_id, provider_id, ended_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         on conflict (booking_id) do update set
            version = excluded.version, customer_id = excluded.customer_id,
            provider_id = excluded.provider_id, ended_at = excluded.ended_at,
            updated_at = excluded.updated_at
         where b.version < excluded.version",
        people.booking.uuid(),
        people.version,
        people.customer.uuid(),
        people.provider.map(ProviderId::uuid),
        people.ended_at,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Who is bound to a booking that is not over.
pub async fn bound(pool: &PgPool, booking: BookingId) -> Result<Option<ProviderId>, sqlx::Error> {
    let row = sqlx::query_scalar!(
        "select provider_id from realtime.bookings where booking_id = $1 and ended_at is null",
        booking.uuid(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.flatten().map(ProviderId::from))
}

/// Forgets bookings that were over before `before`. Returns how many.
pub async fn forget_ended(pool: &PgPool, before: Instant) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "delete from realtime.bookings where booking_id in
            (select booking_id from realtime.bookings where ended_at < $1 limit 5000)",
        before,
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected())
}
