//! The customer pauses, resumes, changes or ends its plan. Visits that are booked stay booked.

use super::PlanError;
use crate::domain::plan::{Plan, PlanState};
use crate::reads::PlanOut;
use crate::store::plans;
use crate::{App, SERVICE, jobs};
use kernel::ids::{PlanId, ProviderId, UserId};
use serde_json::json;
use sqlx::PgConnection;

/// What shall be otherwise; what is absent stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Paused, active again, or over.
    pub state: Option<PlanState>,
    /// The minute of the day on the wall.
    pub minute: Option<u16>,
    /// Who comes where free; `Some(None)` is anybody.
    pub provider: Option<Option<ProviderId>>,
}

/// Changes it.
///
/// # Errors
/// [`PlanError::NotFound`], [`PlanError::Over`].
pub async fn run(
    app: &App,
    user: UserId,
    id: PlanId,
    change: Change,
) -> Result<PlanOut, PlanError> {
    let mut tx = app.chassis.db.begin().await?;
    let mut plan = mine_in_tx(&mut tx, user, id).await?;
    if plan.state == PlanState::Ended {
        // Ending twice is a no-op.
        let ends = change == Change { state: Some(PlanState::Ended), ..Change::default() };
        return if ends { Ok(PlanOut::of(&plan, vec![], None)) } else { Err(PlanError::Over) };
    }
    plan.state = change.state.unwrap_or(plan.state);
    plan.minute = change.minute.unwrap_or(plan.minute);
    plan.provider = change.provider.unwrap_or(plan.provider);
    plans::save_in_tx(&mut tx, &plan, app.now()).await?;
    // The job looks at the plan as it is then, and goes off the schedule by itself when it is over.
    let (world, kind) = (&app.chassis.world, jobs::PLAN);
    chassis::jobs::schedule(&mut tx, world, SERVICE, kind, id, app.now(), json!({})).await?;
    let visits = plans::visits(&mut tx, id, PlanOut::VISITS).await?;
    tx.commit().await?;
    Ok(PlanOut::of(&plan, visits, None))
}

/// A locked plan of which `user` is the customer.
pub(super) async fn mine_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    id: PlanId,
) -> Result<Plan, PlanError> {
    let plan = plans::lock_in_tx(tx, id).await?;
    plan.filter(|plan| plan.customer == user).ok_or(PlanError::NotFound)
}
