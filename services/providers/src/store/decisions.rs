//! Decisions and appeals: `providers.decisions`, `providers.appeals`.

use super::inconsistent;
use crate::domain::verification;
use crate::ids::{AppealId, DecisionId};
use chassis::StoreError;
use contracts::providers::VerificationStatus;
use kernel::Instant;
use kernel::ids::{ProviderId, TypedId as _, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

/// A decision to be written.
pub struct NewDecision<'a> {
    /// Its id.
    pub id: DecisionId,
    /// On whom.
    pub provider: ProviderId,
    /// `verified`, `rejected`, `suspended`, `reinstated`, `appeal_upheld`, `appeal_overturned`,
    /// `lifted`.
    pub kind: &'static str,
    /// Where the provider stood.
    pub from: VerificationStatus,
    /// Where it stands now.
    pub to: VerificationStatus,
    /// Why.
    pub reason: &'a str,
    /// What shows it, for decisions against the provider.
    pub evidence: Option<&'a str>,
    /// Who; nobody when the platform lifted a suspension that was not judged in time.
    pub operator: Option<UserId>,
    /// Whether people may be in danger: the platform never lifts such a suspension by itself.
    pub safety_risk: bool,
    /// Until when it may be appealed, for decisions against the provider.
    pub appeal_until: Option<Instant>,
    /// When.
    pub at: Instant,
}

/// A decision.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// What was decided.
    pub kind: String,
    /// Where the provider stood.
    pub from: VerificationStatus,
    /// Where it stood afterwards.
    pub to: VerificationStatus,
    /// Why.
    pub reason: String,
    /// What shows it.
    pub evidence: Option<String>,
    /// Who; nobody when the platform lifted a suspension.
    pub operator: Option<UserId>,
    /// Whether people may be in danger.
    pub safety_risk: bool,
    /// Until when it may be appealed.
    pub appeal_until: Option<Instant>,
    /// When.
    pub at: Instant,
    /// The appeal against it.
    pub appeal: Option<AppealId>,
    /// Where that appeal stands.
    pub appeal_state: Option<String>,
}

/// Writes a decision.
///
/// # Errors
/// When the database is away.
pub async fn insert_in_tx(tx: &mut PgConnection, new: &NewDecision<'_>) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into providers.decisions
            (id, provider_id, kind, from_status, to_status, reason, evidence, operator_id,
             safety_risk, appeal_until, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        new.id.uuid(),
        new.provider.uuid(),
        new.kind,
        verification::tag(new.from),
        verification::tag(new.to),
        new.reason,
        new.evidence,
        new.operator.map(|operator| operator.uuid()),
        new.safety_risk,
        new.appeal_until,
        new.at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// All decisions on a provider, newest first.
///
/// # Errors
/// When the database is away.
pub async fn list_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
) -> Result<Vec<Decision>, StoreError> {
    let rows = sqlx::query!(
        r#"select d.id, d.kind, d.from_status, d.to_status, d.reason, d.evidence, d.operator_id,
                  d.safety_risk, d.appeal_until, d.created_at, a.id as "appeal_id?", a.state as "appeal_state?"
           from providers.decisions d
           left join providers.appeals a on a.decision_id = d.id
           where d.provider_id = $1 order by d.created_at desc, d.id desc"#,
        provider.uuid()
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let status = |tag: &str| {
                verification::from_tag(tag).ok_or_else(|| inconsistent("decisions.status"))
            };
            Ok(Decision {
                id: row.id.into(),
                kind: row.kind,
                from: status(&row.from_status)?,
                to: status(&row.to_status)?,
                reason: row.reason,
                evidence: row.evidence,
                operator: row.operator_id.map(Into::into),
                safety_risk: row.safety_risk,
                appeal_until: row.appeal_until,
                at: row.created_at,
                appeal: row.appeal_id.map(Into::into),
                appeal_state: row.appeal_state,
            })
        })
        .collect()
}

