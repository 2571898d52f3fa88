//! Browsers that take push messages, and the key they know us by.

use chassis::crypto::Sealed;
use kernel::Instant;
use kernel::ids::{DeviceId, SessionId, UserId};
use sqlx::PgConnection;

/// The context under which a subscription is sealed.
pub const SUBSCRIPTION_CONTEXT: &str = "notifications.devices.sealed_subscription";
/// The context of the keyed hash of its address.
pub const ENDPOINT_CONTEXT: &str = "notifications.devices.endpoint_hash";
/// The context under which our private key is sealed.
pub const KEY_CONTEXT: &str = "notifications.push_keys.sealed_private";

/// A browser.
pub struct Device {
    pub id: DeviceId,
    pub label: Option<String>,
    pub sealed_subscription: String,
    pub created_at: Instant,
}

/// A browser to be.
pub struct NewDevice<'a> {
    pub id: DeviceId,
    pub user: UserId,
    pub session: SessionId,
    pub endpoint_hash: &'a [u8],
    pub sealed_subscription: &'a Sealed,
    pub label: Option<&'a str>,
}

/// Keeps a browser for whoever is logged in there now; answers its id and since when it is known.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    new: &NewDevice<'_>,
    now: Instant,
) -> sqlx::Result<(DeviceId, Instant)> {
    let row = sqlx::query!(
        "insert into notifications.devices
            (id, user_id, endpoint_hash, sealed_subscription, label, created_at, updated_at,
             session_id)
         values ($1, $2, $3, $4, $5, $6, $6, $7)
         on conflict (endpoint_hash) do update
         set user_id = excluded.user_id, session_id = excluded.session_id, sealed_subscription = excluded.sealed_subscription,
             label = excluded.label, updated_at = excluded.updated_at
         returning id, created_at",
        new.id.uuid(),
        new.user.uuid(),
        new.endpoint_hash,
        new.sealed_subscription.as_str(),
        new.label,
        now,
        new.session.uuid(),
    )
    .fetch_one(tx)
    .await?;
    Ok((row.id.into(), row.created_at))
}

/// A person's browsers, the oldest first.
pub async fn of_in_tx(tx: &mut PgConnection, user: UserId) -> sqlx::Result<Vec<Device>> {
    let rows = sqlx::query!(
        "select id, label, sealed_subscription, created_at from notifications.devices
         where user_id = $1 order by created_at, id",
        user.uuid(),
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Device {
            id: row.id.into(),
            label: row.label,
            sealed_subscription: row.sealed_subscription,
            created_at: row.created_at,
        })
        .collect())
}

/// Leaves a person the `most` latest browsers: those before were forgotten long ago.
pub async fn keep_latest_in_tx(tx: &mut PgConnection, user: UserId, most: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from notifications.devices where id in
            (select id from notifications.devices where user_id = $1
             order by updated_at desc, id desc offset $2)",
        user.uuid(),
        most,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets one of a person's browsers; `false` when there is none of that id.
pub async fn forget_in_tx(tx: &mut PgConnection, user: UserId, id: DeviceId) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "delete from notifications.devices where id = $1 and user_id = $2",
        id.uuid(),
        user.uuid(),
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Forgets the browsers of log-ins that ended.
pub async fn forget_sessions_in_tx(
    tx: &mut PgConnection,
    sessions: &[SessionId],
) -> sqlx::Result<()> {
    let ids: Vec<_> = sessions.iter().map(|id| id.uuid()).collect();
    sqlx::query!("delete from notifications.devices where session_id = any($1)", &ids)
        .execute(tx)
        .await?;
    Ok(())
}

/// Forgets all of a person's browsers; answers how many.
pub async fn forget_all_in_tx(tx: &mut PgConnection, user: UserId) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from notifications.devices where user_id = $1", user.uuid())
        .execute(tx)
        .await?;
    Ok(done.rows_affected())
}

/// Forgets browsers whose subscription is over.
pub async fn forget_gone_in_tx(tx: &mut PgConnection, gone: &[DeviceId]) -> sqlx::Result<()> {
    let ids: Vec<_> = gone.iter().map(|id| id.uuid()).collect();
    sqlx::query!("delete from notifications.devices where id = any($1)", &ids).execute(tx).await?;
    Ok(())
}

/// The platform's private key, sealed.
pub async fn key_in_tx(tx: &mut PgConnection) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select sealed_private from notifications.push_keys where id = 1")
        .fetch_optional(tx)
        .await
}

/// Keeps the first key pair; another process may have been first.
pub async fn save_key_in_tx(
    tx: &mut PgConnection,
    sealed: &Sealed,
    public: &[u8],
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into notifications.push_keys (id, sealed_private, public_key, created_at)
         values (1, $1, $2, $3) on conflict do nothing",
        sealed.as_str(),
        public,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
