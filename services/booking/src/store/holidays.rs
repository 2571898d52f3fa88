//! Public holidays.

use chassis::StoreError;
use chrono::NaiveDate;
use kernel::{Instant, Localized, cairo};
use sqlx::PgConnection;

/// A public holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day, Cairo's.
    pub day: NaiveDate,
    /// Its name.
    pub name: Localized,
    /// Whether the hours of the week don't hold.
    pub closes: bool,
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
        "select day, name_ar, name_en, closes from booking.holidays
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
        "insert into booking.holidays (day, name_ar, name_en, closes, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)
         on conflict (day) do update set name_ar = excluded.name_ar, name_en = excluded.name_en,
             closes = excluded.closes, updated_at = excluded.updated_at",
        holiday.day,
        holiday.name.ar,
        holiday.name.en,
        holiday.closes,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a holiday off. `false` when the day is none.
///
/// # Errors
/// When the database is away.
pub async fn remove_in_tx(tx: &mut PgConnection, day: NaiveDate) -> Result<bool, StoreError> {
    let done = sqlx::query!("delete from booking.holidays where day = $1", day).execute(tx).await?;
    Ok(done.rows_affected() == 1)
}
