//! Searches that were decided together.

use chassis::StoreError;
use dispatch::Batch;
use kernel::Instant;
use kernel::ids::TypedId;
use sqlx::PgConnection;

/// Keeps how a batch was decided. Its rounds are kept after it.
///
/// # Errors
/// When the database refuses or is away.
pub async fn keep_in_tx(
    tx: &mut PgConnection,
    batch: &Batch,
    now: Instant,
) -> Result<(), StoreError> {
    let int = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let json = |e| StoreError(sqlx::Error::Encode(Box::new(e)));
    sqlx::query!(
        "insert into booking.search_batches
            (id, method, searches, given, total_ms, record, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        batch.id.uuid(),
        batch.method.tag(),
        int(batch.searches.len()),
        int(batch.given.iter().flatten().count()),
        batch.total_ms,
        serde_json::to_value(batch).map_err(json)?,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
