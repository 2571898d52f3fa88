//! Staff takes the provider off.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::Unbinding;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{BookingId, UserId};
use serde_json::json;

/// Takes the provider off; the search starts again.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    operator: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    at_fault: bool,
    reason: &str,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_operator_in_tx(&mut tx, operator, id).await?;
    let was = Was::of(&booking);
    let rules = app.agreed_in_tx(&mut tx, &booking).await?;
    let Unbinding { booking, released, consequence } = booking.release(at_fault, &rules)?;
    let booking =
        record::moved_in_tx(&mut tx, app, was, booking, by, "released", Some(reason)).await?;
    record::released_in_tx(&mut tx, app, &booking, released, &consequence, Some(reason)).await?;
    let details = json!({ "provider": released, "atFault": at_fault });
    let action = "booking.release";
    record::operator_acted_in_tx(&mut tx, app, operator, action, &booking, reason, details).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
