//! The work is interrupted, for a part.

use super::record::{self, Was};
use super::time;
use super::{BookingError, load};
use crate::App;
use crate::store::calendar;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::Instant;
use kernel::ids::{BookingId, UserId};

/// Pauses. With `continues_at` the provider's time is reserved for another visit.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    reason: Option<&str>,
    continues_at: Option<Instant>,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_provider_in_tx(&mut tx, user, id).await?;
    let was = Was::of(&booking);
    let booking = match continues_at {
        None => booking.pause()?,
        Some(at) => booking.pause_until(at, app.now(), app.rules())?,
    };
    if let Some(at) = continues_at {
        calendar::cut_in_tx(&mut tx, id, app.now()).await?;
        time::reserve_in_tx(&mut tx, app, &booking, user.into(), at).await?;
    }
    let booking = record::moved_in_tx(&mut tx, app, was, booking, by, "paused", reason).await?;
    record::tell_moved_in_tx(&mut tx, app, &booking, was).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
