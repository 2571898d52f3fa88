//! The work is interrupted, for a part.

use super::record::{self, Was};
use super::reschedule;
use super::{BookingError, load};
use crate::domain::paused;
use crate::jobs::paused::Pause;
use crate::{App, SERVICE, jobs};
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::Instant;
use kernel::ids::{BookingId, UserId};

/// Pauses. With `continues_at` a further visit is proposed to the customer, and its time is held
/// while it thinks.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    reason: Option<&str>,
    continues_at: Option<Instant>,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_provider_in_tx(&mut tx, user, id).await?;
    let was = Was::of(&booking);
    let booking = booking.pause()?;
    let booking = record::moved_in_tx(&mut tx, app, was, booking, by, "paused", reason).await?;
    record::tell_moved_in_tx(&mut tx, app, &booking, was).await?;
    let (world, now) = (&app.chassis.world, app.now());
    let (look, pause) = (paused::first_look(now), Pause { since: now, looked: now });
    if let Some(at) = continues_at {
        let rules = app.agreed_in_tx(&mut tx, &booking).await?;
        let consent = booking.may_reschedule(by.side, at, app.now(), &rules)?;
        reschedule::propose_in_tx(&mut tx, app, &booking, by.side, at, reason, consent).await?;
    }
    chassis::jobs::schedule(&mut tx, world, SERVICE, jobs::PAUSED, id, look, pause).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
