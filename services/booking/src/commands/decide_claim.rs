//! Staff refuses a warranty claim, or says after the visit whether the first work was at fault.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::{Booking, Effect, Journey, MoveError};
use crate::store::stats::{self, Counter};
use crate::store::warranties::{self, Claim, End};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::{Status, WarrantyJudged, WarrantyRefused};
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
    // The visit is locked before its claim, as when it is completed or cancelled.
    let visit = warranties::visit_of(&mut tx, claim).await?.ok_or(BookingError::NotFound)?;
    let (visit, by) = load::for_operator_in_tx(&mut tx, operator, visit).await?;
    let claim = warranties::lock_in_tx(&mut tx, claim).await?.ok_or(BookingError::NotFound)?;
    let (action, details) = match decision {
        Decision::Refuse => ("booking.refuse_warranty", json!({ "claim": claim.id })),
        Decision::Judge { at_fault } => {
            ("booking.judge_warranty", json!({ "claim": claim.id, "atFault": at_fault }))
        }
    };
    let visit = match decision {
        Decision::Refuse => refuse_in_tx(&mut tx, app, visit, by, &claim, reason).await?,
        Decision::Judge { at_fault } => {
            judge_in_tx(&mut tx, app, &visit, &claim, at_fault, reason).await?;
            visit
        }
    };
    record::operator_acted_in_tx(&mut tx, app, operator, action, &visit, reason, details).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &visit).await?;
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
    if claim.state != "open" || !has_not_begun {
        return Err(MoveError::ClaimNotAllowed.into());
    }
    warranties::end_in_tx(tx, claim.id, End::Refused(reason), app.now()).await?;
    let (was, knows_nothing) = (Was::of(&visit), Journey::default());
    let (visit, consequence) = visit.cancel(by, app.now(), &knows_nothing, app.rules())?;
    let visit = record::moved_in_tx(tx, app, was, visit, by, "cancelled", Some(reason)).await?;
    if let Effect::Cancels(why) = consequence.effect {
        record::cancelled_in_tx(tx, app, &visit, why, &consequence).await?;
    }
    let event = WarrantyRefused {
        booking: visit.facts(),
        of: claim.booking_id.into(),
        reason: reason.to_owned(),
    };
    chassis::bus::append(tx, &app.chassis.world, &event).await?;
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
    if claim.state != "done" || claim.at_fault.is_some() {
        return Err(MoveError::ClaimNotAllowed.into());
    }
    warranties::judge_in_tx(tx, claim.id, at_fault, reason).await?;
    let first_provider = ProviderId::from(claim.first_provider);
    if at_fault {
        stats::count_in_tx(tx, first_provider, Counter::AtFault, app.now()).await?;
    }
    let event = WarrantyJudged {
        booking: visit.facts(),
        of: claim.booking_id.into(),
        first_provider,
        at_fault,
        reason: reason.to_owned(),
    };
    Ok(chassis::bus::append(tx, &app.chassis.world, &event).await?)
}
