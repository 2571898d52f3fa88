//! The customer decides on an estimate.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::{Booking, State};
use crate::store::lines::{self, Source};
use crate::store::proposals::{self, Proposal};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::EstimateDecided;
use kernel::ids::{BookingId, EstimateId, UserId};
use sqlx::PgConnection;

/// Approves an estimate: the work goes on at its price. Or declines it: the visit ends at the
/// quoted fee.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    estimate_id: EstimateId,
    approved: bool,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_customer_in_tx(&mut tx, user, id).await?;
    let estimate = waiting(&mut tx, &booking, estimate_id).await?;
    let was = Was::of(&booking);
    let (booking, action) = if approved {
        (booking.approve_estimate(estimate.work())?, "estimate_approved")
    } else {
        (booking.decline_estimate(app.now())?, "estimate_declined")
    };
    let booking = record::moved_in_tx(&mut tx, app, was, booking, by, action, None).await?;
    proposals::decide_estimate_in_tx(&mut tx, estimate_id, approved, app.now()).await?;
    if approved {
        let proposed = proposals::estimate_lines(&mut tx, estimate.id).await?;
        let proposed: Vec<_> = proposed.into_iter().map(|line| line.line).collect();
        let credit = kernel::Money::piastres(estimate.credit);
        let approved_lines = lines::approved(&proposed, credit);
        let source = Source::Estimate(estimate.id);
        lines::add_in_tx(&mut tx, id, source, &approved_lines, app.now()).await?;
    }
    let event = EstimateDecided { booking: booking.facts(), estimate_id, approved };
    chassis::bus::append(&mut tx, &app.chassis.world, &event).await?;
    if let State::Completed(ended) = &booking.state {
        record::completed_in_tx(&mut tx, app, &booking, ended).await?;
    }
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}

/// An estimate of this booking that waits.
///
/// # Errors
/// [`BookingError::NotFound`], and when it was decided or withdrawn.
pub(super) async fn waiting(
    tx: &mut PgConnection,
    booking: &Booking,
    id: EstimateId,
) -> Result<Proposal, BookingError> {
    let estimates = proposals::estimates_of(tx, booking.id).await?;
    let found = estimates.into_iter().find(|estimate| estimate.id == id.uuid());
    Ok(found.ok_or(BookingError::NotFound)?.still_waiting()?)
}
