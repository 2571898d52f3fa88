//! The other side decides on a proposed time.

use super::record;
use super::reschedule::move_in_tx;
use super::{BookingError, load};
use crate::App;
use crate::domain::{Action, MoveError, Side};
use crate::store::calendar;
use crate::store::reschedules::{self, Outcome};
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::Money;
use kernel::ids::{BookingId, UserId};

/// Accepts or declines what the other side proposed.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    accepted: bool,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_party_in_tx(&mut tx, user, id).await?;
    let proposal = reschedules::open(&mut tx, id)
        .await?
        .filter(|proposal| proposal.by != by.side)
        .ok_or(MoveError::NotAllowed { action: Action::Decide, stage: booking.stage() })?;
    let booking = if accepted {
        reschedules::close_in_tx(&mut tx, id, Outcome::Accepted, app.now()).await?;
        let floor = match proposal.by {
            Side::Customer => proposal.fee_floor,
            Side::Provider | Side::Operator => Money::ZERO,
        };
        let reason = proposal.reason.as_deref();
        move_in_tx(&mut tx, app, booking, by.into(), proposal.starts_at, floor, reason).await?
    } else {
        reschedules::close_in_tx(&mut tx, id, Outcome::Declined, app.now()).await?;
        calendar::let_go_of_in_tx(&mut tx, id, None, app.now()).await?;
        booking
    };
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
