//! The provider takes its estimate back.

use super::record::{self, Was};
use super::{BookingError, decide_estimate, load};
use crate::App;
use crate::store::proposals;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::EstimateWithdrawn;
use kernel::ids::{BookingId, EstimateId, UserId};

/// Withdraws an estimate that waits: the provider is at the inspection again and may propose anew.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    estimate_id: EstimateId,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_provider_in_tx(&mut tx, user, id).await?;
    decide_estimate::waiting(&mut tx, &booking, estimate_id).await?;
    let was = Was::of(&booking);
    let booking = booking.withdraw_estimate()?;
    let action = "estimate_withdrawn";
    let booking = record::moved_in_tx(&mut tx, app, was, booking, by, action, None).await?;
    proposals::withdraw_in_tx(&mut tx, id, app.now()).await?;
    let event = EstimateWithdrawn { booking: booking.facts(), estimate_id };
    chassis::bus::append(&mut tx, &app.chassis.world, &event).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
