//! The customer leaves one visit of its plan out.

use super::PlanError;
use super::change::mine_in_tx;
use crate::App;
use crate::domain::plan::PlanState;
use crate::reads::PlanOut;
use crate::store::plans::{self, Fate};
use chassis::idempotency::{Answer, IdempotencyKey};
use chrono::NaiveDate;
use kernel::ids::{PlanId, UserId};

/// Leaves it out. Leaving it out twice is a no-op.
///
/// # Errors
/// [`PlanError::NotFound`], [`PlanError::Over`], [`PlanError::NoVisit`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: PlanId,
    day: NaiveDate,
) -> Result<Answer, PlanError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let plan = mine_in_tx(&mut tx, user, id).await?;
    if plan.state == PlanState::Ended {
        return Err(PlanError::Over);
    }
    let visits = plans::visits(&mut tx, id, PlanOut::VISITS).await?;
    let skipped = visits.iter().any(|visit| visit.day == day && visit.fate == Fate::Skipped);
    if !skipped && (plan.at(day) <= app.now() || !plan.has_day(day)) {
        return Err(PlanError::NoVisit);
    }
    if !plans::decide_in_tx(&mut tx, id, day, &Fate::Skipped, app.now()).await? && !skipped {
        return Err(PlanError::NoVisit);
    }
    let visits = plans::visits(&mut tx, id, PlanOut::VISITS).await?;
    let answer = Answer::json(200, &PlanOut::of(&plan, visits, None))?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
