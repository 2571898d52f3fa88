//! Decisions and appeals as people see them.

use crate::ids::{AppealId, DecisionId};
use crate::store::decisions::{Appeal, Decision};
use contracts::providers::VerificationStatus;
use kernel::ids::{ProviderId, UserId};
use kernel::{DateTime, Instant};
use serde::Serialize;

/// An appeal.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppealOut {
    /// Its id.
    pub id: AppealId,
    /// Who appeals.
    pub provider_id: ProviderId,
    /// Against which decision.
    pub decision_id: DecisionId,
    /// What the provider says.
    pub statement: String,
    /// `open`, `upheld` (the decision stays), `overturned` (it was undone), or `settled` (it was
    /// undone before the appeal was decided).
    #[schema(example = "open")]
    pub state: String,
    /// Why it was decided so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime>,
    /// Until when it should be decided.
    pub due_at: DateTime,
    /// When it was made.
    pub created_at: DateTime,
}

impl From<Appeal> for AppealOut {
    fn from(appeal: Appeal) -> Self {
        Self {
            id: appeal.id,
            provider_id: appeal.provider,
            decision_id: appeal.decision,
            statement: appeal.statement,
            state: appeal.state,
            reason: appeal.reason,
            decided_at: appeal.decided_at,
            due_at: appeal.due_at,
            created_at: appeal.created_at,
        }
    }
}

/// An appeal as operators see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppealRecordOut {
    /// The appeal.
    #[serde(flatten)]
    pub appeal: AppealOut,
    /// Who made the decision, and so can't decide on the appeal.
    pub against_operator_id: UserId,
    /// Who decided on the appeal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<UserId>,
    /// Whether it waits longer than it should.
    pub overdue: bool,
    /// How often it was told that it is overdue; once a day.
    pub escalations: u32,
}

impl AppealRecordOut {
    /// From what is stored, at `now`.
    pub fn at(appeal: Appeal, now: Instant) -> Self {
        Self {
            against_operator_id: appeal.against,
            decided_by: appeal.decided_by,
            overdue: appeal.state == "open" && appeal.due_at < now,
            escalations: appeal.escalations,
            appeal: appeal.into(),
        }
    }
}

/// A decision as the provider sees it: what, why and until when it may be appealed; not by whom.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DecisionOut {
    /// Its id.
    pub id: DecisionId,
    /// `verified`, `rejected`, `suspended`, `reinstated`, `appeal_upheld`, `appeal_overturned`,
    /// `lifted` (the appeal was not decided in time).
    #[schema(example = "rejected")]
    pub kind: String,
    /// Why.
    pub reason: String,
    /// What shows it, for decisions against the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Whether it was made because people may be in danger.
    pub safety_risk: bool,
    /// Until when it may be appealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appeal_until: Option<DateTime>,
    /// Where the appeal against it stands, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appeal_state: Option<String>,
    /// When it was made.
    pub created_at: DateTime,
}

impl From<Decision> for DecisionOut {
    fn from(decision: Decision) -> Self {
        Self {
            id: decision.id,
            kind: decision.kind,
            reason: decision.reason,
            evidence: decision.evidence,
            safety_risk: decision.safety_risk,
            appeal_until: decision.appeal_until,
            appeal_state: decision.appeal_state,
            created_at: decision.at,
        }
    }
}

/// A decision as operators see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DecisionRecordOut {
    /// The decision.
    #[serde(flatten)]
    pub decision: DecisionOut,
    /// Where the provider stood.
    pub from: VerificationStatus,
    /// Where it stood afterwards.
    pub to: VerificationStatus,
    /// Who decided; absent when the platform lifted a suspension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator_id: Option<UserId>,
}

impl From<Decision> for DecisionRecordOut {
    fn from(decision: Decision) -> Self {
        Self {
            from: decision.from,
            to: decision.to,
            operator_id: decision.operator,
            decision: decision.into(),
        }
    }
}
