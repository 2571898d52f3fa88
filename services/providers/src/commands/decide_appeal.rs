//! Another operator decides on an appeal.

use super::tell::{self, Act};
use crate::App;
use crate::domain::verification::{Move, after, tag};
use crate::error::{ProviderError, Result};
use crate::ids::AppealId;
use crate::reads::appeals::AppealRecordOut;
use crate::store::decisions::{self, NewDecision};
use crate::store::profiles;
use chassis::bus;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::providers::ProviderDecided;
use kernel::ids::UserId;
use serde_json::json;

/// What was decided.
pub struct AppealDecision {
    /// Whether the decision against the provider is undone.
    pub overturn: bool,
    /// Why, as the provider reads it.
    pub reason: String,
}

/// Decides on an appeal.
///
/// # Errors
/// [`ProviderError::NotFound`], [`ProviderError::AppealDecided`], [`ProviderError::SameOperator`].
pub async fn run(
    app: &App,
    operator: UserId,
    key: &IdempotencyKey,
    id: AppealId,
    decision: AppealDecision,
) -> Result<Answer> {
    let world = &app.chassis.world;
    let now = world.now();
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let found = decisions::find_appeal_in_tx(&mut tx, id).await?;
    let provider = found.ok_or(ProviderError::NotFound)?.provider;
    // The provider's lock first, then the appeal as it is now.
    let profile = tell::any_in_tx(&mut tx, provider).await?;
    let found = decisions::find_appeal_in_tx(&mut tx, id).await?;
    let appeal = found.ok_or(ProviderError::NotFound)?;
    if appeal.state != "open" {
        return Err(ProviderError::AppealDecided);
    }
    if appeal.against == operator {
        return Err(ProviderError::SameOperator);
    }
    let (state, kind, to) = if decision.overturn {
        ("overturned", "appeal_overturned", after(profile.status, Move::Overturn)?)
    } else {
        ("upheld", "appeal_upheld", profile.status)
    };
    decisions::decide_appeal_in_tx(&mut tx, id, state, &decision.reason, operator, now).await?;
    let written = NewDecision {
        id: world.id(),
        provider,
        kind,
        from: profile.status,
        to,
        reason: &decision.reason,
        evidence: None,
        operator: Some(operator),
        safety_risk: false,
        appeal_until: None,
        at: now,
    };
    decisions::insert_in_tx(&mut tx, &written).await?;
    if to != profile.status {
        profiles::set_status_in_tx(&mut tx, provider, to, now).await?;
        tell::changed_in_tx(&mut tx, world, provider).await?;
    }
    let event = ProviderDecided {
        provider_id: provider,
        verification: to,
        reason: decision.reason.clone(),
        appeal_until: None,
    };
    bus::append(&mut tx, world, &event).await?;
    let act = Act {
        operator,
        action: if decision.overturn {
            "provider.appeal.overturn"
        } else {
            "provider.appeal.uphold"
        },
        provider,
        reason: Some(&decision.reason),
        details: json!({"appealId": id, "from": tag(profile.status), "to": tag(to)}),
    };
    tell::acted_in_tx(&mut tx, world, act).await?;
    let decided = decisions::find_appeal_in_tx(&mut tx, id).await?;
    let out = AppealRecordOut::at(decided.ok_or(ProviderError::NotFound)?, now);
    let answer = Answer::json(200, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
