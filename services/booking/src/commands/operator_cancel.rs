//! Staff cancels.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::{Effect, Journey};
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{BookingId, UserId};
use serde_json::json;

/// Cancels, whatever goes on before the end of the work; nobody pays a fee.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    operator: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    reason: &str,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_operator_in_tx(&mut tx, operator, id).await?;
    let was = Was::of(&booking);
    let rules = app.agreed_in_tx(&mut tx, &booking).await?;
    let (booking, consequence) = booking.cancel(by, app.now(), &Journey::default(), &rules)?;
    let booking =
        record::moved_in_tx(&mut tx, app, was, booking, by, "cancelled", Some(reason)).await?;
    if let Effect::Cancels(cancel_reason) = consequence.effect {
        record::cancelled_in_tx(&mut tx, app, &booking, cancel_reason, &consequence).await?;
    }
    let (action, details) = ("booking.cancel", json!({ "from": was.stage }));
    record::operator_acted_in_tx(&mut tx, app, operator, action, &booking, reason, details).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
