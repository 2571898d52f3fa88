//! Public holidays.

use chassis::StoreError;
use chrono::NaiveDate;
use kernel::ids::UserId;
use kernel::{Instant, Localized, cairo};
use sqlx::PgConnection;
use uuid::Uuid;

/// A public holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day, Cairo's.
    pub day: NaiveDate,
    /// Its name.
    pub name: Localized,
    /// Whether the hours of the week don't hold.
    pub closes: bool,
    /// Whether the day is sure; Islamic days are estimates until they are announced.
    pub confirmed: bool,
}

/// What staff says of a day.
#[derive(Clone, Copy, Debug)]
pub struct Saying<'a> {
    /// Its id.
    pub id: Uuid,
    /// The day.
    pub day: NaiveDate,
    /// Who says it.
    pub by: UserId,
    /// Why.
    pub reason: Option<&'a str>,
    /// Whether the day is a holiday no more.
    pub removed: bool,
}

/// What was said of a day.
#[derive(Clone, Debug)]
pub struct Said {
    /// The day as it was said to be.
    pub holiday: Holiday,
    /// Counts what was said of it.
    pub version: i32,
    /// Whether it was taken off.
    pub removed: bool,
    /// Who said so.
    pub by: UserId,
    /// Why, if it was said.
    pub reason: Option<String>,
    /// When.
    pub at: Instant,
}

/// The holidays from a day to another, both included.
///
/// # Errors
/// When the database is away.
pub async fn between(
    db: &mut PgConnection,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Holiday>, StoreError> {
    let rows = sqlx::query!(
        "select day, name_ar, name_en, closes, confirmed from booking.holidays
         where day between $1 and $2 order by day",
        first,
        last,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Holiday {
            day: row.day,
            name: Localized::new(row.name_ar, row.name_en),
            closes: row.closes,
            confirmed: row.confirmed,
        })
        .collect())
}

/// The days between two instants on which the hours of the week don't hold.
///
/// # Errors
/// When the database is away.
pub async fn closing(
    db: &mut PgConnection,
    from: Instant,
    to: Instant,
) -> Result<Vec<NaiveDate>, StoreError> {
    let holidays = between(db, cairo::local_date(from), cairo::local_date(to)).await?;
    Ok(holidays.into_iter().filter(|h| h.closes).map(|h| h.day).collect())
}

/// Keeps a holiday.
///
/// # Errors
/// When the database refuses or is away.
pub async fn put_in_tx(
    tx: &mut PgConnection,
    holiday: &Holiday,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.holidays (day, name_ar, name_en, closes, confirmed, created_at, updated_at)
         values ($1, $2, $3, $4, $6, $5, $5)
         on conflict (day) do update set name_ar = excluded.name_ar, name_en = excluded.name_en,
             closes = excluded.closes, confirmed = excluded.confirmed,
             version = holidays.version + 1, updated_at = excluded.updated_at",
        holiday.day,
        holiday.name.ar,
        holiday.name.en,
        holiday.closes,
        now,
        holiday.confirmed,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps what was said of a day, as the day stands now; before it is taken off.
///
/// # Errors
/// When the database refuses or is away.
pub async fn note_in_tx(
    tx: &mut PgConnection,
    saying: Saying<'_>,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.holiday_changes
            (id, day, version, removed, name_ar, name_en, closes, confirmed, changed_by, reason,
             created_at)
         select $1, day, case when $3 then version + 1 else version end, $3, name_ar, name_en,
             closes, confirmed, $4, $5, $6
         from booking.holidays where day = $2",
        saying.id,
        saying.day,
        saying.removed,
        saying.by.uuid(),
        saying.reason,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What staff said of a day, newest first.
///
/// # Errors
/// When the database is away.
pub async fn history(db: &mut PgConnection, day: NaiveDate) -> Result<Vec<Said>, StoreError> {
    let rows = sqlx::query!(
        "select version, removed, name_ar, name_en, closes, confirmed, changed_by, reason,
                created_at
         from booking.holiday_changes where day = $1
         order by created_at desc, id desc limit 200",
        day,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Said {
            holiday: Holiday {
                day,
                name: Localized::new(row.name_ar, row.name_en),
                closes: row.closes,
                confirmed: row.confirmed,
            },
            version: row.version,
            removed: row.removed,
            by: row.changed_by.into(),
            reason: row.reason,
            at: row.created_at,
        })
        .collect())
}

/// Takes a holiday off. `false` when the day is none.
///
/// # Errors
/// When the database is away.
pub async fn remove_in_tx(tx: &mut PgConnection, day: NaiveDate) -> Result<bool, StoreError> {
    let done = sqlx::query!("delete from booking.holidays where day = $1", day).execute(tx).await?;
    Ok(done.rows_affected() == 1)
}
