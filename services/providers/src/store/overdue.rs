//! Appeals that wait too long: `providers.appeals` by their deadline.

use crate::ids::AppealId;
use chassis::StoreError;
use kernel::Instant;
use kernel::ids::{ProviderId, TypedId as _, UserId};
use sqlx::PgConnection;

/// An open appeal whose deadline is over.
#[derive(Clone, Debug)]
pub struct LateAppeal {
    /// The appeal.
    pub id: AppealId,
    /// Who appealed.
    pub provider: ProviderId,
    /// Who made the decision.
    pub against: UserId,
    /// Until when it should have been decided.
    pub due_at: Instant,
    /// When its delay was told last.
    pub escalated_at: Option<Instant>,
    /// How often it was told.
    pub escalations: u32,
    /// Whether the decision is a suspension that was made for people's safety.
    pub safety_risk: bool,
}

/// Open appeals whose deadline is over, the longest waiting first.
///
/// # Errors
/// When the database is away.
pub async fn list_in_tx(
    tx: &mut PgConnection,
    now: Instant,
) -> Result<Vec<LateAppeal>, StoreError> {
    let rows = sqlx::query!(
        "select a.id, a.provider_id, a.against_operator, a.due_at, a.escalated_at, a.escalations,
                d.safety_risk
         from providers.appeals a join providers.decisions d on d.id = a.decision_id
         where a.state = 'open' and a.due_at <= $1 order by a.due_at, a.id",
        now
    )
    .fetch_all(tx)
    .await?;
    let late = rows.into_iter().map(|row| LateAppeal {
        id: row.id.into(),
        provider: row.provider_id.into(),
        against: row.against_operator.into(),
        due_at: row.due_at,
        escalated_at: row.escalated_at,
        escalations: row.escalations.unsigned_abs(),
        safety_risk: row.safety_risk,
    });
    Ok(late.collect())
}

/// Writes that a delay was told.
///
/// # Errors
/// When the database is away.
pub async fn escalate_in_tx(
    tx: &mut PgConnection,
    id: AppealId,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update providers.appeals set escalations = escalations + 1, escalated_at = $2
         where id = $1 and state = 'open'",
        id.uuid(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}
