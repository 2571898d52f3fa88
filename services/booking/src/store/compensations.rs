//! What customers get for time they lost.

use super::tags::tag;
use crate::domain::{Compensation, Rule};
use chassis::StoreError;
use kernel::ids::BookingId;
use kernel::{Instant, Money};
use sqlx::PgConnection;

/// Notes a compensation.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    compensation: Compensation,
    rule: Rule,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.compensations (booking_id, amount, payer, rule, created_at)
         values ($1, $2, $3, $4, $5)",
        booking.uuid(),
        compensation.amount.as_piastres(),
        tag(compensation.by),
        rule.tag(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What the customer of a booking gets, if anything.
///
/// # Errors
/// When the database is away.
pub async fn of(db: &mut PgConnection, booking: BookingId) -> Result<Option<Money>, StoreError> {
    let amount = sqlx::query_scalar!(
        "select amount from booking.compensations where booking_id = $1",
        booking.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(amount.map(Money::piastres))
}
