//! Following the log: one cursor a service, one handler an event, exactly one effect each.

use super::{Envelope, Record};
use crate::{Db, StoreError, db};
use async_trait::async_trait;
use contracts::Event;
use kernel::{Instant, World};
use sqlx::{Connection, PgConnection};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How many events one transaction applies at most.
const BATCH: i64 = 100;
/// How far a cursor may lag behind events that are not for it before it is moved without effect.
/// Each look for work reads what it lags behind by.
const SKIP: i64 = 64;
/// How long a subscriber sleeps when nobody rings.
const POLL: Duration = Duration::from_secs(1);
/// Waits between attempts at a parked event: 2^n seconds, at most an hour.
const LONGEST_WAIT_S: i64 = 3600;

/// Why a handler could not apply an event.
#[derive(Debug, thiserror::Error)]
pub enum HandlerError {
    /// The database is away: the whole batch is tried again, nothing is parked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The event can't be applied as things stand: its aggregate is parked.
    #[error("{0}")]
    Refused(String),
}

impl From<sqlx::Error> for HandlerError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Applies events of one type. It gets the transaction that also moves the cursor: what it
/// writes there happens exactly once. It must not commit, and must not call the outside world
/// (schedule a job for that).
#[async_trait]
pub trait On<E: Event>: Send + Sync + 'static {
    /// Applies one event.
    ///
    /// # Errors
    /// [`HandlerError::Refused`] parks the aggregate until an operator or time mends it.
    async fn apply(&self, tx: &mut PgConnection, event: &Envelope<E>) -> Result<(), HandlerError>;
}

#[async_trait]
trait AnyHandler: Send + Sync {
    async fn apply(&self, tx: &mut PgConnection, record: &Record) -> Result<(), HandlerError>;
}

struct Typed<E, H>(H, std::marker::PhantomData<fn() -> E>);

#[async_trait]
impl<E: Event, H: On<E>> AnyHandler for Typed<E, H> {
    async fn apply(&self, tx: &mut PgConnection, record: &Record) -> Result<(), HandlerError> {
        let event = Envelope::<E>::decode(record)
            .map_err(|e| HandlerError::Refused(format!("can't be decoded: {e}")))?;
        self.0.apply(tx, &event).await
    }
}

/// What a service does when others' facts arrive.
#[derive(Clone)]
pub struct Subscription {
    name: &'static str,
    db: Db,
    world: World,
    handlers: HashMap<&'static str, Arc<dyn AnyHandler>>,
}

impl Subscription {
    /// A subscription named like its service.
    #[must_use]
    pub fn new(name: &'static str, db: Db, world: World) -> Self {
        Self { name, db, world, handlers: HashMap::new() }
    }

    /// Lets `handler` apply events of type `E`.
    #[must_use]
    pub fn on<E: Event>(mut self, handler: impl On<E>) -> Self {
        let handler = Typed(handler, std::marker::PhantomData::<fn() -> E>);
        self.handlers.insert(E::TYPE, Arc::new(handler));
        self
    }

