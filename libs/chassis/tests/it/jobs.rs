//! Timers and effects: exactly once, at least once, later, never lost.

use async_trait::async_trait;
use chassis::Db;
use chassis::jobs::{self, After, Effect, Job, JobError, Jobs, Timer};
use chrono::TimeDelta;
use kernel::World;
use serde_json::json;
use sqlx::PgConnection;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use testkit::TestDb;

/// Counts its runs; fails the first `failures` times.
#[derive(Clone)]
struct Counter {
    runs: Arc<AtomicU32>,
    failures: u32,
    again: Option<TimeDelta>,
    world: World,
}

impl Counter {
    fn new(world: &World) -> Self {
        Self { runs: Arc::default(), failures: 0, again: None, world: world.clone() }
    }

    fn outcome(&self) -> Result<After, JobError> {
        let run = self.runs.fetch_add(1, Ordering::SeqCst);
        if run < self.failures {
            return Err(JobError::Failed("not yet".into()));
        }
        Ok(self.again.map_or(After::Done, |wait| After::At(self.world.now() + wait)))
    }

    fn runs(&self) -> u32 {
        self.runs.load(Ordering::SeqCst)
    }
}

struct CountingTimer(Counter);
struct CountingEffect(Counter);

#[async_trait]
impl Timer for CountingTimer {
    fn kind(&self) -> &'static str {
        "count"
    }
    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        // A write that must vanish when the run fails.
        sqlx::query("insert into bus.cursors (subscriber, position) values ($1, 0)")
            .bind(format!("{}-{}", job.key, self.0.runs()))
            .execute(tx)
            .await?;
        self.0.outcome()
    }
}

#[async_trait]
impl Effect for CountingEffect {
    fn kind(&self) -> &'static str {
        "send"
    }
    async fn run(&self, _: &Job) -> Result<After, JobError> {
        self.0.outcome()
    }
}

async fn setup() -> (TestDb, World, kernel::world::ManualClock) {
    let (world, clock) = testkit::world();
    (TestDb::new(&[]).await, world, clock)
}

async fn schedule(db: &Db, world: &World, kind: &str, key: &str, wait_s: i64) {
    let mut tx = db.begin().await.unwrap();
    let at = world.now() + TimeDelta::seconds(wait_s);
    jobs::schedule(&mut tx, world, "probe", kind, key, at, json!({})).await.unwrap();
    tx.commit().await.unwrap();
}

async fn left(db: &TestDb) -> i64 {
    sqlx::query_scalar("select count(*) from bus.jobs").fetch_one(db.pool()).await.unwrap()
}

#[tokio::test]
async fn a_timer_runs_when_due_and_only_once() {
    let (db, world, clock) = setup().await;
    let counter = Counter::new(&world);
    let jobs =
        Jobs::new("probe", db.owner().clone(), world.clone()).timer(CountingTimer(counter.clone()));
    schedule(db.owner(), &world, "count", "a", 10).await;
    assert_eq!(jobs.run_due().await.unwrap(), 0);
    clock.advance(TimeDelta::seconds(10));
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert_eq!(jobs.run_due().await.unwrap(), 0);
    assert_eq!((counter.runs(), left(&db).await), (1, 0));
}

#[tokio::test]
async fn scheduling_the_same_again_moves_it_and_cancelling_removes_it() {
    let (db, world, clock) = setup().await;
    let counter = Counter::new(&world);
    let jobs =
        Jobs::new("probe", db.owner().clone(), world.clone()).timer(CountingTimer(counter.clone()));
    schedule(db.owner(), &world, "count", "a", 1).await;
    schedule(db.owner(), &world, "count", "a", 60).await;
    clock.advance(TimeDelta::seconds(30));
    assert_eq!(jobs.run_due().await.unwrap(), 0);
    assert_eq!(left(&db).await, 1);
    let mut tx = db.owner().begin().await.unwrap();
    jobs::cancel(&mut tx, "probe", "count", "a").await.unwrap();
    tx.commit().await.unwrap();
    clock.advance(TimeDelta::seconds(60));
    assert_eq!(jobs.run_due().await.unwrap(), 0);
}

#[tokio::test]
async fn a_failed_timer_leaves_nothing_behind_and_comes_again_with_growing_waits() {
    let (db, world, clock) = setup().await;
    let counter = Counter { failures: 2, ..Counter::new(&world) };
    let jobs =
        Jobs::new("probe", db.owner().clone(), world.clone()).timer(CountingTimer(counter.clone()));
    schedule(db.owner(), &world, "count", "a", 0).await;
    jobs.run_due().await.unwrap();
    let effects = async || -> i64 {
        sqlx::query_scalar("select count(*) from bus.cursors").fetch_one(db.pool()).await.unwrap()
    };
    assert_eq!((counter.runs(), effects().await, left(&db).await), (1, 0, 1));
    clock.advance(TimeDelta::seconds(1));
    jobs.run_due().await.unwrap();
    assert_eq!(counter.runs(), 1, "two seconds after the first failure, not one");
    clock.advance(TimeDelta::seconds(1));
    jobs.run_due().await.unwrap();
    clock.advance(TimeDelta::seconds(4));
    jobs.run_due().await.unwrap();
    assert_eq!((counter.runs(), effects().await, left(&db).await), (3, 1, 0));
}

