//! Timers and background work that survive a restart.
//!
//! A job is scheduled in the transaction that needs it and is known by `(service, kind, key)`:
//! scheduling the same again moves it. Two kinds of work exist: a [`Timer`] changes only this
//! database and runs inside the transaction that removes it (exactly once); an [`Effect`] touches
//! the outside world, runs under a lease without a transaction, and must bear being repeated.

use crate::telemetry::trace;
use crate::{Db, StoreError, db};
use async_trait::async_trait;
use chrono::TimeDelta;
use kernel::{Instant, World};
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long a runner sleeps when nobody rings and nothing is due sooner.
const POLL: Duration = Duration::from_millis(500);
/// How long a runner that was rung for waits for more of the same.
const FLOCK: Duration = Duration::from_millis(10);
/// How long an effect may take before another runner may try it.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How many due timers a runner looks at to find one that no other runner has.
const LOOKED_AT: i64 = 32;
/// After how many failures a job is dead: shown to operators, never silently removed.
const MOST_ATTEMPTS: i32 = 20;

/// What happens to a job after it ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// It's done; remove it.
    Done,
    /// Run it again at that time.
    At(Instant),
}

/// Why a job failed. It is tried again with growing waits: 2^n seconds, at most an hour.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The database is away or refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something else; the text is for operators and holds no personal data.
    #[error("{0}")]
    Failed(String),
}

impl From<sqlx::Error> for JobError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// One scheduled job.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// Which handler runs it.
    pub kind: String,
    /// What it is about: one job per kind and key.
    pub key: String,
    /// What the handler needs besides the key. No personal data.
    pub payload: Value,
    /// When it is due.
    pub run_at: Instant,
    /// How often it was tried before.
    pub attempts: i32,
    /// The trace that scheduled it.
    pub trace: Option<String>,
}

/// Work inside this database only: runs in the transaction that removes the job.
#[async_trait]
pub trait Timer: Send + Sync + 'static {
    /// The kind of jobs it runs.
    fn kind(&self) -> &'static str;
    /// Runs one job in `tx`, which it must not commit.
    ///
    /// # Errors
    /// Rolls back and tries again later.
    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError>;
}

/// Work that touches the outside world: at least once, without a transaction.
#[async_trait]
pub trait Effect: Send + Sync + 'static {
    /// The kind of jobs it runs.
    fn kind(&self) -> &'static str;
    /// Runs one job.
    ///
    /// # Errors
    /// Tries again later.
    async fn run(&self, job: &Job) -> Result<After, JobError>;
}

