//! A booking's history, as people read it.

use crate::store::history;
use chassis::StoreError;
use kernel::DateTime;
use kernel::ids::{BookingId, UserId};
use serde::Serialize;
use sqlx::PgConnection;

/// One move.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BookingHistoryStepOut)]
pub struct HistoryStepOut {
    /// The booking's version after it.
    pub version: i32,
    /// Status before; null for its creation.
    pub from_status: Option<String>,
    /// Status after.
    #[schema(example = "confirmed")]
    pub to_status: String,
    /// Stage before.
    pub from_stage: Option<String>,
    /// Stage after.
    #[schema(example = "assigned")]
    pub to_stage: String,
    /// `customer`, `provider`, `operator` or `system`.
    #[schema(example = "provider")]
    pub by: String,
    /// Who; for staff only.
    pub user_id: Option<UserId>,
    /// A stable word for what was done.
    #[schema(example = "accepted")]
    pub action: String,
    /// The rule, or the words of who did it.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime,
}

/// A booking's moves, oldest first. `with_people` says whether to name who made them.
///
/// # Errors
/// When the database is away.
pub async fn history_of(
    db: &mut PgConnection,
    id: BookingId,
    with_people: bool,
) -> Result<Vec<HistoryStepOut>, StoreError> {
    let steps = history::of(db, id).await?;
    Ok(steps
        .into_iter()
        .map(|step| HistoryStepOut {
            version: step.version,
            from_status: step.previous_status,
            to_status: step.new_status,
            from_stage: step.previous_stage,
            to_stage: step.new_stage,
            by: step.changed_by_kind,
            user_id: step.changed_by.filter(|_| with_people).map(Into::into),
            action: step.action,
            reason: step.change_reason,
            at: step.created_at,
        })
        .collect())
}
