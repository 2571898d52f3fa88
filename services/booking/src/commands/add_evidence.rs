//! A side of a dispute tells its own.

use super::dispute::{Told, add_evidence_in_tx};
use super::{BookingError, load, record};
use crate::App;
use crate::domain::{Action, MoveError, Side, State};
use crate::store::disputes;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::DisputeEvidenceAdded;
use kernel::ids::{BookingId, UserId};
use uuid::Uuid;

/// Adds evidence, up to the deadline.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    text: &str,
    photo_ids: Vec<Uuid>,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_party_in_tx(&mut tx, user, id).await?;
    let (State::Disputed(..), Some(kept)) = (&booking.state, disputes::find(&mut tx, id).await?)
    else {
        let stage = booking.stage();
        return Err(MoveError::NotAllowed { action: Action::AddPhoto, stage }.into());
    };
    kept.talk.may_add_evidence(app.now())?;
    let told = Told { user, side: by.side, text, photo_ids };
    add_evidence_in_tx(&mut tx, app, &booking, told).await?;
    let by_customer = by.side == Side::Customer;
    let event = DisputeEvidenceAdded { booking: booking.facts(), by_customer };
    chassis::bus::append(&mut tx, &app.chassis.world, &event).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
