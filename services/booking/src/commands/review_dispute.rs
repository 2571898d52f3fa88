//! Staff takes a dispute up.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{BookingId, UserId};
use serde_json::json;

/// Takes it up.
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
    let booking = booking.review()?;
    let booking =
        record::moved_in_tx(&mut tx, app, was, booking, by, "under_review", Some(reason)).await?;
    record::tell_moved_in_tx(&mut tx, app, &booking, was).await?;
    let action = "booking.review_dispute";
    record::operator_acted_in_tx(&mut tx, app, operator, action, &booking, reason, json!({}))
        .await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
