//! The one leader that gives committed events their position.

use super::partitions;
use crate::{Db, StoreError};
use sqlx::{AssertSqlSafe, PgConnection, Postgres, pool::PoolConnection};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How many events one pass stamps.
const BATCH: i64 = 1000;
/// How long the stamper sleeps when nobody rings (another process may have committed).
const POLL: Duration = Duration::from_millis(500);
/// How long it lets events gather after a pass that had some. The first after a pause goes at once.
const FLOCK: Duration = Duration::from_millis(20);
/// How often a process that is not the leader asks to be.
const STAND_BY: Duration = Duration::from_secs(2);
/// The channel on which processes tell each other of commits and stamps.
const CHANNEL: &str = "osta_bus";

/// Stamps committed events. Run one in every process: whoever holds the lock leads, the others
/// stand by and take over when its connection ends.
pub struct Stamper {
    db: Db,
}

impl Stamper {
    /// A stamper over the owner's pool.
    #[must_use]
    pub fn new(owner: Db) -> Self {
        Self { db: owner }
    }

    /// Stamps everything that is committed now, whoever leads. For tests and closing down.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn drain(&self) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        sqlx::query("select pg_advisory_xact_lock(hashtext('osta.stamper'))")
            .execute(&mut *tx)
            .await?;
        partitions::ensure_event_partitions(&mut tx).await?;
        let mut total = 0;
        loop {
            let stamped = stamp_batch(&mut tx).await?;
            total += stamped;
            if stamped < BATCH.unsigned_abs() {
                break;
            }
        }
        tx.commit().await?;
        self.db.wake().stamped();
        Ok(total)
    }

    /// Leads or stands by until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        tokio::join!(self.lead(&stop), self.listen(&stop), self.tell_others(&stop));
    }

    async fn lead(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.lead_once(stop).await {
                tracing::warn!(error = %crate::db::chain(&error), "the stamper lost its database");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(STAND_BY) => {}
            }
        }
    }

    async fn lead_once(&self, stop: &CancellationToken) -> Result<(), StoreError> {
        let mut connection: PoolConnection<Postgres> = self.db.pool().acquire().await?;
        let leads: bool =
            sqlx::query_scalar("select pg_try_advisory_lock(hashtext('osta.stamper'))")
                .fetch_one(&mut *connection)
                .await?;
        if !leads {
            return Ok(());
        }
        tracing::debug!("this process stamps the log");
        let result = self.stamp_until(&mut connection, stop).await;
        // Closing gives the lock back at once, also when the connection is in doubt.
        let _ = connection.close().await;
        result
    }

    async fn stamp_until(
        &self,
        connection: &mut PgConnection,
        stop: &CancellationToken,
    ) -> Result<(), StoreError> {
        partitions::ensure_event_partitions(connection).await?;
        loop {
            let stamped = stamp_batch(connection).await?;
            if stamped > 0 {
                self.db.wake().stamped();
                metrics::counter!("osta_bus_events_stamped_total").increment(stamped);
                let sql = format!("notify {CHANNEL}, 'stamped'");
                sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await?;
                // Everybody who follows the log looks after each pass: a few large ones cost less
                // than many small ones.
                if stamped < BATCH.unsigned_abs() {
                    tokio::time::sleep(FLOCK).await;
                }
                continue;
            }
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = self.db.wake().on_committed() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// Hears what other processes committed or stamped and rings this process's bells.
    async fn listen(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let heard = async {
                let mut listener = sqlx::postgres::PgListener::connect_with(self.db.pool()).await?;
                listener.listen(CHANNEL).await?;
                loop {
                    let notice = listener.recv().await?;
                    if notice.payload() == "stamped" {
                        self.db.wake().stamped();
                    } else {
                        self.db.wake().heard_commit();
                    }
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                result = heard => {
                    let result: Result<(), sqlx::Error> = result;
                    if let Err(error) = result {
                        tracing::debug!(%error, "not listening to the other processes");
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(STAND_BY) => {}
            }
        }
    }

    /// Tells other processes of commits in this one: coalesced, on a connection of its own, never
    /// inside a command (which would serialise commits).
    async fn tell_others(&self, stop: &CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.db.wake().on_elsewhere() => {}
            }
            let sql = format!("notify {CHANNEL}, 'committed'");
            if let Err(error) = sqlx::query(AssertSqlSafe(sql)).execute(self.db.pool()).await {
                tracing::debug!(%error, "could not tell the other processes; they will poll");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Moves up to [`BATCH`] committed events to the log. In the order of `seq` an aggregate's events
/// are in their own order, because its head stays locked from the append to the commit.
async fn stamp_batch(connection: &mut PgConnection) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "with moved as (
            delete from bus.outbox where seq in (select seq from bus.outbox order by seq limit $1)
            returning *),
         numbered as (select *, row_number() over (order by seq) as n from moved),
         stamped as (
            update bus.stamp set position = position + (select count(*) from moved)
            where exists (select from moved)
            returning position)
         insert into bus.events
            (position, id, producer, aggregate_type, aggregate_id, version, type, payload, trace,
             occurred_at, created_at)
         select s.position - (select count(*) from moved) + n.n, n.id, n.producer,
                n.aggregate_type, n.aggregate_id, n.version, n.type, n.payload, n.trace,
                n.occurred_at, n.created_at
         from numbered n cross join stamped s",
    )
    .bind(BATCH)
    .execute(&mut *connection)
    .await?;
    let stamped = done.rows_affected();
    if stamped == BATCH.unsigned_abs() {
        partitions::ensure_event_partitions(connection).await?;
    }
    Ok(stamped)
}
