//! Staff refuses a warranty claim, or says after the visit whether the first work was at fault. Who
//! bears the visit follows that verdict; another verdict later takes the place of the first.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::{Booking, Charge, Effect, Journey, MoveError};
use crate::store::bookings;
use crate::store::stats::{self, Counter};
use crate::store::warranties::{self, Claim, End};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::{Status, WarrantyJudged, WarrantyRefused};
use kernel::Money;
use kernel::ids::{ProviderId, UserId};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

/// What staff says.
#[derive(Clone, Copy, Debug)]
pub enum Decision {
    /// It is none: the visit is cancelled, unless it has begun.
    Refuse,
    /// After the visit: whether the first provider's work was at fault.
    Judge {
        /// Whether it was.
        at_fault: bool,
    },
}

/// Decides; answers where the visit stands.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    operator: UserId,
    key: &IdempotencyKey,
    claim: Uuid,
    decision: Decision,
    reason: &str,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    // A booking is locked before its claims: the visit, or while there is none the first booking.
    let seen = warranties::find(&mut tx, claim).await?.ok_or(BookingError::NotFound)?;
    let about = seen.visit_booking_id.unwrap_or(seen.booking_id);
    let (booking, by) = load::for_operator_in_tx(&mut tx, operator, about.into()).await?;
    let claim = warranties::lock_in_tx(&mut tx, claim).await?.ok_or(BookingError::NotFound)?;
    if claim.visit_booking_id != seen.visit_booking_id {
        return Err(MoveError::ClaimNotAllowed.into());
    }
    let (action, details) = match decision {
        Decision::Refuse => ("booking.refuse_warranty", json!({ "claim": claim.id })),
        Decision::Judge { at_fault } => {
            ("booking.judge_warranty", json!({ "claim": claim.id, "atFault": at_fault }))
        }
    };
    let booking = match decision {
        Decision::Refuse => refuse_in_tx(&mut tx, app, booking, by, &claim, reason).await?,
        Decision::Judge { at_fault } => {
            judge_in_tx(&mut tx, app, &booking, &claim, at_fault, reason).await?;
            booking
        }
    };
    record::operator_acted_in_tx(&mut tx, app, operator, action, &booking, reason, details).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn refuse_in_tx(
    tx: &mut PgConnection,
    app: &App,
    visit: Booking,
    by: crate::domain::Actor,
    claim: &Claim,
    reason: &str,
) -> Result<Booking, BookingError> {
    let has_not_begun = matches!(visit.status(), Status::Pending | Status::Confirmed);
    if !(claim.state == "waiting" || claim.state == "open" && has_not_begun) {
        return Err(MoveError::ClaimNotAllowed.into());
    }
    warranties::end_in_tx(tx, claim.id, End::Refused(reason), app.now()).await?;
    let visit = if claim.state == "open" {
        call_off_in_tx(tx, app, visit, by, reason).await?
    } else {
        visit
    };
    let event = WarrantyRefused {
        booking: visit.facts(),
        of: claim.booking_id.into(),
        reason: reason.to_owned(),
    };
    chassis::bus::append(tx, &app.chassis.world, &event).await?;
    Ok(visit)
}

async fn call_off_in_tx(
    tx: &mut PgConnection,
    app: &App,
    visit: Booking,
    by: crate::domain::Actor,
    reason: &str,
) -> Result<Booking, BookingError> {
    let (was, knows_nothing) = (Was::of(&visit), Journey::default());
    let rules = app.agreed_in_tx(tx, &visit).await?;
    let (visit, consequence) = visit.cancel(by, app.now(), &knows_nothing, &rules)?;
    let visit = record::moved_in_tx(tx, app, was, visit, by, "cancelled", Some(reason)).await?;
    if let Effect::Cancels(why) = consequence.effect {
        record::cancelled_in_tx(tx, app, &visit, why, &consequence).await?;
    }
    Ok(visit)
}

async fn judge_in_tx(
    tx: &mut PgConnection,
    app: &App,
    visit: &Booking,
    claim: &Claim,
    at_fault: bool,
    reason: &str,
) -> Result<(), BookingError> {
    if claim.state != "done" || claim.at_fault == Some(at_fault) {
        return Err(MoveError::ClaimNotAllowed.into());
    }
    let first_provider = ProviderId::from(claim.first_provider);
    let charged = charge_in_tx(tx, claim, at_fault).await?;
    warranties::judge_in_tx(tx, claim.id, at_fault, reason, charged, app.now()).await?;
    if at_fault {
        stats::count_in_tx(tx, first_provider, Counter::AtFault, app.now()).await?;
    } else if let (Some(true), Some(then)) = (claim.at_fault, claim.judged_at) {
        stats::take_fault_back_in_tx(tx, first_provider, then).await?;
    }
    let event = WarrantyJudged {
        booking: visit.facts(),
        of: claim.booking_id.into(),
        first_provider,
        at_fault,
        reason: reason.to_owned(),
        charged: Some(charged),
    };
    Ok(chassis::bus::append(tx, &app.chassis.world, &event).await?)
}

/// What the first provider bears by this verdict. Payments holds it against the ledger once more.
async fn charge_in_tx(
    tx: &mut PgConnection,
    claim: &Claim,
    at_fault: bool,
) -> Result<Money, BookingError> {
    let before = Money::piastres(claim.charged);
    if claim.fair_chance.is_none() && before > Money::ZERO {
        // It was charged with the visit, before verdicts decided that.
        return Ok(if at_fault { before } else { Money::ZERO });
    }
    let of = claim.booking_id.into();
    let others = warranties::of(tx, of).await?;
    let others = others.iter().filter(|other| other.id != claim.id).map(|other| other.charged);
    let refunded = bookings::find(tx, of).await?.map_or(Money::ZERO, |of| of.refund_borne());
    let charge = Charge {
        at_fault,
        fair_chance: claim.fair_chance == Some(true),
        earned: Money::piastres(claim.earned),
        first_earned: Money::piastres(claim.first_earnings),
        borne: refunded + Money::piastres(others.sum()),
    };
    Ok(charge.amount())
}
