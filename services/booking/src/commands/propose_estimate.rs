//! The provider proposes a price after the inspection.

use super::record::{self, Was};
use super::{BookingError, job_record, load};
use crate::App;
use crate::domain::{ProposedLine, ProposedWork};
use crate::reads::EstimateOut;
use crate::store::proposals::{self, Line, NewEstimate};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::EstimateProposed;
use kernel::ids::{BookingId, EstimateId, UserId};

/// Proposes an estimate; the visit waits for the customer.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    lines: Vec<ProposedLine>,
    note: Option<&str>,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_provider_in_tx(&mut tx, user, id).await?;
    let (was, work) = (Was::of(&booking), ProposedWork::of(&lines));
    let booking = booking.propose_estimate(work)?;
    let booking =
        record::moved_in_tx(&mut tx, app, was, booking, by, "estimate_proposed", None).await?;
    let estimate_id = app.chassis.world.id::<EstimateId>();
    let total = booking.total_with_estimate(work);
    let lines: Vec<Line> = lines.into_iter().map(|line| Line { line, photo_id: None }).collect();
    let new = NewEstimate {
        id: estimate_id,
        booking: id,
        provider: user.into(),
        note,
        lines: &lines,
        credit: booking.inspection_credit(),
        total,
    };
    proposals::add_estimate_in_tx(&mut tx, &new, app.now()).await?;
    job_record::lines_in_tx(&mut tx, app, &booking, "estimate_lines", &lines).await?;
    let event = EstimateProposed { booking: booking.facts(), estimate_id, total };
    chassis::bus::append(&mut tx, &app.chassis.world, &event).await?;
    let out = EstimateOut::load(&mut tx, id, estimate_id).await?.ok_or(BookingError::NotFound)?;
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
