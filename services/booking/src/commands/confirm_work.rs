//! The customer confirms that the work is done.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::WorkConfirmer;
use crate::{SERVICE, jobs};
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{BookingId, UserId};

/// Confirms.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_customer_in_tx(&mut tx, user, id).await?;
    let was = Was::of(&booking);
    let booking = booking.confirm_work(WorkConfirmer::Customer, app.now())?;
    let booking =
        record::moved_in_tx(&mut tx, app, was, booking, by, "work_confirmed", None).await?;
    chassis::jobs::cancel(&mut tx, SERVICE, jobs::AUTO_CONFIRM, id).await?;
    record::tell_moved_in_tx(&mut tx, app, &booking, was).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
