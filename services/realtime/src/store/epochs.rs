//! Which log the numbers of rooms belong to.

use kernel::Instant;
use sqlx::PgPool;
use uuid::Uuid;

/// The epoch; `fresh` when there is none yet.
pub async fn get_or_create(pool: &PgPool, fresh: Uuid, now: Instant) -> Result<Uuid, sqlx::Error> {
    sqlx::query!(
        "insert into realtime.epochs (epoch, created_at) values ($1, $2) on conflict do nothing",
        fresh,
        now,
    )
    .execute(pool)
    .await?;
    sqlx::query_scalar!("select epoch from realtime.epochs").fetch_one(pool).await
}
