//! The way into the tables: batches, outages, partitions, closing down.

use crate::fixture::{Fixture, eventually, provider};
use chassis::telemetry::metrics_handle;
use chrono::TimeDelta;
use contracts::tracking::TrackingApi;
use serde_json::json;
use sqlx::AssertSqlSafe;
use tokio_util::sync::CancellationToken;

/// From here on what is counted can be read.
fn record_metrics() {
    let _ = metrics_handle();
}

/// The value of a metric, all its labels in one line.
fn metric(line: &str) -> f64 {
    let text = metrics_handle().render();
    let found = text.lines().find_map(|l| l.strip_prefix(line)?.trim().parse().ok());
    found.unwrap_or(0.0)
}

fn start(f: &mut Fixture, stop: &CancellationToken) -> Vec<tokio::task::JoinHandle<()>> {
    let tasks = std::mem::take(&mut f.background);
    tasks.into_iter().map(|task| tokio::spawn(task(stop.clone()))).collect()
}

#[tokio::test]
async fn rows_are_written_within_about_a_second_and_the_rest_when_closing_down() {
    record_metrics();
    let mut f = Fixture::with(json!({"batch_rows": 100})).await;
    f.shift(1, true).await;
    f.later(500);
    let stop = CancellationToken::new();
    let tasks = start(&mut f, &stop);
    f.report(1, f.fix(-450)).await.expect(200);
    eventually("the row is written", async || f.history_rows().await == 1).await;
    let fixes: Vec<_> = (1..=250).map(|n| f.fix(-n)).collect();
    f.report_batch(1, json!(fixes)).await.expect(200);
    stop.cancel();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(f.history_rows().await, 251);
    assert_eq!(metric("osta_tracking_history_written_total "), 251.0);
    assert_eq!(metric("osta_tracking_fixes_total{outcome=\"live\"} "), 251.0);
    assert!(metric("osta_tracking_write_seconds_count ") >= 3.0);
}

