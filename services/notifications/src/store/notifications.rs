//! The inbox.

use kernel::ids::{BookingId, NotificationId, UserId};
use kernel::{Instant, Lang};
use serde_json::Value;
use sqlx::PgConnection;

/// A row of the inbox to be.
pub struct NewNotification<'a> {
    pub id: NotificationId,
    pub recipient: UserId,
    pub kind: &'static str,
    pub lang: Lang,
    pub title: &'a str,
    pub body: &'a str,
    pub params: &'a Value,
    pub booking: Option<BookingId>,
}

/// Puts a notification into an inbox.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    new: &NewNotification<'_>,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into notifications.notifications
            (id, recipient_id, kind, lang, title, body, params, booking_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        new.id.uuid(),
        new.recipient.uuid(),
        new.kind,
        new.lang.tag(),
        new.title,
        new.body,
        new.params,
        new.booking.map(BookingId::uuid),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Marks one notification read; `false` when the person has none of that id. Reading it again
/// keeps the first time. `around` is when the id was made, so that one partition is looked at.
pub async fn mark_read_in_tx(
    tx: &mut PgConnection,
    recipient: UserId,
    id: NotificationId,
    around: (Instant, Instant),
    now: Instant,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update notifications.notifications set read_at = coalesce(read_at, greatest($5, created_at))
         where id = $1 and recipient_id = $2 and created_at between $3 and $4",
        id.uuid(),
        recipient.uuid(),
        around.0,
        around.1,
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Marks everything of a person read; answers how many were not.
pub async fn mark_all_read_in_tx(
    tx: &mut PgConnection,
    recipient: UserId,
    now: Instant,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update notifications.notifications set read_at = greatest($2, created_at)
         where recipient_id = $1 and read_at is null",
        recipient.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}

/// Whether a person was ever told of a booking, which only those are whom it concerns.
pub async fn was_told_of_in_tx(
    tx: &mut PgConnection,
    recipient: UserId,
    booking: BookingId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select 1 from notifications.notifications
           where recipient_id = $1 and booking_id = $2) as "yes!""#,
        recipient.uuid(),
        booking.uuid(),
    )
    .fetch_one(tx)
    .await
}
