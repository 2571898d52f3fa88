//! The customer disputes the work.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::BookingDisputed;
use kernel::ids::{BookingId, UserId};

/// Disputes; the money is held.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    reason: String,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_customer_in_tx(&mut tx, user, id).await?;
    let was = Was::of(&booking);
    let booking = booking.dispute(reason.clone(), app.now(), app.rules())?;
    let booking =
        record::moved_in_tx(&mut tx, app, was, booking, by, "disputed", Some(&reason)).await?;
    let event = BookingDisputed { booking: booking.facts(), reason };
    chassis::bus::append(&mut tx, &app.chassis.world, &event).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
