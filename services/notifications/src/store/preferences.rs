//! What people want to be told how, and when they want to be left alone.

use crate::domain::{Open, Preferences, Purpose, Quiet};
use chrono::{NaiveTime, Timelike};
use kernel::Instant;
use kernel::ids::UserId;
use sqlx::PgConnection;

/// A person's choices.
pub async fn find_in_tx(tx: &mut PgConnection, user: UserId) -> sqlx::Result<Preferences> {
    let rows = sqlx::query!(
        "select purpose, by_push, by_sms, by_email from notifications.preferences
         where user_id = $1",
        user.uuid(),
    )
    .fetch_all(tx)
    .await?;
    let chosen = rows.into_iter().filter_map(|row| {
        let open = Open { push: row.by_push, sms: row.by_sms, email: row.by_email };
        Some((Purpose::from_tag(&row.purpose)?, open))
    });
    Ok(Preferences::new(chosen.collect()))
}

/// Keeps a choice.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    purpose: Purpose,
    open: Open,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into notifications.preferences
            (user_id, purpose, by_push, by_sms, by_email, created_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (user_id, purpose) do update
         set by_push = excluded.by_push, by_sms = excluded.by_sms, by_email = excluded.by_email",
        user.uuid(),
        purpose.tag(),
        open.push,
        open.sms,
        open.email,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A person's quiet hours.
pub async fn quiet_in_tx(tx: &mut PgConnection, user: UserId) -> sqlx::Result<Quiet> {
    let row = sqlx::query!(
        "select from_minute, to_minute from notifications.quiet_hours where user_id = $1",
        user.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else { return Ok(Quiet::default()) };
    let time = |minute: Option<i16>| {
        let seconds = u32::try_from(minute?).ok()? * 60;
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)
    };
    Ok(match (time(row.from_minute), time(row.to_minute)) {
        (Some(from), Some(to)) => Quiet::Between(from, to),
        _ => Quiet::Never,
    })
}

/// Keeps a person's quiet hours.
pub async fn save_quiet_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    quiet: Quiet,
    now: Instant,
) -> sqlx::Result<()> {
    let minute =
        |time: NaiveTime| i16::try_from(time.num_seconds_from_midnight() / 60).unwrap_or_default();
    let (from, to) = match quiet {
        Quiet::Never => (None, None),
        Quiet::Between(from, to) => (Some(minute(from)), Some(minute(to))),
    };
    sqlx::query!(
        "insert into notifications.quiet_hours (user_id, from_minute, to_minute, created_at)
         values ($1, $2, $3, $4)
         on conflict (user_id) do update
         set from_minute = excluded.from_minute, to_minute = excluded.to_minute",
        user.uuid(),
        from,
        to,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets what a person chose; answers how many rows.
pub async fn forget_in_tx(tx: &mut PgConnection, user: UserId) -> sqlx::Result<u64> {
    let choices =
        sqlx::query!("delete from notifications.preferences where user_id = $1", user.uuid())
            .execute(&mut *tx)
            .await?;
    let hours =
        sqlx::query!("delete from notifications.quiet_hours where user_id = $1", user.uuid())
            .execute(tx)
            .await?;
    Ok(choices.rows_affected() + hours.rows_affected())
}
