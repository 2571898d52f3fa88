//! The event log under concurrency, late commits, poison events and other processes.

use async_trait::async_trait;
use chassis::bus::{self, Envelope, HandlerError, On, Stamper, Subscription};
use chassis::{Db, Migrations};
use contracts::Event;
use kernel::World;
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgPool};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use testkit::TestDb;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Counted {
    thing: Uuid,
    n: u64,
}

impl Event for Counted {
    const TYPE: &'static str = "test.counted";
    const AGGREGATE: &'static str = "thing";
    fn aggregate_id(&self) -> Uuid {
        self.thing
    }
}

/// A schema for the tests' own effects.
const MIGRATIONS: Migrations =
    Migrations { schema: "probe", migrator: &sqlx::migrate!("tests/it/probe_migrations") };

/// Writes down what it is given; refuses things on the black list.
struct Writer {
    poison: Option<(Uuid, Arc<AtomicBool>)>,
}

#[async_trait]
impl On<Counted> for Writer {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<Counted>,
    ) -> Result<(), HandlerError> {
        sqlx::query("insert into probe.seen (thing, n, version) values ($1, $2, $3)")
            .bind(event.event.thing)
            .bind(event.event.n.cast_signed())
            .bind(event.version)
            .execute(tx)
            .await?;
        match &self.poison {
            Some((thing, on)) if *thing == event.event.thing && on.load(Ordering::SeqCst) => {
                Err(HandlerError::Refused("poison".into()))
            }
            _ => Ok(()),
        }
    }
}

async fn setup() -> (TestDb, World, kernel::world::ManualClock, Db) {
    let db = TestDb::new(&[MIGRATIONS]).await;
    let (world, clock) = testkit::world();
    let probe = Db::connect(db.url(), "probe", 30, db.wake().clone()).unwrap();
    (db, world, clock, probe)
}

fn writer(probe: &Db, world: &World, poison: Option<(Uuid, Arc<AtomicBool>)>) -> Subscription {
    Subscription::new("probe", probe.clone(), world.clone()).on(Writer { poison })
}

async fn tell(db: &Db, world: &World, thing: Uuid, n: u64) {
    let mut tx = db.begin().await.unwrap();
    bus::append(&mut tx, world, &Counted { thing, n }).await.unwrap();
    tx.commit().await.unwrap();
}

async fn seen(pool: &PgPool, thing: Uuid) -> Vec<i64> {
    sqlx::query_scalar("select n from probe.seen where thing = $1 order by seq")
        .bind(thing)
        .fetch_all(pool)
        .await
        .unwrap()
}