    /// The subscriber's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Follows the log until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let mut failures = 0u32;
        while !stop.is_cancelled() {
            let rung = self.db.wake().clone();
            let bell = rung.on_stamped();
            let wait = match self.drain().await {
                Ok(_) => {
                    failures = 0;
                    POLL
                }
                Err(error) => {
                    failures = failures.saturating_add(1);
                    tracing::warn!(
                        subscriber = self.name,
                        error = %db::chain(&error),
                        "could not follow the log; trying again"
                    );
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

    /// Applies everything that is stamped now, and parked events that are due.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn drain(&self) -> Result<u64, StoreError> {
        if !self.has_work().await? {
            return Ok(0);
        }
        let mut total = self.retry_parked().await?;
        loop {
            let (read, applied) = self.apply_batch().await?;
            total += applied;
            if read < BATCH.unsigned_abs() {
                return Ok(total);
            }
        }
    }

    /// Whether there may be something to do, in one question: most of what is stamped is for others.
    async fn has_work(&self) -> Result<bool, StoreError> {
        let types: Vec<String> = self.handlers.keys().map(ToString::to_string).collect();
        Ok(sqlx::query_scalar(
            "select exists (select from bus.parked
                            where subscriber = $1 and next_attempt_at <= $2)
                 or (select s.position - c.position >= $3
                         or exists (select from bus.events e
                                    where e.position > c.position and e.type = any($4))
                     from bus.cursors c cross join bus.stamp s
                     where c.subscriber = $1) is not false",
        )
        .bind(self.name)
        .bind(self.world.now())
        .bind(SKIP)
        .bind(&types)
        .fetch_one(self.db.pool())
        .await?)
    }

    /// One transaction: lock the cursor, apply the next events, move the cursor. Returns how many
    /// were read and how many applied.
    async fn apply_batch(&self) -> Result<(u64, u64), StoreError> {
        let mut tx = self.db.begin().await?;
        let Some(position) = self.lock_cursor(&mut tx).await? else { return Ok((0, 0)) };
        // Read before the events: all up to this position are visible to the next statement.
        let stamped: i64 =
            sqlx::query_scalar("select position from bus.stamp").fetch_one(&mut *tx).await?;
        let types: Vec<String> = self.handlers.keys().map(ToString::to_string).collect();
        let batch: Vec<Record> = sqlx::query_as(
            "select position, id, aggregate_type, aggregate_id, version, type, payload, trace,
                    occurred_at
             from bus.events where position > $1 and type = any($2)
             order by position limit $3",
        )
        .bind(position)
        .bind(&types)
        .bind(BATCH)
        .fetch_all(&mut *tx)
        .await?;
        let all_read = (batch.len() as i64) < BATCH;
        let last = batch.last().map_or(position, |r| r.position);
        let next = if all_read { stamped.max(last) } else { last };
        if batch.is_empty() && next - position < SKIP {
            return Ok((0, 0));
        }
        let mut applied = 0;
        for record in &batch {
            if self.is_parked(&mut tx, record).await? {
                self.park(&mut tx, record, "waits for an earlier event").await?;
            } else if self.apply_or_park(&mut tx, record).await? {
                applied += 1;
            }
        }
        sqlx::query("update bus.cursors set position = $2, updated_at = $3 where subscriber = $1")
            .bind(self.name)
            .bind(next)
            .bind(self.world.now())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        metrics::counter!("osta_bus_events_applied_total", "subscriber" => self.name)
            .increment(applied);
        Ok((batch.len() as u64, applied))
    }

    /// The cursor's position, or nothing when another process follows for us right now.
    async fn lock_cursor(&self, tx: &mut PgConnection) -> Result<Option<i64>, StoreError> {
        let locked =
            "select position from bus.cursors where subscriber = $1 for update skip locked";
        if let Some(position) =
            sqlx::query_scalar(locked).bind(self.name).fetch_optional(&mut *tx).await?
        {
            return Ok(Some(position));
        }
        sqlx::query(
            "insert into bus.cursors (subscriber, position) values ($1, 0) on conflict do nothing",
        )
        .bind(self.name)
        .execute(&mut *tx)
        .await?;
        Ok(sqlx::query_scalar(locked).bind(self.name).fetch_optional(&mut *tx).await?)
    }

    async fn is_parked(&self, tx: &mut PgConnection, r: &Record) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar(
            "select exists (select from bus.parked
             where subscriber = $1 and aggregate_type = $2 and aggregate_id = $3)",
        )
        .bind(self.name)
        .bind(&r.aggregate_type)
        .bind(r.aggregate_id)
        .fetch_one(tx)
        .await?)
    }

    /// Applies one event under a savepoint. `false` when it was parked instead.
    async fn apply_or_park(&self, tx: &mut PgConnection, r: &Record) -> Result<bool, StoreError> {
        match self.apply_one(tx, r).await? {
            None => Ok(true),
            Some(reason) => {
                tracing::error!(
                    subscriber = self.name,
                    event.type_ = r.event_type,
                    event.position = r.position,
                    reason,
                    "event parked"
                );
                metrics::counter!("osta_bus_events_parked_total", "subscriber" => self.name)
                    .increment(1);
                self.park(tx, r, &reason).await?;
                Ok(false)
            }
        }
    }

    /// Applies one event under a savepoint; the reason when its handler refused.
    async fn apply_one(
        &self,
        tx: &mut PgConnection,
        record: &Record,
    ) -> Result<Option<String>, StoreError> {
        let Some(handler) = self.handlers.get(record.event_type.as_str()) else { return Ok(None) };
        let mut savepoint = tx.begin().await?;
        let applied = crate::telemetry::trace::within(record.trace.as_deref(), async {
            handler.apply(&mut savepoint, record).await
        })
        .await;
        match applied {
            Ok(()) => {
                savepoint.commit().await?;
                Ok(None)
            }
            Err(HandlerError::Store(error)) if error.is_transient() => Err(error),
            Err(error) => {
                savepoint.rollback().await?;
                Ok(Some(match error {
                    HandlerError::Store(error) => db::chain(&error),
                    HandlerError::Refused(reason) => reason,
                }))
            }
        }
    }

    async fn park(
        &self,
        tx: &mut PgConnection,
        record: &Record,
        reason: &str,
    ) -> Result<(), StoreError> {
        let event = serde_json::to_value(record).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
        sqlx::query(
            "insert into bus.parked
                (subscriber, position, aggregate_type, aggregate_id, type, event, attempts,
                 last_error, next_attempt_at)
             values ($1, $2, $3, $4, $5, $6, 1, $7, $8)
             on conflict (subscriber, position) do nothing",
        )
        .bind(self.name)
        .bind(record.position)
        .bind(&record.aggregate_type)
        .bind(record.aggregate_id)
        .bind(&record.event_type)
        .bind(event)
        .bind(reason)
        .bind(self.world.now() + chrono::TimeDelta::seconds(2))
        .execute(tx)
        .await?;
        Ok(())
    }

    /// Tries parked events that are due, oldest first per aggregate.
    async fn retry_parked(&self) -> Result<u64, StoreError> {
        let mut applied = 0;
        while let Some(done) = self.retry_one_parked().await? {
            applied += u64::from(done);
        }
        Ok(applied)
    }

    /// `None` when nothing is due.
    async fn retry_one_parked(&self) -> Result<Option<bool>, StoreError> {
        let mut tx = self.db.begin().await?;
        let row: Option<(i64, serde_json::Value, i32)> = sqlx::query_as(
            "select p.position, p.event, p.attempts from bus.parked p
             where p.subscriber = $1 and p.next_attempt_at <= $2
               and not exists (select from bus.parked e
                   where e.subscriber = p.subscriber and e.aggregate_type = p.aggregate_type
                     and e.aggregate_id = p.aggregate_id and e.position < p.position)
             order by p.next_attempt_at limit 1 for update skip locked",
        )
        .bind(self.name)
        .bind(self.world.now())
        .fetch_optional(&mut *tx)
        .await?;
        let Some((position, event, attempts)) = row else { return Ok(None) };
        let record: Record =
            serde_json::from_value(event).map_err(|e| sqlx::Error::Decode(Box::new(e)))?;
        let refused = self.apply_one(&mut tx, &record).await?;
        let done = refused.is_none();
        match refused {
            None => self.unpark(&mut tx, &record).await?,
            Some(reason) => {
                let wait = (1i64 << attempts.clamp(0, 12)).min(LONGEST_WAIT_S);
                sqlx::query(
                    "update bus.parked set attempts = attempts + 1, last_error = $3,
                            next_attempt_at = $4
                     where subscriber = $1 and position = $2",
                )
                .bind(self.name)
                .bind(position)
                .bind(reason)
                .bind(self.world.now() + chrono::TimeDelta::seconds(wait))
                .execute(&mut *tx)
                .await?;
            }
        }
        tx.commit().await?;
        Ok(Some(done))
    }

    /// Takes an applied event off the list and makes the next of its aggregate due at once.
    async fn unpark(&self, tx: &mut PgConnection, r: &Record) -> Result<(), StoreError> {
        sqlx::query("delete from bus.parked where subscriber = $1 and position = $2")
            .bind(self.name)
            .bind(r.position)
            .execute(&mut *tx)
            .await?;
        sqlx::query(
            "update bus.parked set next_attempt_at = $4
             where subscriber = $1 and aggregate_type = $2 and aggregate_id = $3",
        )
        .bind(self.name)
        .bind(&r.aggregate_type)
        .bind(r.aggregate_id)
        .bind(self.world.now())
        .execute(tx)
        .await?;
        Ok(())
    }
}

