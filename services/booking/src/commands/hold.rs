//! Staff stops work that is going on and holds the money.

use super::dispute::open_in_tx;
use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::{DisputeKind, Resolution, Side};
use crate::store::disputes::Claim;
use crate::store::{calendar, proposals};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::BookingDisputed;
use kernel::ids::{BookingId, UserId};
use serde_json::json;

/// Stops the work and opens a dispute.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    operator: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    reason: String,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_operator_in_tx(&mut tx, operator, id).await?;
    let was = Was::of(&booking);
    let booking = booking.hold(app.now())?;
    let booking =
        record::moved_in_tx(&mut tx, app, was, booking, by, "held", Some(&reason)).await?;
    proposals::withdraw_in_tx(&mut tx, id, app.now()).await?;
    calendar::cut_in_tx(&mut tx, id, app.now()).await?;
    let action = "booking.hold";
    record::operator_acted_in_tx(&mut tx, app, operator, action, &booking, &reason, json!({}))
        .await?;
    let claim = Claim {
        by: Side::Operator,
        kind: DisputeKind::StoppedByStaff,
        wanted: Resolution::Nothing,
    };
    open_in_tx(&mut tx, app, &booking, claim, &reason).await?;
    let event = BookingDisputed::opened(booking.facts());
    chassis::bus::append(&mut tx, &app.chassis.world, &event).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
