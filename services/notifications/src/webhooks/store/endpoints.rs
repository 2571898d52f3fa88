//! `notifications.webhook_endpoints` and `notifications.partners`.

use chassis::crypto::Sealed;
use kernel::Instant;
use kernel::ids::{UserId, WebhookEndpointId};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// An endpoint.
#[derive(Clone)]
pub struct Endpoint {
    pub id: Uuid,
    pub sealed_url: String,
    pub description: Option<String>,
    pub event_types: Vec<String>,
    pub previous_until: Option<Instant>,
    pub off_reason: Option<String>,
    pub off_at: Option<Instant>,
    pub failing_since: Option<Instant>,
    pub created_at: Instant,
}

/// Selects endpoints; the rest of the statement and its arguments follow.
macro_rules! select_endpoint {
    ($rest:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            Endpoint,
            r#"select id, sealed_url, description, event_types, previous_until,
                      off_reason, off_at, failing_since, created_at
               from notifications.webhook_endpoints "#
                + $rest
            $(, $argument)*
        )
    };
}

/// What its owner says of an endpoint.
pub struct Wanted<'a> {
    pub sealed_url: &'a Sealed,
    pub description: Option<&'a str>,
    pub event_types: &'a [String],
    pub is_on: bool,
}

/// Keeps a partner.
pub async fn remember_partner_in_tx(
    tx: &mut PgConnection,
    partner: UserId,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into notifications.partners (partner_id, created_at) values ($1, $2)
         on conflict do nothing",
        partner.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whether the account is a partner's.
pub async fn is_partner(db: impl PgExecutor<'_>, partner: UserId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists(select from notifications.partners where partner_id = $1) as "is!""#,
        partner.uuid(),
    )
    .fetch_one(db)
    .await
}

/// Makes an endpoint.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    (id, partner): (WebhookEndpointId, UserId),
    wanted: &Wanted<'_>,
    secret: &Sealed,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into notifications.webhook_endpoints
            (id, partner_id, sealed_url, description, event_types, sealed_secret, off_reason,
             off_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, case when not $7 then 'by_owner' end,
                 case when not $7 then $8::timestamptz end, $8, $8)",
        id.uuid(),
        partner.uuid(),
        wanted.sealed_url.as_str(),
        wanted.description,
        wanted.event_types,
        secret.as_str(),
        wanted.is_on,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// How many endpoints a partner has. They are locked, so that no two requests both make the last.
pub async fn count_in_tx(tx: &mut PgConnection, partner: UserId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "select id from notifications.webhook_endpoints where partner_id = $1 for update",
        partner.uuid(),
    )
    .fetch_all(&mut *tx)
    .await?;
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from notifications.webhook_endpoints where partner_id = $1"#,
        partner.uuid(),
    )
    .fetch_one(tx)
    .await
}

/// A partner's endpoint, locked.
pub async fn lock_in_tx(
    tx: &mut PgConnection,
    partner: UserId,
    id: WebhookEndpointId,
) -> sqlx::Result<Option<Endpoint>> {
    select_endpoint!("where id = $1 and partner_id = $2 for update", id.uuid(), partner.uuid())
        .fetch_optional(tx)
        .await
}

/// A partner's endpoint.
pub async fn find(
    db: impl PgExecutor<'_>,
    partner: UserId,
    id: WebhookEndpointId,
) -> sqlx::Result<Option<Endpoint>> {
    select_endpoint!("where id = $1 and partner_id = $2", id.uuid(), partner.uuid())
        .fetch_optional(db)
        .await
}

/// A partner's endpoints, the newest first.
pub async fn list(db: impl PgExecutor<'_>, partner: UserId) -> sqlx::Result<Vec<Endpoint>> {
    select_endpoint!("where partner_id = $1 order by created_at desc, id desc", partner.uuid())
        .fetch_all(db)
        .await
}

/// The endpoints that want to be told of a type.
pub async fn wanting_in_tx(
    tx: &mut PgConnection,
    partner: UserId,
    event_type: &str,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select id from notifications.webhook_endpoints
         where partner_id = $1 and off_reason is null
           and (cardinality(event_types) = 0 or $2 = any(event_types))
         order by id",
        partner.uuid(),
        event_type,
    )
    .fetch_all(tx)
    .await
}

/// Writes what its owner changed. Switched on again, it is no longer failing.
pub async fn update_in_tx(
    tx: &mut PgConnection,
    id: WebhookEndpointId,
    wanted: &Wanted<'_>,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.webhook_endpoints
         set sealed_url = $2, description = $3, event_types = $4,
             off_reason = case when $5 then null else coalesce(off_reason, 'by_owner') end,
             off_at = case when $5 then null else coalesce(off_at, $6) end,
             failing_since = case when $5 and off_reason is not null then null
                                  else failing_since end,
             updated_at = $6
         where id = $1",
        id.uuid(),
        wanted.sealed_url.as_str(),
        wanted.description,
        wanted.event_types,
        wanted.is_on,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Puts a new secret in the place of the present one, which counts until `previous_until`.
pub async fn rotate_in_tx(
    tx: &mut PgConnection,
    id: WebhookEndpointId,
    secret: &Sealed,
    previous_until: Instant,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.webhook_endpoints
         set sealed_previous = sealed_secret, previous_until = $3, sealed_secret = $2,
             updated_at = $4
         where id = $1",
        id.uuid(),
        secret.as_str(),
        previous_until,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Removes an endpoint with its messages.
pub async fn delete_in_tx(tx: &mut PgConnection, id: WebhookEndpointId) -> sqlx::Result<()> {
    sqlx::query!("delete from notifications.webhook_endpoints where id = $1", id.uuid())
        .execute(tx)
        .await?;
    Ok(())
}

/// Notes whether something arrived, and since when not.
pub async fn note_in_tx(
    tx: &mut PgConnection,
    id: Uuid,
    arrived: bool,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.webhook_endpoints
         set failing_since = case when $2 then null else coalesce(failing_since, $3) end
         where id = $1 and $2 = (failing_since is not null)",
        id,
        arrived,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Switches an endpoint off; false when it is off already.
pub async fn switch_off_in_tx(
    tx: &mut PgConnection,
    id: Uuid,
    reason: &str,
    now: Instant,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update notifications.webhook_endpoints set off_reason = $2, off_at = $3, updated_at = $3
         where id = $1 and off_reason is null",
        id,
        reason,
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}
