//! `identity.api_keys`.

use crate::domain::api_key::NewKey;
use kernel::Instant;
use kernel::ids::{ApiKeyId, UserId};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// A key.
#[derive(Clone)]
pub struct StoredKey {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub partner_id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// From where it may come.
    pub networks: Vec<String>,
    /// The keyed hash of its secret.
    pub secret_hash: Vec<u8>,
    /// The one that took its place.
    pub replaced_by: Option<Uuid>,
    /// When it ends by itself.
    pub expires_at: Option<Instant>,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
}

/// Selects keys; the rest of the statement and its arguments follow.
macro_rules! select_key {
    ($rest:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            StoredKey,
            r#"select k.id, k.partner_id, k.name, k.scopes, k.networks, k.secret_hash,
                      k.replaced_by, k.expires_at, k.revoked_at, k.last_used_at, k.created_at
               from identity.api_keys k "#
                + $rest
            $(, $argument)*
        )
    };
}

/// Stores a new key.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    (id, partner): (ApiKeyId, UserId),
    key: &NewKey,
    secret_hash: &[u8; 32],
    by: UserId,
    now: Instant,
) -> Result<(), sqlx::Error> {
    let scopes: Vec<String> = key.scopes.iter().map(|scope| scope.tag().to_owned()).collect();
    sqlx::query!(
        "insert into identity.api_keys
            (id, partner_id, name, scopes, networks, secret_hash, expires_at, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.uuid(),
        partner.uuid(),
        key.name,
        &scopes,
        &key.networks,
        &secret_hash[..],
        key.expires_at,
        by.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A partner's key, locked.
pub async fn lock_in_tx(
    tx: &mut PgConnection,
    partner: UserId,
    id: ApiKeyId,
) -> Result<Option<StoredKey>, sqlx::Error> {
    select_key!("where k.id = $1 and k.partner_id = $2 for update of k", id.uuid(), partner.uuid())
        .fetch_optional(tx)
        .await
}

/// A key that is good now, of an account that is.
pub async fn find_live(
    db: impl PgExecutor<'_>,
    id: ApiKeyId,
    now: Instant,
) -> Result<Option<StoredKey>, sqlx::Error> {
    select_key!(
        "join identity.users u on u.id = k.partner_id
         where k.id = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)
           and u.status = 'active' and u.erased_at is null",
        id.uuid(),
        now,
    )
    .fetch_optional(db)
    .await
}

/// How many keys of a partner are good now.
pub async fn count_live_in_tx(
    tx: &mut PgConnection,
    partner: UserId,
    now: Instant,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from identity.api_keys
           where partner_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)"#,
        partner.uuid(),
        now,
    )
    .fetch_one(tx)
    .await
}

/// A partner's keys, the newest first.
pub async fn list(
    db: impl PgExecutor<'_>,
    partner: UserId,
    before: Option<(Instant, Uuid)>,
    limit: i64,
) -> Result<Vec<StoredKey>, sqlx::Error> {
    select_key!(
        "where k.partner_id = $1
           and ($2::timestamptz is null or (k.created_at, k.id) < ($2, $3))
         order by k.created_at desc, k.id desc limit $4",
        partner.uuid(),
        before.map(|(at, _)| at),
        before.map(|(_, id)| id),
        limit,
    )
    .fetch_all(db)
    .await
}

/// Notes which key took the place of another, and when that one ends.
pub async fn replace_in_tx(
    tx: &mut PgConnection,
    id: ApiKeyId,
    by: ApiKeyId,
    ends_at: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.api_keys set replaced_by = $2, expires_at = $3 where id = $1",
        id.uuid(),
        by.uuid(),
        ends_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Revokes a key.
pub async fn revoke_in_tx(
    tx: &mut PgConnection,
    id: ApiKeyId,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update identity.api_keys set revoked_at = $2 where id = $1", id.uuid(), now)
        .execute(tx)
        .await?;
    Ok(())
}

/// Notes that a key was used.
pub async fn touch(db: impl PgExecutor<'_>, id: ApiKeyId, now: Instant) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.api_keys set last_used_at = $2
         where id = $1 and (last_used_at is null or last_used_at < $2)",
        id.uuid(),
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