#[tokio::test]
async fn a_job_that_never_works_dies_in_view() {
    let (db, world, clock) = setup().await;
    let counter = Counter { failures: u32::MAX, ..Counter::new(&world) };
    let jobs = Jobs::new("probe", db.owner().clone(), world.clone())
        .effect(CountingEffect(counter.clone()));
    schedule(db.owner(), &world, "send", "a", 0).await;
    for _ in 0..30 {
        jobs.run_due().await.unwrap();
        clock.advance(TimeDelta::hours(2));
    }
    assert_eq!(counter.runs(), 20);
    let (dead, why): (bool, Option<String>) =
        sqlx::query_as("select dead_at is not null, last_error from bus.jobs")
            .fetch_one(db.pool())
            .await
            .unwrap();
    assert_eq!((dead, why.as_deref()), (true, Some("not yet")));
}

#[tokio::test]
async fn an_effect_whose_process_died_is_tried_by_another_after_its_lease() {
    let (db, world, clock) = setup().await;
    let counter = Counter::new(&world);
    let jobs = Jobs::new("probe", db.owner().clone(), world.clone())
        .effect(CountingEffect(counter.clone()));
    schedule(db.owner(), &world, "send", "a", 0).await;
    // Another process took the lease and died.
    sqlx::query("update bus.jobs set leased_until = $1")
        .bind(world.now() + TimeDelta::seconds(60))
        .execute(db.pool())
        .await
        .unwrap();
    assert_eq!(jobs.run_due().await.unwrap(), 0);
    clock.advance(TimeDelta::seconds(61));
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert_eq!(left(&db).await, 0);
}

#[tokio::test]
async fn a_recurring_timer_goes_on_and_is_made_once() {
    let (db, world, clock) = setup().await;
    let counter = Counter { again: Some(TimeDelta::hours(1)), ..Counter::new(&world) };
    let jobs = Jobs::new("probe", db.owner().clone(), world.clone())
        .recurring(CountingTimer(counter.clone()));
    jobs.ensure_recurring().await.unwrap();
    jobs.ensure_recurring().await.unwrap();
    for _ in 0..3 {
        jobs.run_due().await.unwrap();
        clock.advance(TimeDelta::hours(1));
    }
    assert_eq!((counter.runs(), left(&db).await), (3, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rival_runners_share_the_work_and_nothing_runs_twice() {
    let (db, world, _) = setup().await;
    let counter = Counter::new(&world);
    let probe = Db::connect_as_owner(db.url(), 20, db.wake().clone()).unwrap();
    for n in 0..60 {
        schedule(&probe, &world, "count", &format!("job-{n}"), 0).await;
    }
    let runners: Vec<_> = (0..8)
        .map(|_| {
            let jobs = Jobs::new("probe", probe.clone(), world.clone())
                .timer(CountingTimer(counter.clone()));
            tokio::spawn(async move { jobs.run_due().await.unwrap() })
        })
        .collect();
    let mut ran = 0;
    for runner in runners {
        ran += runner.await.unwrap();
    }
    assert_eq!((ran, counter.runs(), left(&db).await), (60, 60, 0));
}

/// Locks what the job is about before it does anything, as timers of a service do.
struct LockingTimer;

#[async_trait]
impl Timer for LockingTimer {
    fn kind(&self) -> &'static str {
        "lock"
    }
    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        lock_the_thing(tx).await;
        Ok(After::Done)
    }
}

async fn lock_the_thing(tx: &mut PgConnection) {
    let sql = "select position from bus.cursors where subscriber = 'the thing' for update";
    sqlx::query(sql).execute(tx).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_may_move_or_cancel_a_job_while_its_timer_waits_for_the_same_thing() {
    let (db, world, _) = setup().await;
    let probe = Db::connect_as_owner(db.url(), 8, db.wake().clone()).unwrap();
    sqlx::query("insert into bus.cursors (subscriber, position) values ('the thing', 0)")
        .execute(db.pool())
        .await
        .unwrap();
    for moves in [false, true] {
        schedule(&probe, &world, "lock", "one", 0).await;
        let mut command = probe.begin().await.unwrap();
        lock_the_thing(&mut command).await;
        let jobs = Jobs::new("probe", probe.clone(), world.clone()).timer(LockingTimer);
        let runner = tokio::spawn(async move { jobs.run_due().await.unwrap() });
        // The timer has begun and waits for what the command holds.
        let waits = "select count(*) from pg_stat_activity
                     where datname = current_database() and wait_event_type = 'Lock'";
        while sqlx::query_scalar::<_, i64>(waits).fetch_one(db.pool()).await.unwrap() == 0 {
            tokio::task::yield_now().await;
        }
        let later = world.now() + TimeDelta::hours(1);
        if moves {
            let again =
                jobs::schedule(&mut command, &world, "probe", "lock", "one", later, json!({}));
            again.await.unwrap();
        } else {
            jobs::cancel(&mut command, "probe", "lock", "one").await.unwrap();
        }
        command.commit().await.unwrap();
        assert_eq!(runner.await.unwrap(), 1);
        assert_eq!(left(&db).await, i64::from(moves), "what was moved stays on the schedule");
    }
}
