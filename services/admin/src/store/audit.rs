//! The audit log.

use crate::domain::chain::{GENESIS, Row, hash};
use contracts::admin::OperatorActed;
use kernel::Instant;
use sqlx::{PgConnection, PgPool};

/// Appends an action to the chain; again is no harm. Callers take turns: only the subscription
/// writes here, and its cursor is locked.
pub async fn append(
    tx: &mut PgConnection,
    event: &OperatorActed,
    occurred_at: Instant,
) -> Result<(), sqlx::Error> {
    let last = sqlx::query!("select seq, hash from admin.audit_log order by seq desc limit 1")
        .fetch_optional(&mut *tx)
        .await?;
    let (seq, prev) = last.map_or((0, GENESIS.to_vec()), |r| (r.seq, r.hash));
    let row = Row {
        seq: seq + 1,
        action_id: event.action_id.uuid(),
        operator_id: event.operator_id.uuid(),
        action: event.action.clone(),
        subject_type: event.subject_type.clone(),
        subject_id: event.subject_id.clone(),
        reason: event.reason.clone(),
        details: event.details.clone(),
        occurred_at,
    };
    let hash = hash(&prev, &row);
    sqlx::query!(
        "insert into admin.audit_log
            (seq, action_id, operator_id, action, subject_type, subject_id, reason, details,
             occurred_at, prev_hash, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (action_id) do nothing",
        row.seq,
        row.action_id,
        row.operator_id,
        row.action,
        row.subject_type,
        row.subject_id,
        row.reason,
        row.details,
        row.occurred_at,
        prev,
        &hash[..],
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Walks the chain. `Err(seq)` names the first row that does not fit.
pub async fn verify(pool: &PgPool) -> Result<Result<i64, i64>, sqlx::Error> {
    let (mut seq, mut prev) = (0i64, GENESIS.to_vec());
    loop {
        let rows = sqlx::query!(
            "select seq, action_id, operator_id, action, subject_type, subject_id, reason, details,
                    occurred_at, prev_hash, hash
             from admin.audit_log where seq > $1 order by seq limit 1000",
            seq,
        )
        .fetch_all(pool)
        .await?;
        if rows.is_empty() {
            return Ok(Ok(seq));
        }
        for r in rows {
            let row = Row {
                seq: r.seq,
                action_id: r.action_id,
                operator_id: r.operator_id,
                action: r.action,
                subject_type: r.subject_type,
                subject_id: r.subject_id,
                reason: r.reason,
                details: r.details,
                occurred_at: r.occurred_at,
            };
            let fits = r.seq == seq + 1 && r.prev_hash == prev && hash(&prev, &row)[..] == r.hash;
            if !fits {
                return Ok(Err(r.seq));
            }
            (seq, prev) = (r.seq, r.hash);
        }
    }
}
