//! The end of a dispute, agreed or decided: what goes back, and what follows.

use super::record::{self, Was};
use super::{BookingError, warranty};
use crate::domain::{Booking, By, Effect, Resolution, Rule, State};
use crate::store::disputes;
use crate::{App, SERVICE, jobs};
use contracts::booking::{CancelReason, DisputeDecided};
use kernel::Money;
use sqlx::PgConnection;

/// How a dispute ends.
pub(super) struct Ending<'a> {
    /// Who ends it.
    pub by: By,
    /// How.
    pub resolution: Resolution,
    /// Whether both sides agreed, else staff decided.
    pub agreed: bool,
    /// Why.
    pub reason: &'a str,
}

/// Ends the dispute of a locked booking. Answers it with what goes back to the customer.
pub(super) async fn in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: Booking,
    ending: Ending<'_>,
) -> Result<(Booking, Money), BookingError> {
    let (now, was, reason) = (app.now(), Was::of(&booking), ending.reason);
    let rules = app.agreed_in_tx(tx, &booking).await?;
    let (booking, refund) = booking.resolve(ending.resolution, now, &rules)?;
    let action = if ending.agreed { "dispute_agreed" } else { "resolved" };
    // Staff's decision gives its reason to everybody it concerns; what a side proposed stays sealed.
    let said = (!ending.agreed).then_some(reason);
    let booking = record::moved_in_tx(tx, app, was, booking, ending.by, action, said).await?;
    let how = if ending.agreed { "agreed" } else { "operator" };
    disputes::close_proposal_in_tx(tx, booking.id, "decided", now).await?;
    disputes::decide_in_tx(tx, booking.id, ending.resolution, how, now).await?;
    for kind in [jobs::DISPUTE_EVIDENCE, jobs::DISPUTE_PROPOSAL] {
        chassis::jobs::cancel(tx, SERVICE, kind, booking.id).await?;
    }
    let refund = end_stopped_work_in_tx(tx, app, &booking, refund).await?;
    warranty::re_service_in_tx(tx, app, &booking, ending.resolution, reason).await?;
    let reason = said.unwrap_or_default().to_owned();
    let event = DisputeDecided { booking: booking.facts(), refund, reason };
    chassis::bus::append(tx, &app.chassis.world, &event).await?;
    Ok((booking, refund))
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
            let rule = Rule::OperatorDecision;
            let rules = app.agreed_in_tx(tx, booking).await?;
            let consequence = booking.consequence(Effect::Cancels(reason), rule, &rules);
            record::cancelled_in_tx(tx, app, booking, reason, &consequence).await?;
            Ok(Money::ZERO)
        }
    }
}
