//! Decided rounds of a period, for deciding them again. Records are large: they are read a few at a
//! time.

use chassis::StoreError;
use dispatch::{BatchId, Record};
use kernel::Instant;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// Rounds of a period that were decided alone.
#[derive(Clone, Debug, Default)]
pub struct Rounds {
    searches: Vec<Uuid>,
    rounds: Vec<i32>,
}

impl Rounds {
    /// So many at a time.
    pub fn chunks(&self, size: usize) -> impl Iterator<Item = (&[Uuid], &[i32])> {
        self.searches.chunks(size).zip(self.rounds.chunks(size))
    }
}

/// Whether nobody else tries rules right now; until the transaction ends.
///
/// # Errors
/// When the database is away.
pub async fn alone_in_tx(tx: &mut PgConnection) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock(hashtext('booking.matching_trial')) as "alone!""#
    )
    .fetch_one(tx)
    .await?)
}

/// The newest rounds of a period that were decided alone, `most` at most.
///
/// # Errors
/// When the database is away.
pub async fn rounds(
    db: &mut PgConnection,
    (from, to): (Instant, Instant),
    most: i64,
) -> Result<Rounds, StoreError> {
    let rows = sqlx::query!(
        "select search_id, round from booking.search_rounds
         where batch_id is null and created_at >= $1 and created_at <= $2
         order by created_at desc, search_id, round limit $3",
        from,
        to,
        most,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().fold(Rounds::default(), |mut all, row| {
        all.searches.push(row.search_id);
        all.rounds.push(row.round);
        all
    }))
}

/// The records of some rounds. One of an older shape can't be read, and is nothing.
///
/// # Errors
/// When the database is away.
pub async fn records(
    db: &mut PgConnection,
    (searches, rounds): (&[Uuid], &[i32]),
) -> Result<Vec<Option<Record>>, StoreError> {
    let records = sqlx::query_scalar!(
        "select r.record from unnest($1::uuid[], $2::int[]) as wanted(search_id, round)
         join booking.search_rounds r on r.search_id = wanted.search_id and r.round = wanted.round",
        searches,
        rounds,
    )
    .fetch_all(db)
    .await?;
    Ok(records.into_iter().map(read).collect())
}

/// The newest batches of a period, `most` rounds together at most.
///
/// # Errors
/// When the database is away.
pub async fn batches(
    db: &mut PgConnection,
    (from, to): (Instant, Instant),
    most: i64,
) -> Result<Vec<BatchId>, StoreError> {
    let rows = sqlx::query_scalar!(
        r#"select id as "id!" from
            (select id, created_at, sum(searches) over (order by created_at desc, id) as so_far
             from booking.search_batches where created_at >= $1 and created_at <= $2) as newest
         where so_far <= $3 order by created_at desc, id"#,
        from,
        to,
        most,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The records of a batch.
///
/// # Errors
/// When the database is away.
pub async fn of_batch(
    db: &mut PgConnection,
    batch: Uuid,
) -> Result<Vec<Option<Record>>, StoreError> {
    let records =
        sqlx::query_scalar!("select record from booking.search_rounds where batch_id = $1", batch,)
            .fetch_all(db)
            .await?;
    Ok(records.into_iter().map(read).collect())
}

fn read(record: Value) -> Option<Record> {
    serde_json::from_value(record).ok()
}
