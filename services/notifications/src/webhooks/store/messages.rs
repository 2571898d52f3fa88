//! `notifications.webhook_messages`.

use crate::webhooks::note::Fact;
use chassis::crypto::Sealed;
use kernel::Instant;
use kernel::ids::{WebhookEndpointId, WebhookMessageId};
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// A message with what its endpoint says.
pub struct Message {
    pub id: Uuid,
    pub endpoint_id: Uuid,
    pub partner_id: Uuid,
    pub event_type: String,
    pub occurred_at: Instant,
    pub booking_id: Option<Uuid>,
    pub payment: Option<Value>,
    pub sealed_body: Option<String>,
    pub state: String,
    pub attempts: i32,
    pub next_attempt_at: Option<Instant>,
    pub sealed_url: String,
    pub sealed_secret: String,
    pub sealed_previous: Option<String>,
    pub previous_until: Option<Instant>,
    pub failing_since: Option<Instant>,
    /// Why nothing is sent.
    pub off_reason: Option<String>,
    /// The state of the partner's account, when it is known.
    pub account: Option<String>,
}

/// A message as it is listed.
pub struct Listed {
    pub id: Uuid,
    pub event_type: String,
    pub occurred_at: Instant,
    pub booking_id: Option<Uuid>,
    pub sealed_body: Option<String>,
    pub state: String,
    pub attempts: i32,
    pub next_attempt_at: Option<Instant>,
    pub ended_at: Option<Instant>,
    pub created_at: Instant,
}

/// Selects messages for lists; the rest of the statement and its arguments follow.
macro_rules! select_listed {
    ($rest:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            Listed,
            r#"select id, event_type, occurred_at, booking_id, sealed_body, state, attempts,
                      next_attempt_at, ended_at, created_at
               from notifications.webhook_messages "#
                + $rest
            $(, $argument)*
        )
    };
}

/// Makes a message; false when the endpoint has one of that event.
pub(in crate::webhooks) async fn insert_in_tx(
    tx: &mut PgConnection,
    id: WebhookMessageId,
    endpoint: Uuid,
    fact: &Fact<'_>,
    now: Instant,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into notifications.webhook_messages
            (id, endpoint_id, event_id, event_type, occurred_at, booking_id, payment, state,
             next_attempt_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $8)
         on conflict (endpoint_id, event_id) do nothing",
        id.uuid(),
        endpoint,
        fact.id,
        fact.kind,
        fact.occurred_at,
        fact.booking.map(kernel::ids::BookingId::uuid),
        fact.payment,
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A message that is to be sent, locked.
pub async fn lock_in_tx(
    tx: &mut PgConnection,
    id: WebhookMessageId,
) -> sqlx::Result<Option<Message>> {
    sqlx::query_as!(
        Message,
        r#"select m.id, m.endpoint_id, e.partner_id, m.event_type, m.occurred_at, m.booking_id,
                  m.payment, m.sealed_body, m.state, m.attempts, m.next_attempt_at, e.sealed_url,
                  e.sealed_secret, e.sealed_previous, e.previous_until, e.failing_since,
                  e.off_reason,
                  (select r.status from notifications.recipients r
                   where r.user_id = e.partner_id) as account
           from notifications.webhook_messages m
           join notifications.webhook_endpoints e on e.id = m.endpoint_id
           where m.id = $1 for update of m"#,
        id.uuid(),
    )
    .fetch_optional(tx)
    .await
}

/// Keeps what a message says: the same in every attempt.
pub async fn keep_body(
    db: impl PgExecutor<'_>,
    id: WebhookMessageId,
    body: &Sealed,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.webhook_messages set sealed_body = $2
         where id = $1 and sealed_body is null",
        id.uuid(),
        body.as_str(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Notes an attempt after which another follows.
pub async fn wait_in_tx(tx: &mut PgConnection, id: Uuid, until: Instant) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.webhook_messages
         set attempts = attempts + 1, next_attempt_at = $2
         where id = $1 and state = 'waiting'",
        id,
        until,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends a message, after one more attempt if `attempted`.
pub async fn end_in_tx(
    tx: &mut PgConnection,
    id: Uuid,
    delivered: bool,
    attempted: bool,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.webhook_messages
         set state = case when $2 then 'delivered' else 'failed' end,
             attempts = attempts + case when $3 then 1 else 0 end,
             next_attempt_at = null, ended_at = $4
         where id = $1 and state = 'waiting'",
        id,
        delivered,
        attempted,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Begins a new round of attempts. Answers whether there was such a message that had ended.
pub async fn again_in_tx(
    tx: &mut PgConnection,
    endpoint: WebhookEndpointId,
    id: WebhookMessageId,
    now: Instant,
) -> sqlx::Result<Option<bool>> {
    sqlx::query_scalar!(
        r#"with found as (
               select id, state from notifications.webhook_messages
               where id = $1 and endpoint_id = $2 for update),
             moved as (
               update notifications.webhook_messages m
               set state = 'waiting', attempts = 0, next_attempt_at = $3, ended_at = null
               from found where m.id = found.id and found.state <> 'waiting')
           select state <> 'waiting' as "ended!" from found"#,
        id.uuid(),
        endpoint.uuid(),
        now,
    )
    .fetch_optional(tx)
    .await
}

/// Begins a new round for messages that failed since a moment, the oldest first.
pub async fn failed_again_in_tx(
    tx: &mut PgConnection,
    endpoint: WebhookEndpointId,
    since: Instant,
    most: i64,
    now: Instant,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "update notifications.webhook_messages
         set state = 'waiting', attempts = 0, next_attempt_at = $3, ended_at = null
         where id in (select id from notifications.webhook_messages
                      where endpoint_id = $1 and state = 'failed' and created_at >= $2
                      order by created_at, id limit $4 for update)
         returning id",
        endpoint.uuid(),
        since,
        now,
        most,
    )
    .fetch_all(tx)
    .await
}

/// An endpoint's messages, the newest first.
pub async fn list(
    db: impl PgExecutor<'_>,
    endpoint: WebhookEndpointId,
    state: Option<&str>,
    before: Option<(Instant, Uuid)>,
    limit: i64,
) -> sqlx::Result<Vec<Listed>> {
    select_listed!(
        "where endpoint_id = $1 and ($2::text is null or state = $2)
           and ($3::timestamptz is null or (created_at, id) < ($3, $4))
         order by created_at desc, id desc limit $5",
        endpoint.uuid(),
        state,
        before.map(|(at, _)| at),
        before.map(|(_, id)| id),
        limit,
    )
    .fetch_all(db)
    .await
}

/// One message of an endpoint.
pub async fn find(
    db: impl PgExecutor<'_>,
    endpoint: WebhookEndpointId,
    id: WebhookMessageId,
) -> sqlx::Result<Option<Listed>> {
    select_listed!("where id = $1 and endpoint_id = $2", id.uuid(), endpoint.uuid())
        .fetch_optional(db)
        .await
}

/// Forgets messages that are too old, with their attempts. Returns how many.
pub async fn forget_in_tx(tx: &mut PgConnection, before: Instant, most: i64) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from notifications.webhook_messages where id in
            (select id from notifications.webhook_messages where created_at < $1 limit $2)",
        before,
        most,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}