/// An appeal.
#[derive(Clone, Debug)]
pub struct Appeal {
    /// Its id.
    pub id: AppealId,
    /// Who appeals.
    pub provider: ProviderId,
    /// Against which decision.
    pub decision: DecisionId,
    /// Who made that decision.
    pub against: UserId,
    /// What the provider says.
    pub statement: String,
    /// `open`, `upheld`, `overturned`, `settled`.
    pub state: String,
    /// Why it was decided so.
    pub reason: Option<String>,
    /// Who decided it.
    pub decided_by: Option<UserId>,
    /// When it was decided.
    pub decided_at: Option<Instant>,
    /// Until when it should be decided.
    pub due_at: Instant,
    /// How often it was told that it is overdue.
    pub escalations: u32,
    /// When it was made.
    pub created_at: Instant,
}

struct AppealRow {
    id: Uuid,
    provider_id: Uuid,
    decision_id: Uuid,
    against_operator: Uuid,
    statement: String,
    state: String,
    reason: Option<String>,
    decided_by: Option<Uuid>,
    decided_at: Option<Instant>,
    due_at: Instant,
    escalations: i32,
    created_at: Instant,
}

impl From<AppealRow> for Appeal {
    fn from(row: AppealRow) -> Self {
        Self {
            id: row.id.into(),
            provider: row.provider_id.into(),
            decision: row.decision_id.into(),
            against: row.against_operator.into(),
            statement: row.statement,
            state: row.state,
            reason: row.reason,
            decided_by: row.decided_by.map(Into::into),
            decided_at: row.decided_at,
            due_at: row.due_at,
            escalations: row.escalations.unsigned_abs(),
            created_at: row.created_at,
        }
    }
}

/// Writes a new appeal.
///
/// # Errors
/// Constraint `appeals_decision_id_key` when the decision was appealed before.
pub async fn insert_appeal_in_tx(tx: &mut PgConnection, new: &Appeal) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into providers.appeals
            (id, provider_id, decision_id, against_operator, statement, state, due_at, created_at)
         values ($1, $2, $3, $4, $5, 'open', $6, $7)",
        new.id.uuid(),
        new.provider.uuid(),
        new.decision.uuid(),
        new.against.uuid(),
        new.statement,
        new.due_at,
        new.created_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// An appeal.
///
/// # Errors
/// When the database is away.
pub async fn find_appeal_in_tx(
    tx: &mut PgConnection,
    id: AppealId,
) -> Result<Option<Appeal>, StoreError> {
    let row = sqlx::query_as!(
        AppealRow,
        "select id, provider_id, decision_id, against_operator, statement, state, reason,
                decided_by, decided_at, due_at, escalations, created_at
         from providers.appeals where id = $1",
        id.uuid()
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(Into::into))
}

/// Appeals in a state, oldest first, from behind a place on; with `overdue_at` only those that
/// wait longer than they may by then.
///
/// # Errors
/// When the database is away.
pub async fn appeals_in_tx(
    tx: &mut PgConnection,
    state: Option<&str>,
    overdue_at: Option<Instant>,
    after: Option<(Instant, Uuid)>,
    limit: i64,
) -> Result<Vec<Appeal>, StoreError> {
    let rows = sqlx::query_as!(
        AppealRow,
        "select id, provider_id, decision_id, against_operator, statement, state, reason,
                decided_by, decided_at, due_at, escalations, created_at
         from providers.appeals
         where ($1::text is null or state = $1)
           and ($2::timestamptz is null or (created_at, id) > ($2, $3::uuid))
           and ($5::timestamptz is null or (state = 'open' and due_at <= $5))
         order by created_at, id limit $4",
        state,
        after.map(|(at, _)| at),
        after.map(|(_, id)| id),
        limit,
        overdue_at,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Writes the decision on an appeal.
///
/// # Errors
/// Constraint `appeals_decided_by_another` when the same operator decides.
pub async fn decide_appeal_in_tx(
    tx: &mut PgConnection,
    id: AppealId,
    state: &str,
    reason: &str,
    by: UserId,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update providers.appeals
         set state = $2, reason = $3, decided_by = $4, decided_at = $5 where id = $1",
        id.uuid(),
        state,
        reason,
        by.uuid(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Closes a provider's open appeals because the decision was undone.
///
/// # Errors
/// When the database is away.
pub async fn settle_appeals_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update providers.appeals set state = 'settled', decided_at = $2
         where provider_id = $1 and state = 'open'",
        provider.uuid(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}
