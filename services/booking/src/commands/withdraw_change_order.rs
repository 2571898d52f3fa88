//! The provider takes its change order back.

use super::record::{self, Was};
use super::{BookingError, decide_change_order, load};
use crate::App;
use crate::store::proposals;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::ChangeOrderWithdrawn;
use kernel::ids::{BookingId, ChangeOrderId, UserId};

/// Withdraws a change order that waits: the work goes on without it.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    change_order_id: ChangeOrderId,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_provider_in_tx(&mut tx, user, id).await?;
    decide_change_order::waiting(&mut tx, &booking, change_order_id).await?;
    let was = Was::of(&booking);
    let booking = booking.withdraw_change()?;
    let action = "change_order_withdrawn";
    let booking = record::moved_in_tx(&mut tx, app, was, booking, by, action, None).await?;
    proposals::withdraw_in_tx(&mut tx, id, app.now()).await?;
    let event = ChangeOrderWithdrawn { booking: booking.facts(), change_order_id };
    chassis::bus::append(&mut tx, &app.chassis.world, &event).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
