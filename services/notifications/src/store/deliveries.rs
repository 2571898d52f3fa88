//! Deliveries: who was told what through which channel.

use crate::domain::{Attempt, DeliveryChannel, DeliveryState, Message, Quiet};
use crate::error::TellError;
use chassis::crypto::Sealed;
use kernel::ids::{DeliveryId, NotificationId, UserId};
use kernel::{Instant, Lang};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// A delivery to be.
pub struct NewDelivery<'a> {
    pub id: DeliveryId,
    pub event_id: Uuid,
    pub notification: Option<NotificationId>,
    pub recipient: Option<UserId>,
    pub channel: DeliveryChannel,
    pub kind: &'static str,
    pub lang: Lang,
    pub params: &'a Value,
    pub sealed_to: Option<&'a Sealed>,
    pub sealed_code: Option<&'a Sealed>,
    pub state: DeliveryState,
    pub error: Option<&'static str>,
    pub next_attempt_at: Option<Instant>,
    pub useful_until: Instant,
}

/// A stored delivery.
pub struct Delivery {
    pub id: DeliveryId,
    pub event_id: Uuid,
    pub notification: Option<NotificationId>,
    pub recipient: Option<UserId>,
    pub channel: DeliveryChannel,
    pub lang: Lang,
    pub message: Message,
    pub sealed_to: Option<Sealed>,
    pub sealed_code: Option<Sealed>,
    pub state: DeliveryState,
    pub attempts: i32,
    pub sending_since: Option<Instant>,
    pub next_attempt_at: Option<Instant>,
    pub useful_until: Instant,
    pub created_at: Instant,
}

impl Delivery {
    /// Where it stands.
    pub fn attempt(&self, quiet: Quiet) -> Attempt<'_> {
        Attempt {
            channel: self.channel,
            state: self.state,
            message: &self.message,
            sending_since: self.sending_since,
            next_attempt_at: self.next_attempt_at,
            useful_until: self.useful_until,
            quiet,
        }
    }
}

/// Adds a delivery; `false` when the event was already told to this recipient through this
/// channel.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    new: &NewDelivery<'_>,
    now: Instant,
) -> sqlx::Result<bool> {
    let sent_at = (new.state == DeliveryState::Sent).then_some(now);
    let done = sqlx::query!(
        "insert into notifications.deliveries
            (id, event_id, notification_id, recipient_id, channel, kind, lang, params, sealed_to,
             sealed_code, state, last_error, next_attempt_at, useful_until, sent_at, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
         on conflict do nothing",
        new.id.uuid(),
        new.event_id,
        new.notification.map(NotificationId::uuid),
        new.recipient.map(UserId::uuid),
        new.channel.tag(),
        new.kind,
        new.lang.tag(),
        new.params,
        new.sealed_to.map(Sealed::as_str),
        new.sealed_code.map(Sealed::as_str),
        new.state.tag(),
        new.error,
        new.next_attempt_at,
        new.useful_until,
        sent_at,
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A delivery, locked until the commit.
pub async fn lock_in_tx(
    tx: &mut PgConnection,
    id: DeliveryId,
) -> Result<Option<Delivery>, TellError> {
    let row = sqlx::query!(
        "select event_id, notification_id, recipient_id, channel, lang, params, sealed_to,
                sealed_code, state, attempts, sending_since, next_attempt_at, useful_until,
                created_at
         from notifications.deliveries where id = $1 for update",
        id.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let unreadable = |column| TellError::Unreadable { table: "notifications.deliveries", column };
    Ok(Some(Delivery {
        id,
        event_id: row.event_id,
        notification: row.notification_id.map(Into::into),
        recipient: row.recipient_id.map(Into::into),
        channel: DeliveryChannel::from_tag(&row.channel).ok_or_else(|| unreadable("channel"))?,
        lang: Lang::from_tag(&row.lang),
        message: serde_json::from_value(row.params).map_err(|_| unreadable("params"))?,
        sealed_to: row.sealed_to.map(Sealed::parse).transpose()?,
        sealed_code: row.sealed_code.map(Sealed::parse).transpose()?,
        state: DeliveryState::from_tag(&row.state).ok_or_else(|| unreadable("state"))?,
        attempts: row.attempts,
        sending_since: row.sending_since,
        next_attempt_at: row.next_attempt_at,
        useful_until: row.useful_until,
        created_at: row.created_at,
    }))
}

/// Notes that the outside world is being asked from now on, for one more attempt.
pub async fn begin_attempt_in_tx(
    tx: &mut PgConnection,
    id: DeliveryId,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.deliveries
         set state = 'sending', attempts = attempts + 1, sending_since = $2,
             next_attempt_at = null, updated_at = $2
         where id = $1",
        id.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What an attempt, or the decision against one, came to.
#[derive(Clone, Copy, Debug)]
pub struct AttemptResult<'a> {
    pub state: DeliveryState,
    pub sender: Option<&'a str>,
    pub provider_message_id: Option<&'a str>,
    pub error: Option<&'a str>,
    pub next_attempt_at: Option<Instant>,
}

/// Notes a result. A code is erased once nothing more will be sent.
pub async fn end_attempt_in_tx(
    tx: &mut PgConnection,
    id: DeliveryId,
    result: AttemptResult<'_>,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.deliveries
         set state = $2, sender = coalesce($3, sender),
             provider_message_id = coalesce($4, provider_message_id), last_error = $5,
             next_attempt_at = $6, sending_since = null,
             sent_at = case when $2 = 'sent' then $7::timestamptz end,
             sealed_code = case when $2 in ('queued', 'failed') then sealed_code end,
             updated_at = $7
         where id = $1",
        id.uuid(),
        result.state.tag(),
        result.sender,
        result.provider_message_id,
        result.error,
        result.next_attempt_at,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Puts a delivery back into the queue with fresh attempts.
pub async fn requeue_in_tx(
    tx: &mut PgConnection,
    id: DeliveryId,
    useful_until: Instant,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.deliveries
         set state = 'queued', attempts = 0, next_attempt_at = $3, useful_until = $2,
             sending_since = null, sent_at = null, updated_at = $3
         where id = $1",
        id.uuid(),
        useful_until,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets deliveries older than `before`, at most `most` at once; answers how many.
pub async fn forget_in_tx(tx: &mut PgConnection, before: Instant, most: i64) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from notifications.deliveries where id in
            (select id from notifications.deliveries where created_at < $1
             order by created_at limit $2)",
        before,
        most,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}
