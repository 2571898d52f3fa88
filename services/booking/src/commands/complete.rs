//! The provider ends the work.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::State;
use crate::reads;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{BookingId, UserId};

/// Ends the work: the price is final and money is due.
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
    let proof = reads::proof(&mut tx, &booking).await?;
    let booking = booking.complete(&proof, app.now())?;
    let booking = record::moved_in_tx(&mut tx, app, was, booking, by, "completed", None).await?;
    if let State::Completed(ended) = &booking.state {
        record::completed_in_tx(&mut tx, app, &booking, ended).await?;
    }
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
