//! Providers that left a booking.

use super::tags::tag;
use crate::domain::Consequence;
use chassis::StoreError;
use kernel::Instant;
use kernel::ids::{BookingId, ProviderId};
use sqlx::PgConnection;
use uuid::Uuid;

/// Notes that a provider left a booking. `drop_no` is the booking's count of them.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    drop_no: i32,
    provider: ProviderId,
    consequence: &Consequence,
    reason: Option<&str>,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.drop_outs
            (booking_id, drop_no, provider_id, verdict, rule, reason, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        booking.uuid(),
        drop_no,
        provider.uuid(),
        tag(consequence.verdict()),
        consequence.rule.tag(),
        reason,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A provider that left.
#[derive(Clone, Debug)]
pub struct DropOut {
    /// Who.
    pub provider_id: Uuid,
    /// Whose fault it was.
    pub verdict: String,
    /// The rule that decided.
    pub rule: String,
    /// Why, in words.
    pub reason: Option<String>,
    /// When.
    pub created_at: Instant,
}

/// The providers that left a booking, in their order.
///
/// # Errors
/// When the database is away.
pub async fn of(db: &mut PgConnection, booking: BookingId) -> Result<Vec<DropOut>, StoreError> {
    Ok(sqlx::query_as!(
        DropOut,
        "select provider_id, verdict, rule, reason, created_at
         from booking.drop_outs where booking_id = $1 order by drop_no",
        booking.uuid(),
    )
    .fetch_all(db)
    .await?)
}
