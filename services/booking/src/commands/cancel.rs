//! The customer cancels, or the provider leaves.

use super::record::{self, Was};
use super::{BookingError, journey, load};
use crate::App;
use crate::domain::{Effect, MoveError};
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::Money;
use kernel::ids::{BookingId, UserId};

/// Cancels for the customer; for the provider it means leaving, and the search starts again. With
/// `accepted_fee` it is refused when the fee is no longer that.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    reason: Option<&str>,
    accepted_fee: Option<Money>,
) -> Result<Answer, BookingError> {
    let journey = journey::of(app, id).await?;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_party_in_tx(&mut tx, user, id).await?;
    let (was, bound) = (Was::of(&booking), booking.provider());
    let rules = app.agreed_in_tx(&mut tx, &booking).await?;
    let (booking, consequence) = booking.cancel(by, app.now(), &journey, &rules)?;
    if accepted_fee.is_some_and(|accepted| accepted != consequence.fee) {
        return Err(MoveError::FeeChanged { fee: consequence.fee }.into());
    }
    let why = Some(reason.unwrap_or(consequence.rule.tag()));
    let booking = match (consequence.effect, bound) {
        (Effect::Releases, Some(provider)) => {
            let booking =
                record::moved_in_tx(&mut tx, app, was, booking, by, "dropped_out", why).await?;
            record::released_in_tx(&mut tx, app, &booking, provider, &consequence, reason).await?;
            booking
        }
        (Effect::Cancels(cancel_reason), _) => {
            let booking =
                record::moved_in_tx(&mut tx, app, was, booking, by, "cancelled", why).await?;
            record::cancelled_in_tx(&mut tx, app, &booking, cancel_reason, &consequence).await?;
            booking
        }
        (Effect::Releases, None) => return Err(BookingError::NotFound),
    };
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
