//! One side says that the other one did not show.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::Effect;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{BookingId, UserId};

/// Reports it; the booking is over.
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
    let (booking, by) = load::for_party_in_tx(&mut tx, user, id).await?;
    let was = Was::of(&booking);
    let rules = app.agreed_in_tx(&mut tx, &booking).await?;
    let (booking, consequence) = booking.no_show(by.side, app.now(), &rules)?;
    let why = Some(consequence.rule.tag());
    let booking = record::moved_in_tx(&mut tx, app, was, booking, by, "no_show", why).await?;
    if let Effect::Cancels(reason) = consequence.effect {
        record::cancelled_in_tx(&mut tx, app, &booking, reason, &consequence).await?;
    }
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
