//! Staff decides a dispute.

use super::end_dispute::{self, Ending};
use super::{BookingError, load, record};
use crate::App;
use crate::domain::{Action, MoveError, Resolution, State};
use crate::store::disputes;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{BookingId, UserId};
use serde_json::json;

/// Decides it, once both sides were heard or had their time.
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
    let State::Disputed(..) = booking.state else {
        let stage = booking.stage();
        return Err(MoveError::NotAllowed { action: Action::Resolve, stage }.into());
    };
    resolution.refund(booking.price.settlement.total)?;
    if let Some(kept) = disputes::find(&mut tx, id).await? {
        let evidence = disputes::evidence(&mut tx, id).await?;
        let heard = |side: &str| evidence.iter().any(|told| told.side == side);
        kept.talk.decide(heard("customer") && heard("provider"), app.now())?;
    }
    let ending = Ending { by: by.into(), resolution, agreed: false, reason };
    let (booking, refund) = end_dispute::in_tx(&mut tx, app, booking, ending).await?;
    let details =
        json!({ "outcome": resolution.tag(), "refund": refund, "status": booking.status() });
    let action = "booking.resolve_dispute";
    record::operator_acted_in_tx(&mut tx, app, operator, action, &booking, reason, details).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
