//! The audit log, newest first.

use crate::http::AuditOut;
use sqlx::PgPool;
use uuid::Uuid;

/// Narrows the log down.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// To one operator.
    pub operator: Option<Uuid>,
    /// To a kind of thing.
    pub subject_type: Option<String>,
    /// To one thing.
    pub subject_id: Option<String>,
    /// To one action.
    pub action: Option<String>,
}

/// A page; one more than `limit`.
pub async fn page(
    pool: &PgPool,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<AuditOut>, sqlx::Error> {
    sqlx::query_as!(
        AuditOut,
        r#"select seq, action_id, operator_id, action, subject_type, subject_id, reason, details,
                  occurred_at, encode(hash, 'hex') as "hash!"
           from admin.audit_log
           where ($1::uuid is null or operator_id = $1) and ($2::text is null or subject_type = $2)
             and ($3::text is null or subject_id = $3) and ($4::text is null or action = $4)
             and ($5::bigint is null or seq < $5)
           order by seq desc limit $6"#,
        filter.operator,
        filter.subject_type,
        filter.subject_id,
        filter.action,
        before,
        limit + 1,
    )
    .fetch_all(pool)
    .await
}
