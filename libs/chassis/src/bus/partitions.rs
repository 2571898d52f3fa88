//! Partitions: made ahead of need and dropped when nobody needs them any more.

use crate::{Db, StoreError};
use chrono::{Days, NaiveDate, TimeDelta};
use kernel::{Instant, World};
use sqlx::{AssertSqlSafe, PgConnection};

/// How many positions one partition of `bus.events` holds.
const POSITIONS: i64 = 1_000_000;
/// How long stamped events are kept once every subscriber has read them.
const KEEP_EVENTS: TimeDelta = TimeDelta::days(30);
/// How long answers to idempotency keys are kept.
const KEEP_ANSWERS: TimeDelta = TimeDelta::hours(48);

/// A table that is partitioned by day and forgets.
#[derive(Clone, Copy, Debug)]
pub struct DayPartitions {
    /// The schema-qualified parent table, partitioned by range of a `timestamptz`.
    pub table: &'static str,
    /// How many days are kept.
    pub keep_days: u32,
}

/// Makes the partitions that the next positions will need.
pub(super) async fn ensure_event_partitions(
    connection: &mut PgConnection,
) -> Result<(), StoreError> {
    let position: i64 =
        sqlx::query_scalar("select position from bus.stamp").fetch_one(&mut *connection).await?;
    let current = position / POSITIONS;
    for n in [current, current + 1] {
        let sql = format!(
            "create table if not exists bus.events_{n} partition of bus.events
             for values from ({}) to ({})",
            n * POSITIONS,
            (n + 1) * POSITIONS,
        );
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await?;
        let sql = format!(
            "do $$ declare r record; begin
               for r in select rolname from pg_roles where rolname like 'osta\\_%' loop
                 execute format('grant select on bus.events_{n} to %I', r.rolname);
               end loop; end $$"
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Drops what nobody needs any more and makes day partitions ahead. Run daily, and at start.
///
/// # Errors
/// When the database is away.
pub async fn maintain(
    owner: &Db,
    world: &World,
    tables: &[DayPartitions],
) -> Result<(), StoreError> {
    let now = world.now();
    let mut connection = owner.pool().acquire().await?;
    ensure_event_partitions(&mut connection).await?;
    drop_read_events(&mut connection, now).await?;
    sqlx::query("delete from bus.idempotency where created_at < $1")
        .bind(now - KEEP_ANSWERS)
        .execute(&mut *connection)
        .await?;
    for table in tables {
        maintain_days(&mut connection, table, now.date_naive()).await?;
    }
    Ok(())
}

/// Drops partitions of `bus.events` that lie behind every cursor and every parked event, and
/// whose youngest event is past its keeping.
async fn drop_read_events(connection: &mut PgConnection, now: Instant) -> Result<(), StoreError> {
    let floor: i64 = sqlx::query_scalar(
        "select least(
            coalesce((select min(position) from bus.cursors), 0),
            coalesce((select min(position) from bus.parked), 9223372036854775807))",
    )
    .fetch_one(&mut *connection)
    .await?;
    for n in 0..floor / POSITIONS {
        let name = format!("bus.events_{n}");
        let exists: bool = sqlx::query_scalar("select to_regclass($1) is not null")
            .bind(&name)
            .fetch_one(&mut *connection)
            .await?;
        if !exists {
            continue;
        }
        let sql = format!("select max(created_at) from {name}");
        let youngest: Option<Instant> =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *connection).await?;
        if youngest.is_none_or(|at| at < now - KEEP_EVENTS) {
            let sql = format!("drop table {name}");
            sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await?;
        }
    }
    Ok(())
}

async fn maintain_days(
    connection: &mut PgConnection,
    table: &DayPartitions,
    today: NaiveDate,
) -> Result<(), StoreError> {
    for ahead in 0..=3u64 {
        let Some(day) = today.checked_add_days(Days::new(ahead)) else { continue };
        make_day(connection, table.table, day).await?;
    }
    let oldest = today.checked_sub_days(Days::new(table.keep_days.into())).unwrap_or(today);
    let oldest = format!("{}_{}", unqualified(table.table), oldest.format("%Y%m%d"));
    let expired: Vec<String> = sqlx::query_scalar(
        "select c.oid::regclass::text from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = $1::regclass and c.relname < $2",
    )
    .bind(table.table)
    .bind(&oldest)
    .fetch_all(&mut *connection)
    .await?;
    for name in expired {
        let sql = format!("drop table {name}");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn make_day(
    connection: &mut PgConnection,
    table: &str,
    day: NaiveDate,
) -> Result<(), StoreError> {
    let Some(next) = day.succ_opt() else { return Ok(()) };
    let schema = table.split('.').next().unwrap_or(table);
    let sql = format!(
        "create table if not exists {table}_{} partition of {table}
           for values from ('{day}T00:00:00Z') to ('{next}T00:00:00Z');
         grant select, insert, update, delete on {table}_{} to osta_{schema};",
        day.format("%Y%m%d"),
        day.format("%Y%m%d"),
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}

fn unqualified(table: &str) -> &str {
    table.split('.').next_back().unwrap_or(table)
}