/// Schedules a job in the caller's transaction; the same kind and key again moves it.
///
/// # Errors
/// When the database refuses or is away.
pub async fn schedule(
    tx: &mut PgConnection,
    world: &World,
    service: &str,
    kind: &str,
    key: impl std::fmt::Display,
    run_at: Instant,
    payload: impl Serialize,
) -> Result<(), StoreError> {
    let payload = serde_json::to_value(payload).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
    sqlx::query(
        "insert into bus.jobs (id, service, kind, key, payload, run_at, trace, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (service, kind, key) do update
         set run_at = excluded.run_at, payload = excluded.payload, attempts = 0, dead_at = null,
             leased_until = null, last_error = null, trace = excluded.trace",
    )
    .bind(world.id::<kernel::ids::EventId>().uuid())
    .bind(service)
    .bind(kind)
    .bind(key.to_string())
    .bind(payload)
    .bind(run_at)
    .bind(trace::current().map(|t| t.to_header()))
    .bind(world.now())
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a job off the schedule. Nothing happens when it ran or never was.
///
/// # Errors
/// When the database is away.
pub async fn cancel(
    tx: &mut PgConnection,
    service: &str,
    kind: &str,
    key: impl std::fmt::Display,
) -> Result<(), StoreError> {
    sqlx::query("delete from bus.jobs where service = $1 and kind = $2 and key = $3")
        .bind(service)
        .bind(kind)
        .bind(key.to_string())
        .execute(tx)
        .await?;
    Ok(())
}

#[derive(Clone)]
enum Work {
    Timer(Arc<dyn Timer>),
    Effect(Arc<dyn Effect>),
}

/// Runs a service's jobs. Several processes may run the same service's.
#[derive(Clone)]
pub struct Jobs {
    service: &'static str,
    db: Db,
    world: World,
    work: HashMap<&'static str, Work>,
    recurring: Vec<&'static str>,
}

impl Jobs {
    /// A runner without handlers.
    #[must_use]
    pub fn new(service: &'static str, db: Db, world: World) -> Self {
        Self { service, db, world, work: HashMap::new(), recurring: Vec::new() }
    }

    /// Runs the jobs of a [`Timer`].
    #[must_use]
    pub fn timer(mut self, timer: impl Timer) -> Self {
        self.work.insert(timer.kind(), Work::Timer(Arc::new(timer)));
        self
    }

    /// Runs the jobs of an [`Effect`].
    #[must_use]
    pub fn effect(mut self, effect: impl Effect) -> Self {
        self.work.insert(effect.kind(), Work::Effect(Arc::new(effect)));
        self
    }

    /// Like [`Jobs::timer`], and makes sure that one job of it (key `recurring`) always exists. The
    /// timer answers [`After::At`] to go on.
    #[must_use]
    pub fn recurring(mut self, timer: impl Timer) -> Self {
        self.recurring.push(timer.kind());
        self.timer(timer)
    }

    /// Makes sure the recurring jobs are on the schedule.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn ensure_recurring(&self) -> Result<(), StoreError> {
        for kind in &self.recurring {
            sqlx::query(
                "insert into bus.jobs (id, service, kind, key, run_at, created_at)
                 values ($1, $2, $3, 'recurring', $4, $4) on conflict (service, kind, key) do nothing",
            )
            .bind(self.world.id::<kernel::ids::EventId>().uuid())
            .bind(self.service)
            .bind(kind)
            .bind(self.world.now())
            .execute(self.db.pool())
            .await?;
        }
        Ok(())
    }

    /// Runs what is due, now and later, until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let mut prepared = false;
        while !stop.is_cancelled() {
            let bell = self.db.wake().on_jobs();
            if !prepared {
                prepared = self.ensure_recurring().await.is_ok();
            }
            if let Err(error) = self.run_due().await {
                tracing::warn!(service = self.service, error = %db::chain(&error), "jobs wait");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = bell => {}
                () = tokio::time::sleep(POLL) => {}
            }
            // Commits come in flocks: one look for all of them.
            tokio::time::sleep(FLOCK).await;
        }
    }

    /// Runs everything that is due now. Returns how many jobs ran.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn run_due(&self) -> Result<u64, StoreError> {
        let (timers, effects): (Vec<String>, Vec<String>) =
            self.work.iter().fold((vec![], vec![]), |(mut timers, mut effects), (kind, work)| {
                match work {
                    Work::Timer(_) => timers.push((*kind).to_string()),
                    Work::Effect(_) => effects.push((*kind).to_string()),
                }
                (timers, effects)
            });
        if !self.is_due().await? {
            return Ok(0);
        }
        let mut ran = 0;
        while !timers.is_empty() && self.run_one_timer(&timers).await? {
            ran += 1;
        }
        while !effects.is_empty() && self.run_one_effect(&effects).await? {
            ran += 1;
        }
        Ok(ran)
    }

    /// Whether anything may be due, in one question: most commits schedule nothing for this service.
    async fn is_due(&self) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar(
            "select exists (select from bus.jobs
                            where service = $1 and run_at <= $2 and dead_at is null)",
        )
        .bind(self.service)
        .bind(self.world.now())
        .fetch_one(self.db.pool())
        .await?)
    }

    async fn run_one_timer(&self, kinds: &[String]) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let Some(job) = self.claim_timer(&mut tx, kinds).await? else { return Ok(false) };
        let Some(Work::Timer(timer)) = self.work.get(job.kind.as_str()) else { return Ok(false) };
        let result =
            trace::within(job.trace.as_deref(), async { timer.run(&mut tx, &job).await }).await;
        match result {
            Ok(after) => {
                finish(&mut tx, &job, after).await?;
                tx.commit().await?;
            }
            Err(error) => {
                drop(tx);
                self.note_failure(&job, &error).await?;
            }
        }
        Ok(true)
    }

    async fn run_one_effect(&self, kinds: &[String]) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let Some(job) = self.claim(&mut tx, kinds).await? else { return Ok(false) };
        sqlx::query("update bus.jobs set leased_until = $2 where id = $1")
            .bind(job.id)
            .bind(self.world.now() + LEASE)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        let Some(Work::Effect(effect)) = self.work.get(job.kind.as_str()) else { return Ok(false) };
        let result = trace::within(job.trace.as_deref(), async { effect.run(&job).await }).await;
        match result {
            Ok(after) => {
                let mut tx = self.db.begin().await?;
                finish(&mut tx, &job, after).await?;
                tx.commit().await?;
            }
            Err(error) => self.note_failure(&job, &error).await?,
        }
        Ok(true)
    }

    /// The next timer that is due and that no other runner has. A lock of its own keeps the others
    /// away, not the job's row: commands lock what a job is about and then take the job off or move
    /// it, so a timer that held the row and waited for the same thing would wait for ever.
    async fn claim_timer(
        &self,
        tx: &mut PgConnection,
        kinds: &[String],
    ) -> Result<Option<Job>, StoreError> {
        let due: Vec<Uuid> = sqlx::query_scalar(
            "select id from bus.jobs
             where service = $1 and kind = any($2) and run_at <= $3 and dead_at is null
             order by run_at limit $4",
        )
        .bind(self.service)
        .bind(kinds)
        .bind(self.world.now())
        .bind(LOOKED_AT)
        .fetch_all(&mut *tx)
        .await?;
        for id in due {
            let mine: bool =
                sqlx::query_scalar("select pg_try_advisory_xact_lock(hashtextextended($1, 0))")
                    .bind(format!("bus.jobs {id}"))
                    .fetch_one(&mut *tx)
                    .await?;
            if !mine {
                continue;
            }
            // Another runner may have finished it, or a command moved it, a moment ago.
            let job = sqlx::query_as(
                "select id, kind, key, payload, run_at, attempts, trace from bus.jobs
                 where id = $1 and run_at <= $2 and dead_at is null",
            )
            .bind(id)
            .bind(self.world.now())
            .fetch_optional(&mut *tx)
            .await?;
            if job.is_some() {
                return Ok(job);
            }
        }
        Ok(None)
    }

    async fn claim(
        &self,
        tx: &mut PgConnection,
        kinds: &[String],
    ) -> Result<Option<Job>, StoreError> {
        Ok(sqlx::query_as(
            "select id, kind, key, payload, run_at, attempts, trace from bus.jobs
             where service = $1 and kind = any($2) and run_at <= $3 and dead_at is null
               and (leased_until is null or leased_until <= $3)
             order by run_at limit 1 for update skip locked",
        )
        .bind(self.service)
        .bind(kinds)
        .bind(self.world.now())
        .fetch_optional(tx)
        .await?)
    }

    async fn note_failure(&self, job: &Job, error: &JobError) -> Result<(), StoreError> {
        let text = db::chain(error);
        let attempts = job.attempts.saturating_add(1);
        let dead = attempts >= MOST_ATTEMPTS;
        tracing::warn!(
            service = self.service,
            job.kind = job.kind,
            job.key = job.key,
            job.attempts = attempts,
            dead,
            error = text,
            "job failed"
        );
        metrics::counter!("osta_jobs_failed_total", "service" => self.service).increment(1);
        let now = self.world.now();
        let wait = TimeDelta::seconds((1i64 << attempts.clamp(0, 12)).min(3600));
        sqlx::query(
            "update bus.jobs set attempts = $2, last_error = $3, run_at = $4, leased_until = null,
                    dead_at = $5
             where id = $1 and run_at = $6",
        )
        .bind(job.id)
        .bind(attempts)
        .bind(text)
        .bind(now + wait)
        .bind(dead.then_some(now))
        .bind(job.run_at)
        .execute(self.db.pool())
        .await?;
        Ok(())
    }
}

/// Removes or moves a job that ran, unless it was scheduled anew in the meantime.
async fn finish(tx: &mut PgConnection, job: &Job, after: After) -> Result<(), StoreError> {
    match after {
        After::Done => {
            sqlx::query("delete from bus.jobs where id = $1 and run_at = $2")
                .bind(job.id)
                .bind(job.run_at)
                .execute(tx)
                .await?;
        }
        After::At(at) => {
            sqlx::query(
                "update bus.jobs set run_at = $2, attempts = 0, leased_until = null, last_error = null
                 where id = $1 and run_at = $3",
            )
            .bind(job.id)
            .bind(at)
            .bind(job.run_at)
            .execute(tx)
            .await?;
        }
    }
    Ok(())
}
