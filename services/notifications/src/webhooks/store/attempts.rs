//! `notifications.webhook_attempts`.

use chassis::crypto::Sealed;
use kernel::Instant;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// An attempt.
pub struct Attempt {
    pub status: Option<i16>,
    pub error: Option<String>,
    pub elapsed_ms: i32,
    pub sealed_answer: Option<String>,
    pub created_at: Instant,
}

/// An attempt that was just made.
pub struct NewAttempt<'a> {
    pub id: Uuid,
    pub message: Uuid,
    pub status: Option<i16>,
    pub error: Option<&'a str>,
    pub elapsed_ms: i32,
    pub answer: Option<&'a Sealed>,
}

/// Keeps an attempt.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    new: &NewAttempt<'_>,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into notifications.webhook_attempts
            (id, message_id, status, error, elapsed_ms, sealed_answer, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        new.id,
        new.message,
        new.status,
        new.error,
        new.elapsed_ms,
        new.answer.map(Sealed::as_str),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A message's latest attempts, the newest first.
pub async fn of(db: impl PgExecutor<'_>, message: Uuid) -> sqlx::Result<Vec<Attempt>> {
    sqlx::query_as!(
        Attempt,
        "select status, error, elapsed_ms, sealed_answer, created_at
         from notifications.webhook_attempts
         where message_id = $1 order by created_at desc, id desc limit 50",
        message,
    )
    .fetch_all(db)
    .await
}
