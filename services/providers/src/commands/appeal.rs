//! A provider appeals against a decision.

use super::tell;
use crate::App;
use crate::error::{ProviderError, Result};
use crate::reads::appeals::AppealOut;
use crate::store::decisions::{self, Appeal};
use chassis::idempotency::{Answer, IdempotencyKey};
use chrono::TimeDelta;
use kernel::ids::ProviderId;

/// Appeals against the latest decision, if that is one against the provider.
///
/// # Errors
/// [`ProviderError::NothingToAppeal`], [`ProviderError::AppealLate`],
/// [`ProviderError::AlreadyAppealed`].
pub async fn run(
    app: &App,
    id: ProviderId,
    key: &IdempotencyKey,
    statement: String,
) -> Result<Answer> {
    let world = &app.chassis.world;
    let now = world.now();
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let profile = tell::own_in_tx(&mut tx, id).await?;
    let past = decisions::list_in_tx(&mut tx, id).await?;
    // An upheld appeal leaves the decision it was about in force; there is no second one.
    let against = past
        .into_iter()
        .find(|d| d.kind != "appeal_upheld")
        .filter(|d| d.to == profile.status && d.appeal_until.is_some())
        .ok_or(ProviderError::NothingToAppeal)?;
    // Whatever can be appealed was decided by somebody (checked by the database too).
    let judge = against.operator.ok_or(ProviderError::NothingToAppeal)?;
    if against.appeal.is_some() {
        return Err(ProviderError::AlreadyAppealed);
    }
    if against.appeal_until.is_none_or(|until| until <= now) {
        return Err(ProviderError::AppealLate);
    }
    let appeal = Appeal {
        id: world.id(),
        provider: id,
        decision: against.id,
        against: judge,
        statement,
        state: "open".to_owned(),
        reason: None,
        decided_by: None,
        decided_at: None,
        due_at: now + TimeDelta::days(app.config.appeal_decision_days.into()),
        escalations: 0,
        created_at: now,
    };
    decisions::insert_appeal_in_tx(&mut tx, &appeal).await.map_err(|error| {
        if error.is_constraint("appeals_decision_id_key") {
            ProviderError::AlreadyAppealed
        } else {
            error.into()
        }
    })?;
    let answer = Answer::json(201, &AppealOut::from(appeal))?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
