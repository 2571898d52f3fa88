//! Staff decides a dispute.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::{Booking, Effect, Resolution, State};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::{CancelReason, DisputeDecided};
use kernel::Money;
use kernel::ids::{BookingId, UserId};
use serde_json::json;
use sqlx::PgConnection;

/// Decides it.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    operator: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    resolution: Resolution,
    reason: &str,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_operator_in_tx(&mut tx, operator, id).await?;
    let was = Was::of(&booking);
    let (booking, refund) = booking.resolve(resolution, app.now(), app.rules())?;
    let booking =
        record::moved_in_tx(&mut tx, app, was, booking, by, "resolved", Some(reason)).await?;
    let refund = end_stopped_work_in_tx(&mut tx, app, &booking, refund).await?;
    let details = json!({ "refund": refund, "status": booking.status() });
    let action = "booking.resolve_dispute";
    record::operator_acted_in_tx(&mut tx, app, operator, action, &booking, reason, details).await?;
    let event = DisputeDecided { booking: booking.facts(), refund, reason: reason.to_owned() };
    chassis::bus::append(&mut tx, &app.chassis.world, &event).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Work that staff stopped was never told as completed, so its money was never divided. Now it is:
/// completed with what goes back told after it, or cancelled, where nothing was ever taken that
/// could go back besides the prepayment. Answers what goes back.
async fn end_stopped_work_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    refund: Money,
) -> Result<Money, BookingError> {
    if booking.was_completed_before_dispute() {
        return Ok(refund);
    }
    match &booking.state {
        State::Completed(ended) => {
            record::completed_in_tx(tx, app, booking, ended).await?;
            Ok(refund)
        }
        _ => {
            let reason = CancelReason::ByOperator;
            let rule = crate::domain::Rule::OperatorDecision;
            let consequence = booking.consequence(Effect::Cancels(reason), rule, app.rules());
            record::cancelled_in_tx(tx, app, booking, reason, &consequence).await?;
            Ok(Money::ZERO)
        }
    }
}