/// Goal: no event is lost, doubled or reordered within its aggregate, while commits happen late.
/// Method: 20 writers append to 5 shared aggregates and hold their transactions open for a while
/// after the append; a stamper and two rival subscribers run all the time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_lost_doubled_or_reordered_while_commits_are_late() {
    let (db, world, _, probe) = setup().await;
    let stop = CancellationToken::new();
    let background = [
        tokio::spawn(Stamper::new(db.owner().clone()).run(stop.clone())),
        tokio::spawn(writer(&probe, &world, None).run(stop.clone())),
        tokio::spawn(writer(&probe, &world, None).run(stop.clone())),
    ];
    let things: Vec<Uuid> = (1..=5).map(Uuid::from_u128).collect();
    let writers: Vec<_> = (0..20u64)
        .map(|w| {
            let (probe, world, things) = (probe.clone(), world.clone(), things.clone());
            tokio::spawn(async move {
                for i in 0..15u64 {
                    let thing = things[usize::try_from((w + i) % 5).unwrap()];
                    let mut tx = probe.begin().await.unwrap();
                    bus::append(&mut tx, &world, &Counted { thing, n: w * 100 + i }).await.unwrap();
                    // Late: others append and commit in the meantime.
                    tokio::time::sleep(Duration::from_millis((w * 7 + i * 3) % 6)).await;
                    if (w + i) % 10 == 9 {
                        drop(tx); // rolled back: must never be seen
                    } else {
                        tx.commit().await.unwrap();
                    }
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let expected =
        20 * 15 - (0..20).flat_map(|w| (0..15).map(move |i| w + i)).filter(|s| s % 10 == 9).count();
    let count = async || -> i64 {
        sqlx::query_scalar("select count(*) from probe.seen").fetch_one(db.pool()).await.unwrap()
    };
    for _ in 0..200 {
        if usize::try_from(count().await).unwrap() >= expected {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop.cancel();
    for task in background {
        task.await.unwrap();
    }
    assert_eq!(usize::try_from(count().await).unwrap(), expected);
    for thing in things {
        let versions: Vec<i64> =
            sqlx::query_scalar("select version from probe.seen where thing = $1 order by seq")
                .bind(thing)
                .fetch_all(db.pool())
                .await
                .unwrap();
        let whole: Vec<i64> = (1..=versions.len() as i64).collect();
        assert_eq!(versions, whole, "an aggregate's events arrive in order and without gaps");
    }
    let gaps: i64 = sqlx::query_scalar("select max(position) - count(*) from bus.events")
        .fetch_one(db.pool())
        .await
        .unwrap();
    assert_eq!(gaps, 0, "positions have no gaps");
}

#[tokio::test]
async fn a_transaction_that_commits_late_is_not_skipped() {
    let (db, world, _, probe) = setup().await;
    let (slow, quick) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let stamper = Stamper::new(db.owner().clone());
    let subscription = writer(&probe, &world, None);
    let mut late = probe.begin().await.unwrap();
    bus::append(&mut late, &world, &Counted { thing: slow, n: 1 }).await.unwrap();
    for n in 0..3 {
        tell(&probe, &world, quick, n).await;
    }
    stamper.drain().await.unwrap();
    subscription.drain().await.unwrap();
    assert_eq!(seen(db.pool(), quick).await, [0, 1, 2]);
    late.commit().await.unwrap();
    stamper.drain().await.unwrap();
    subscription.drain().await.unwrap();
    assert_eq!(seen(db.pool(), slow).await, [1]);
}

#[tokio::test]
async fn a_poison_event_parks_its_aggregate_only_and_goes_on_in_order_when_mended() {
    let (db, world, clock, probe) = setup().await;
    let (sick, well) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let poisoned = Arc::new(AtomicBool::new(true));
    let stamper = Stamper::new(db.owner().clone());
    let subscription = writer(&probe, &world, Some((sick, poisoned.clone())));
    for n in 0..3 {
        tell(&probe, &world, sick, n).await;
        tell(&probe, &world, well, n).await;
    }
    stamper.drain().await.unwrap();
    subscription.drain().await.unwrap();
    assert_eq!(seen(db.pool(), well).await, [0, 1, 2]);
    assert_eq!(seen(db.pool(), sick).await, [] as [i64; 0], "its half-done effect is undone");
    let parked = bus::parked(&probe, 10).await.unwrap();
    assert_eq!(parked.len(), 3);
    assert_eq!(parked[0].last_error.as_deref(), Some("poison"));

    poisoned.store(false, Ordering::SeqCst);
    assert_eq!(subscription.drain().await.unwrap(), 0, "not due yet");
    clock.advance(chrono::TimeDelta::seconds(3));
    subscription.drain().await.unwrap();
    assert_eq!(seen(db.pool(), sick).await, [0, 1, 2]);
    assert!(bus::parked(&probe, 10).await.unwrap().is_empty());
    tell(&probe, &world, sick, 3).await;
    stamper.drain().await.unwrap();
    subscription.drain().await.unwrap();
    assert_eq!(seen(db.pool(), sick).await, [0, 1, 2, 3]);
}

#[tokio::test]
async fn an_operator_makes_a_parked_event_due_at_once() {
    let (db, world, _, probe) = setup().await;
    let sick = Uuid::from_u128(1);
    let poisoned = Arc::new(AtomicBool::new(true));
    let subscription = writer(&probe, &world, Some((sick, poisoned.clone())));
    tell(&probe, &world, sick, 0).await;
    Stamper::new(db.owner().clone()).drain().await.unwrap();
    subscription.drain().await.unwrap();
    poisoned.store(false, Ordering::SeqCst);
    let position = bus::parked(&probe, 1).await.unwrap()[0].position;
    let mut connection = probe.pool().acquire().await.unwrap();
    let (c, now) = (&mut connection, world.now());
    assert!(bus::retry_parked_now(c, "probe", position, now).await.unwrap());
    assert!(!bus::retry_parked_now(c, "probe", 999, now).await.unwrap());
    subscription.drain().await.unwrap();
    assert_eq!(seen(db.pool(), sick).await, [0]);
}

#[tokio::test]
async fn the_cursor_moves_past_events_that_are_not_for_this_subscriber() {
    let (db, world, _, probe) = setup().await;
    let deaf = Subscription::new("deaf", probe.clone(), world.clone());
    for n in 0..600 {
        tell(&probe, &world, Uuid::from_u128(n.into()), n).await;
    }
    Stamper::new(db.owner().clone()).drain().await.unwrap();
    deaf.drain().await.unwrap();
    let position: i64 =
        sqlx::query_scalar("select position from bus.cursors where subscriber = 'deaf'")
            .fetch_one(db.pool())
            .await
            .unwrap();
    assert_eq!(position, 600, "so that old partitions can be dropped");
}

#[tokio::test]
async fn old_partitions_drop_only_behind_every_cursor() {
    let (db, world, clock, probe) = setup().await;
    sqlx::query("update bus.stamp set position = 999999").execute(db.pool()).await.unwrap();
    bus::maintain(db.owner(), &world, &[]).await.unwrap();
    tell(&probe, &world, Uuid::from_u128(1), 1).await;
    Stamper::new(db.owner().clone()).drain().await.unwrap();
    let exists = async || -> bool {
        sqlx::query_scalar("select to_regclass('bus.events_0') is not null")
            .fetch_one(db.pool())
            .await
            .unwrap()
    };
    clock.advance(chrono::TimeDelta::days(40));
    bus::maintain(db.owner(), &world, &[]).await.unwrap();
    assert!(exists().await, "nobody has read anything yet");
    sqlx::query("insert into bus.cursors (subscriber, position) values ('probe', 1000000)")
        .execute(db.pool())
        .await
        .unwrap();
    sqlx::query(
        "insert into bus.parked (subscriber, position, aggregate_type, aggregate_id, type, event,
             next_attempt_at) values ('probe', 5, 'thing', $1, 'test.counted', '{}', now())",
    )
    .bind(Uuid::from_u128(1))
    .execute(db.pool())
    .await
    .unwrap();
    bus::maintain(db.owner(), &world, &[]).await.unwrap();
    assert!(exists().await, "a parked event still needs it");
    sqlx::query("delete from bus.parked").execute(db.pool()).await.unwrap();
    bus::maintain(db.owner(), &world, &[]).await.unwrap();
    assert!(!exists().await);
}

#[tokio::test]
async fn day_partitions_are_made_ahead_and_forgotten_in_time() {
    let (db, world, clock, probe) = setup().await;
    let tables = [bus::DayPartitions { table: "probe.daily", keep_days: 2 }];
    bus::maintain(db.owner(), &world, &tables).await.unwrap();
    sqlx::query("insert into probe.daily (at) values ($1)")
        .bind(world.now())
        .execute(probe.pool())
        .await
        .unwrap();
    let rows = async || -> i64 {
        sqlx::query_scalar("select count(*) from probe.daily").fetch_one(db.pool()).await.unwrap()
    };
    clock.advance(chrono::TimeDelta::days(2));
    bus::maintain(db.owner(), &world, &tables).await.unwrap();
    assert_eq!(rows().await, 1);
    clock.advance(chrono::TimeDelta::days(1));
    bus::maintain(db.owner(), &world, &tables).await.unwrap();
    assert_eq!(rows().await, 0);
}

#[tokio::test]
async fn a_service_may_touch_its_own_schema_and_the_bus_and_nothing_else() {
    let (db, _, _, probe) = setup().await;
    sqlx::raw_sql("create schema other; create table other.secrets (n int)")
        .execute(db.pool())
        .await
        .unwrap();
    for forbidden in [
        "select * from other.secrets",
        "create table probe.mine (n int)",
        "drop table probe.seen",
        "delete from probe._migrations",
        "create schema mine",
    ] {
        let error = sqlx::raw_sql(forbidden).execute(probe.pool()).await.unwrap_err();
        let code = error.as_database_error().and_then(|e| e.code()).unwrap_or_default();
        assert_eq!(code, "42501", "{forbidden}: {error}");
    }
}
