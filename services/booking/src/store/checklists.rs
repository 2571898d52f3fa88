//! Items of a booking's checklist that its provider ticked off.

use chassis::StoreError;
use kernel::Instant;
use kernel::ids::{BookingId, UserId};
use sqlx::PgConnection;

/// A ticked item.
#[derive(Clone, Copy, Debug)]
pub struct Tick {
    /// Its place in the checklist, from 0.
    pub item: i16,
    /// When it was ticked off.
    pub created_at: Instant,
}

/// The ticked items of a booking.
///
/// # Errors
/// When the database is away.
pub async fn of(db: &mut PgConnection, booking: BookingId) -> Result<Vec<Tick>, StoreError> {
    Ok(sqlx::query_as!(
        Tick,
        "select item, created_at from booking.checklist_ticks where booking_id = $1 order by item",
        booking.uuid(),
    )
    .fetch_all(db)
    .await?)
}

/// Ticks an item off; `false` when it was before.
///
/// # Errors
/// When the database is away.
pub async fn tick_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    item: i16,
    by: UserId,
    now: Instant,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "insert into booking.checklist_ticks (booking_id, item, ticked_by, created_at)
         values ($1, $2, $3, $4) on conflict (booking_id, item) do nothing",
        booking.uuid(),
        item,
        by.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a tick back; `false` when there was none.
///
/// # Errors
/// When the database is away.
pub async fn untick_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    item: i16,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "delete from booking.checklist_ticks where booking_id = $1 and item = $2",
        booking.uuid(),
        item,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
