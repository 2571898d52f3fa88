//! The work goes on.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::store::calendar;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{BookingId, UserId};

/// Goes on.
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
    let (booking, by) = load::for_provider_in_tx(&mut tx, user, id).await?;
    let was = Was::of(&booking);
    let booking = booking.resume()?;
    // Whatever was proposed for later is not needed; what was agreed begins now.
    record::close_reschedule_in_tx(&mut tx, app, &booking).await?;
    calendar::lock_of_in_tx(&mut tx, id, Some(user.into()), app.now()).await?;
    calendar::let_go_of_in_tx(&mut tx, id, None, app.now()).await?;
    calendar::begin_in_tx(&mut tx, id, booking.visit_no, app.now()).await?;
    let booking = record::moved_in_tx(&mut tx, app, was, booking, by, "resumed", None).await?;
    record::tell_moved_in_tx(&mut tx, app, &booking, was).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
