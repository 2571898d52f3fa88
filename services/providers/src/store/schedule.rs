//! When providers work: `providers.weekly_hours` and `providers.hours_exceptions`.

use crate::ids::ExceptionId;
use chassis::StoreError;
use contracts::providers::WeeklyInterval;
use kernel::Instant;
use kernel::ids::{ProviderId, TypedId as _};
use sqlx::PgConnection;

/// A dated exception.
#[derive(Clone, Debug)]
pub struct Exception {
    /// Its id.
    pub id: ExceptionId,
    /// From when.
    pub starts_at: Instant,
    /// Until when.
    pub ends_at: Instant,
    /// Whether the provider works then.
    pub works: bool,
    /// What for.
    pub note: Option<String>,
}

/// Replaces a provider's week.
///
/// # Errors
/// When the database is away.
pub async fn replace_week_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    hours: &[WeeklyInterval],
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!("delete from providers.weekly_hours where provider_id = $1", provider.uuid())
        .execute(&mut *tx)
        .await?;
    let small = |n: u16| i16::try_from(n).unwrap_or(i16::MAX);
    let days: Vec<i16> = hours.iter().map(|h| h.weekday.into()).collect();
    let starts: Vec<i16> = hours.iter().map(|h| small(h.from_minute)).collect();
    let ends: Vec<i16> = hours.iter().map(|h| small(h.to_minute)).collect();
    sqlx::query!(
        "insert into providers.weekly_hours
            (provider_id, weekday, from_minute, to_minute, created_at)
         select $1, h.weekday, h.from_minute, h.to_minute, $5
         from unnest($2::smallint[], $3::smallint[], $4::smallint[])
              as h(weekday, from_minute, to_minute)",
        provider.uuid(),
        &days,
        &starts,
        &ends,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A provider's week, by weekday and start.
///
/// # Errors
/// When the database is away.
pub async fn week_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
) -> Result<Vec<WeeklyInterval>, StoreError> {
    let rows = sqlx::query!(
        "select weekday, from_minute, to_minute from providers.weekly_hours
         where provider_id = $1 order by weekday, from_minute",
        provider.uuid()
    )
    .fetch_all(tx)
    .await?;
    let week = rows.into_iter().map(|row| WeeklyInterval {
        weekday: u8::try_from(row.weekday).unwrap_or_default(),
        from_minute: row.from_minute.unsigned_abs(),
        to_minute: row.to_minute.unsigned_abs(),
    });
    Ok(week.collect())
}

/// Adds an exception.
///
/// # Errors
/// Constraint `exceptions_do_not_overlap` when another one covers part of its time.
pub async fn add_exception_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    exception: &Exception,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into providers.hours_exceptions
            (id, provider_id, starts_at, ends_at, works, note, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        exception.id.uuid(),
        provider.uuid(),
        exception.starts_at,
        exception.ends_at,
        exception.works,
        exception.note,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes an exception off. `false` when the provider has none of that id.
///
/// # Errors
/// When the database is away.
pub async fn remove_exception_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    id: ExceptionId,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "delete from providers.hours_exceptions where provider_id = $1 and id = $2",
        provider.uuid(),
        id.uuid()
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The exceptions that end after `now`, by start.
///
/// # Errors
/// When the database is away.
pub async fn exceptions_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    now: Instant,
) -> Result<Vec<Exception>, StoreError> {
    let rows = sqlx::query!(
        "select id, starts_at, ends_at, works, note from providers.hours_exceptions
         where provider_id = $1 and ends_at > $2 order by starts_at",
        provider.uuid(),
        now
    )
    .fetch_all(tx)
    .await?;
    let exceptions = rows.into_iter().map(|row| Exception {
        id: row.id.into(),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        works: row.works,
        note: row.note,
    });
    Ok(exceptions.collect())
}
