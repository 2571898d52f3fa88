//! Hearing the log without a cursor: every process hears every event, from the moment it begins to
//! listen. For what lives in a process's memory and ends with it; an effect that has to outlive the
//! process is a [`super::Subscription`]'s.

use super::Record;
use crate::{Db, StoreError, db};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How many events are read at once.
const BATCH: i64 = 500;
/// How long it sleeps when nobody rings.
const POLL: Duration = Duration::from_millis(500);

/// The end of the log, as far as one process has heard it.
pub struct Tail {
    db: Db,
    types: Vec<String>,
    position: Option<i64>,
}

impl Tail {
    /// Listens for events whose type is like one of `types` (SQL patterns: `booking.%`).
    #[must_use]
    pub fn new(db: Db, types: &[&str]) -> Self {
        Self { db, types: types.iter().map(ToString::to_string).collect(), position: None }
    }

    /// Begins: the last `most` events that were stamped before now, oldest first, and the position
    /// after which [`Tail::next`] goes on.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn begin(&mut self, most: i64) -> Result<(Vec<Record>, i64), StoreError> {
        let mut connection = self.db.pool().acquire().await?;
        let stamped: i64 = sqlx::query_scalar("select position from bus.stamp")
            .fetch_one(&mut *connection)
            .await?;
        let mut records: Vec<Record> = sqlx::query_as(
            "select position, id, aggregate_type, aggregate_id, version, type, payload, trace,
                    occurred_at
             from bus.events where position <= $1 and type like any($2)
             order by position desc limit $3",
        )
        .bind(stamped)
        .bind(&self.types)
        .bind(most)
        .fetch_all(&mut *connection)
        .await?;
        records.reverse();
        self.position = Some(stamped);
        Ok((records, stamped))
    }

    /// The events since then, in order, and the position up to which they are all. Empty when
    /// there is nothing new.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn next(&mut self) -> Result<(Vec<Record>, i64), StoreError> {
        let Some(position) = self.position else { return self.begin(0).await };
        let mut connection = self.db.pool().acquire().await?;
        // Read before the events: all up to this position are visible to the next statement.
        let stamped: i64 = sqlx::query_scalar("select position from bus.stamp")
            .fetch_one(&mut *connection)
            .await?;
        if stamped <= position {
            return Ok((Vec::new(), position));
        }
        let records: Vec<Record> = sqlx::query_as(
            "select position, id, aggregate_type, aggregate_id, version, type, payload, trace,
                    occurred_at
             from bus.events where position > $1 and position <= $2 and type like any($3)
             order by position limit $4",
        )
        .bind(position)
        .bind(stamped)
        .bind(&self.types)
        .bind(BATCH)
        .fetch_all(&mut *connection)
        .await?;
        let all_read = (records.len() as i64) < BATCH;
        let reached =
            if all_read { stamped } else { records.last().map_or(stamped, |r| r.position) };
        self.position = Some(reached);
        Ok((records, reached))
    }

    /// Begins, then hands everything that is told to `hear`, until `stop`. The second argument is
    /// the position up to which the records are all there is; the third says that the records are
    /// from before.
    pub async fn run(
        mut self,
        before: i64,
        mut hear: impl FnMut(Vec<Record>, i64, bool) + Send,
        stop: CancellationToken,
    ) {
        let mut failures = 0u32;
        while !stop.is_cancelled() {
            let wake = self.db.wake().clone();
            let bell = wake.on_stamped();
            let begins = self.position.is_none();
            let heard = if begins { self.begin(before).await } else { self.next().await };
            let wait = match heard {
                Ok((records, position)) => {
                    failures = 0;
                    let more = records.len() as i64 == BATCH;
                    if begins || !records.is_empty() {
                        hear(records, position, begins);
                    }
                    if more {
                        continue;
                    }
                    POLL
                }
                Err(error) => {
                    failures = failures.saturating_add(1);
                    tracing::warn!(error = %db::chain(&error), "could not hear the log; trying again");
                    Duration::from_millis(200 << failures.min(5))
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = bell => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }
}
