//! The state of the platform itself.

use crate::http::{CursorOut, DeadJobOut};
use sqlx::PgPool;

/// Jobs that failed too often, oldest first; at most 200.
pub async fn dead_jobs(pool: &PgPool) -> Result<Vec<DeadJobOut>, sqlx::Error> {
    sqlx::query_as!(
        DeadJobOut,
        r#"select id, service, kind, key, attempts, last_error, dead_at as "dead_at!", created_at
           from bus.jobs where dead_at is not null order by dead_at limit 200"#
    )
    .fetch_all(pool)
    .await
}

/// How far each subscriber lags behind the log.
pub async fn cursors(pool: &PgPool) -> Result<Vec<CursorOut>, sqlx::Error> {
    sqlx::query_as!(
        CursorOut,
        r#"select c.subscriber, c.position,
                  (select count(*) from bus.parked p where p.subscriber = c.subscriber) as "parked!",
                  c.updated_at, s.position as "stamped!"
           from bus.cursors c cross join bus.stamp s order by c.subscriber"#
    )
    .fetch_all(pool)
    .await
}
