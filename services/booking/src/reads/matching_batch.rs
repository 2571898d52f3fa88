//! Batches as staff sees them.

use crate::matching::method_note;
use chassis::StoreError;
use dispatch::{Batch, Record};
use kernel::Localized;
use kernel::ids::BookingId;
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Searches that were decided together.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchBatchOut {
    /// The batch.
    pub id: Uuid,
    /// How its pairs were found: `uncontested`, `exact` or `greedy`.
    #[schema(example = "exact")]
    pub method: String,
    /// The same in words.
    pub note: Localized,
    /// How many bookings were decided together.
    #[schema(example = 4)]
    pub searches: i32,
    /// How many of them were given somebody.
    #[schema(example = 4)]
    pub given: i32,
    /// What the pairs cost together, in milliseconds of travel.
    pub total_ms: i64,
    /// Whether deciding all of it again from what was stored gives the same.
    pub replays: bool,
}

/// The batches that a booking was decided in, by id.
///
/// # Errors
/// When the database is away.
pub(super) async fn batches_of(
    db: &mut PgConnection,
    booking: BookingId,
) -> Result<HashMap<Uuid, SearchBatchOut>, StoreError> {
    let rows = sqlx::query!(
        r#"select b.id, b.method, b.searches, b.given, b.total_ms, b.record,
                  array(select r.record from booking.search_rounds r where r.batch_id = b.id)
                      as "records!: Vec<Value>"
           from booking.search_batches b
           where b.id in (select r.batch_id from booking.search_rounds r
               join booking.searches s on s.id = r.search_id where s.booking_id = $1)"#,
        booking.uuid(),
    )
    .fetch_all(db)
    .await?;
    let batch = |(record, records): (Value, Vec<Value>)| {
        let batch: Batch = serde_json::from_value(record).ok()?;
        let records: Option<Vec<Record>> =
            records.into_iter().map(|record| serde_json::from_value(record).ok()).collect();
        Some(batch.replays(&records?))
    };
    let shown = rows.into_iter().map(|row| SearchBatchOut {
        id: row.id,
        note: method_note(&row.method),
        method: row.method,
        searches: row.searches,
        given: row.given,
        total_ms: row.total_ms,
        // A record of an older shape can't be read, and then does not replay.
        replays: batch((row.record, row.records)).unwrap_or_default(),
    });
    Ok(shown.map(|batch| (batch.id, batch)).collect())
}