/// An event that waits for somebody's help, as operators see it.
#[derive(Debug, sqlx::FromRow, serde::Serialize)]
pub struct ParkedEvent {
    /// Who could not apply it.
    pub subscriber: String,
    /// Its place in the log.
    pub position: i64,
    /// The kind of its aggregate.
    pub aggregate_type: String,
    /// Its aggregate.
    pub aggregate_id: Uuid,
    /// What happened.
    #[sqlx(rename = "type")]
    pub event_type: String,
    /// How often it was tried.
    pub attempts: i32,
    /// Why it failed the last time.
    pub last_error: Option<String>,
    /// When it is tried again.
    pub next_attempt_at: Instant,
    /// Since when it waits.
    pub created_at: Instant,
}

/// Parked events, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn parked(db: &Db, limit: i64) -> Result<Vec<ParkedEvent>, StoreError> {
    Ok(sqlx::query_as(
        "select subscriber, position, aggregate_type, aggregate_id, type, attempts, last_error,
                next_attempt_at, created_at
         from bus.parked order by position limit $1",
    )
    .bind(limit)
    .fetch_all(db.pool())
    .await?)
}

/// Makes a parked event due now, in the caller's transaction. `false` when there is none.
///
/// # Errors
/// When the database is away.
pub async fn retry_parked_now(
    tx: &mut PgConnection,
    subscriber: &str,
    position: i64,
    now: Instant,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update bus.parked set next_attempt_at = $3 where subscriber = $1 and position = $2",
    )
    .bind(subscriber)
    .bind(position)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}
