//! Disputes: what is held of a provider's share until the decision.

use chassis::StoreError;
use kernel::ids::{BookingId, ProviderId};
use kernel::{Instant, Money};
use sqlx::PgConnection;
use uuid::Uuid;

/// A dispute that waits for its decision.
pub struct Open {
    /// Its id.
    pub id: Uuid,
    /// Whose share is held.
    pub provider_id: Option<ProviderId>,
    /// How much.
    pub held: Money,
}

/// The open dispute of a booking, locked.
pub async fn lock_open(
    tx: &mut PgConnection,
    booking: BookingId,
) -> Result<Option<Open>, StoreError> {
    let row = sqlx::query!(
        "select id, provider_id, held from payments.disputes
         where booking_id = $1 and decided_at is null for update",
        booking.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|r| Open {
        id: r.id,
        provider_id: r.provider_id.map(ProviderId::from),
        held: Money::piastres(r.held),
    }))
}

/// Opens a dispute.
pub async fn open(
    tx: &mut PgConnection,
    id: Uuid,
    booking: BookingId,
    provider: Option<ProviderId>,
    held: Money,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into payments.disputes (id, booking_id, provider_id, held, created_at)
         values ($1, $2, $3, $4, $5)",
        id,
        booking.uuid(),
        provider.map(ProviderId::uuid),
        held.as_piastres(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes the decision.
pub async fn decide(
    tx: &mut PgConnection,
    id: Uuid,
    refund: Money,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update payments.disputes set refund = $2, decided_at = $3 where id = $1",
        id,
        refund.as_piastres(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}