/// Lets nobody into the database any more (and throws out who is there), or lets them in again.
async fn open(f: &Fixture, admin: &mut sqlx::PgConnection, is_open: bool) {
    let name = f.db.url().split('?').next().unwrap().rsplit('/').next().unwrap().to_string();
    let sql = format!("alter database {name} with allow_connections {is_open}");
    sqlx::query(AssertSqlSafe(sql)).execute(&mut *admin).await.unwrap();
    if !is_open {
        sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1")
            .bind(name)
            .execute(&mut *admin)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn without_the_database_fixes_stay_live_and_the_backlog_stays_bounded() {
    use sqlx::Connection;
    record_metrics();
    let f = Fixture::with(json!({"backlog_rows": 50, "batch_rows": 20})).await;
    f.shift(1, true).await;
    f.later(500);
    f.report(1, f.fix(-450)).await.expect(200);
    f.api.flush().await.unwrap();
    let server = std::env::var("OSTA_TEST_DATABASE_URL").unwrap();
    let mut admin = sqlx::PgConnection::connect(&server).await.unwrap();
    open(&f, &mut admin, false).await;

    for n in 0..8 {
        let fixes: Vec<_> = (0..10).map(|s| f.fix(10 * n + s - 400)).collect();
        f.report_batch(1, json!(fixes)).await.expect(200);
    }
    let last = f.api.last_fix(provider(1)).await.unwrap().unwrap();
    assert_eq!((last.at - f.now()).num_seconds(), -321);
    f.api.flush().await.unwrap_err();
    assert_eq!(metric("osta_tracking_backlog_rows "), 50.0);
    assert_eq!(metric("osta_tracking_history_lost_total{reason=\"backlog_full\"} "), 30.0);

    open(&f, &mut admin, true).await;
    // The pool asks a connection whether it still lives once it has rested for a second.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    eventually("the backlog is written", async || f.api.flush().await.is_ok()).await;
    assert_eq!(f.history_rows().await, 51);
    let oldest: kernel::Instant = sqlx::query_scalar(
        "select min(device_time) from tracking.provider_locations where device_time > $1",
    )
    .bind(f.now() - TimeDelta::seconds(401))
    .fetch_one(f.db.pool())
    .await
    .unwrap();
    // The oldest 30 are the ones that were let go.
    assert_eq!((oldest - f.now()).num_seconds(), -370);
}

#[tokio::test]
async fn a_row_that_is_refused_for_good_costs_only_itself() {
    record_metrics();
    let mut f = Fixture::new().await;
    f.shift(1, true).await;
    f.later(100);
    let sql = "alter table tracking.provider_locations add check (accuracy <> 7)";
    sqlx::query(sql).execute(f.db.pool()).await.unwrap();
    let fixes = json!([f.fix(-90), f.fix_with(-80, json!({"accuracy": 7})), f.fix(-70)]);
    f.report_batch(1, fixes).await.expect(200);
    let stop = CancellationToken::new();
    let tasks = start(&mut f, &stop);
    eventually("the others are written", async || f.history_rows().await == 2).await;
    stop.cancel();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(metric("osta_tracking_history_lost_total{reason=\"refused\"} "), 1.0);
}

#[tokio::test]
async fn a_fault_that_can_be_mended_loses_nothing() {
    let mut f = Fixture::new().await;
    f.shift(1, true).await;
    f.report(1, f.fix(0)).await.expect(200);
    let run = async |db: &testkit::TestDb, sql: &'static str| {
        sqlx::query(sql).execute(db.pool()).await.unwrap();
    };
    run(&f.db, "revoke insert on tracking.provider_locations from osta_tracking").await;
    f.api.flush().await.unwrap_err();
    let stop = CancellationToken::new();
    let tasks = start(&mut f, &stop);
    run(&f.db, "grant insert on tracking.provider_locations to osta_tracking").await;
    eventually("the row is written", async || f.history_rows().await == 1).await;
    stop.cancel();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn each_day_has_its_partition_and_old_ones_are_dropped() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.report(1, f.fix(0)).await.expect(200);
    f.api.flush().await.unwrap();
    let rows_in = async |partition: &str| -> Option<i64> {
        let sql = format!("select count(*) from tracking.{partition}");
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(f.db.pool()).await.ok()
    };
    assert_eq!(rows_in("provider_locations_20261122").await, Some(1));
    f.later(90 * 86_400);
    chassis::bus::maintain(f.db.owner(), &f.world, tracking::PARTITIONS).await.unwrap();
    assert_eq!(rows_in("provider_locations_20261122").await, Some(1));
    f.later(86_400);
    chassis::bus::maintain(f.db.owner(), &f.world, tracking::PARTITIONS).await.unwrap();
    assert_eq!(rows_in("provider_locations_20261122").await, None);
    f.report(1, f.fix(0)).await.expect(200);
    f.api.flush().await.unwrap();
    assert_eq!(rows_in("provider_locations_20270221").await, Some(1));
}

#[tokio::test]
async fn a_day_that_never_had_a_partition_costs_only_its_own_rows() {
    record_metrics();
    let f = Fixture::new().await;
    // Eleven hours ago it was yesterday, before the installation.
    f.shift(1, true).await;
    sqlx::query("update tracking.provider_states set shift_since = now() - interval '10 years'")
        .execute(f.db.pool())
        .await
        .unwrap();
    let f = f.restarted().await;
    f.report_batch(1, json!([f.fix(-11 * 3_600), f.fix(0)])).await.expect(200);
    f.api.flush().await.unwrap();
    assert_eq!(f.history_rows().await, 1);
    assert_eq!(metric("osta_tracking_history_lost_total{reason=\"no_partition\"} "), 1.0);
}

#[tokio::test]
async fn a_day_whose_partition_is_late_waits_for_it() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.later(10 * 86_400);
    f.report(1, f.fix(0)).await.expect(200);
    f.api.flush().await.unwrap_err();
    assert_eq!(f.history_rows().await, 0);
    chassis::bus::maintain(f.db.owner(), &f.world, tracking::PARTITIONS).await.unwrap();
    assert_eq!(f.api.flush().await.unwrap(), 1);
    assert_eq!(f.history_rows().await, 1);
}
