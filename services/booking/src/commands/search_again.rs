//! The customer, told that nobody was found, chooses to wait: a new search begins.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::MoveError;
use crate::store::searches;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{BookingId, UserId};

/// Looks again. While a search is on, nothing changes.
///
/// # Errors
/// [`BookingError`]; [`MoveError::BadNewTime`] when the planned time is over.
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
    let mut booking = booking.looking_further()?;
    if searches::is_exhausted(&mut tx, id).await? {
        if !booking.window.instant && booking.window.starts_at <= app.now() {
            return Err(MoveError::BadNewTime.into());
        }
        booking = record::moved_in_tx(&mut tx, app, was, booking, by, "search_again", None).await?;
        record::search_in_tx(&mut tx, app, &booking).await?;
    }
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
