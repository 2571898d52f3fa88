//! An operator verifies, rejects, suspends or reinstates a provider.

use super::submit::complete_in_tx;
use super::tell::{self, Act};
use crate::domain::documents::to_accept;
use crate::domain::verification::{Move, after, tag};
use crate::error::Result;
use crate::store::decisions::{self, NewDecision};
use crate::store::profiles;
use crate::{App, reads};
use chassis::bus;
use chassis::idempotency::{Answer, IdempotencyKey};
use chrono::TimeDelta;
use contracts::providers::ProviderDecided;
use kernel::cairo::local_date;
use kernel::ids::{ProviderId, UserId};
use serde_json::json;

/// What an operator decided.
pub enum Verdict {
    /// May work.
    Verify,
    /// May not work; with the evidence.
    Reject(String),
    /// Stopped.
    Suspend {
        /// What shows it.
        evidence: String,
        /// Whether people may be in danger.
        safety_risk: bool,
    },
    /// May work again.
    Reinstate,
}

impl Verdict {
    fn step(&self) -> (Move, &'static str, &'static str) {
        match self {
            Self::Verify => (Move::Verify, "verified", "provider.verify"),
            Self::Reject(_) => (Move::Reject, "rejected", "provider.reject"),
            Self::Suspend { .. } => (Move::Suspend, "suspended", "provider.suspend"),
            Self::Reinstate => (Move::Reinstate, "reinstated", "provider.reinstate"),
        }
    }

    fn evidence(&self) -> Option<&str> {
        match self {
            Self::Reject(evidence) | Self::Suspend { evidence, .. } => Some(evidence),
            Self::Verify | Self::Reinstate => None,
        }
    }

    fn is_for_safety(&self) -> bool {
        matches!(self, Self::Suspend { safety_risk: true, .. })
    }
}

/// Decides on a provider.
///
/// # Errors
/// [`crate::error::ProviderError::Move`], [`crate::error::ProviderError::DocumentsMissing`].
pub async fn run(
    app: &App,
    operator: UserId,
    key: &IdempotencyKey,
    id: ProviderId,
    (verdict, reason): (Verdict, String),
) -> Result<Answer> {
    let world = &app.chassis.world;
    let now = world.now();
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let profile = tell::any_in_tx(&mut tx, id).await?;
    let (step, kind, action) = verdict.step();
    let to = after(profile.status, step)?;
    if step == Move::Verify {
        complete_in_tx(&mut tx, id, local_date(now), to_accept).await?;
    }
    let evidence = verdict.evidence();
    let appeal_until = evidence.map(|_| now + TimeDelta::days(app.config.appeal_days.into()));
    let decision = NewDecision {
        id: world.id(),
        provider: id,
        kind,
        from: profile.status,
        to,
        reason: &reason,
        evidence,
        operator: Some(operator),
        safety_risk: verdict.is_for_safety(),
        appeal_until,
        at: now,
    };
    decisions::insert_in_tx(&mut tx, &decision).await?;
    if step == Move::Reinstate {
        decisions::settle_appeals_in_tx(&mut tx, id, now).await?;
    }
    profiles::set_status_in_tx(&mut tx, id, to, now).await?;
    tell::changed_in_tx(&mut tx, world, id).await?;
    let event =
        ProviderDecided { provider_id: id, verification: to, reason: reason.clone(), appeal_until };
    bus::append(&mut tx, world, &event).await?;
    let details = json!({"from": tag(profile.status), "to": tag(to), "decisionId": decision.id});
    let act = Act { operator, action, provider: id, reason: Some(&reason), details };
    tell::acted_in_tx(&mut tx, world, act).await?;
    let out = reads::admin::provider_in_tx(&mut tx, id, now).await?;
    let answer = Answer::json(200, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
