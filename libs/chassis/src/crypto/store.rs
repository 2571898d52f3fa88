//! The table `bus.data_keys`.

use kernel::Instant;
use sqlx::{PgConnection, PgPool, Postgres, Row as _, Transaction};
use uuid::Uuid;

/// Whoever makes or rewraps keys holds this lock, so that two first starts make one key.
const LOCK: i64 = 0x6f73_7461_6b65_7973; // "ostakeys"

/// A data key as it is stored.
pub(super) struct DataKeyRow {
    pub id: Uuid,
    pub wrapped: Vec<u8>,
    pub master_key_id: String,
    pub lookup_check: Vec<u8>,
    pub created_at: Instant,
}

/// Begins a transaction that holds the lock over the keys until it ends.
pub(super) async fn begin_locked(
    pool: &PgPool,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut tx = pool.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *tx).await?;
    Ok(tx)
}

/// All keys, the oldest first.
pub(super) async fn all(db: &mut PgConnection) -> Result<Vec<DataKeyRow>, sqlx::Error> {
    let rows = sqlx::query(
        "select id, wrapped, master_key_id, lookup_check, created_at
         from bus.data_keys order by created_at, id",
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(DataKeyRow {
                id: row.try_get("id")?,
                wrapped: row.try_get("wrapped")?,
                master_key_id: row.try_get("master_key_id")?,
                lookup_check: row.try_get("lookup_check")?,
                created_at: row.try_get("created_at")?,
            })
        })
        .collect()
}

pub(super) async fn insert_in_tx(
    tx: &mut PgConnection,
    row: &DataKeyRow,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into bus.data_keys (id, wrapped, master_key_id, lookup_check, created_at)
         values ($1, $2, $3, $4, $5)",
    )
    .bind(row.id)
    .bind(&row.wrapped)
    .bind(&row.master_key_id)
    .bind(&row.lookup_check)
    .bind(row.created_at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Retires every key but `successor` from `at` on.
pub(super) async fn retire_others_in_tx(
    tx: &mut PgConnection,
    successor: Uuid,
    at: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update bus.data_keys set retired_at = greatest(created_at, $2)
         where id <> $1 and retired_at is null",
    )
    .bind(successor)
    .bind(at)
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn rewrap_in_tx(
    tx: &mut PgConnection,
    id: Uuid,
    wrapped: &[u8],
    master_key_id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("update bus.data_keys set wrapped = $2, master_key_id = $3 where id = $1")
        .bind(id)
        .bind(wrapped)
        .bind(master_key_id)
        .execute(tx)
        .await?;
    Ok(())
}
