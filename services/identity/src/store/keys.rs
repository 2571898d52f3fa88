//! `identity.signing_keys`.

use chassis::crypto::Sealed;
use kernel::Instant;
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor};

/// A key that was just made.
pub struct NewKey {
    /// Its id.
    pub kid: String,
    /// PKCS#8, base64, sealed.
    pub private_key: Sealed,
    /// The public half as a JWK.
    pub public_jwk: Value,
}

/// The key that signs.
pub struct CurrentKey {
    /// Its id.
    pub kid: String,
    /// PKCS#8, base64, sealed.
    pub private_key: Sealed,
}

/// One maker of keys at a time, until the end of the transaction.
pub async fn lock_in_tx(tx: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock(hashtext('identity.signing_keys'))")
        .execute(tx)
        .await?;
    Ok(())
}

/// The key that signs, if there is one.
pub async fn current(db: impl PgExecutor<'_>) -> Result<Option<CurrentKey>, sqlx::Error> {
    sqlx::query_as!(
        CurrentKey,
        r#"select kid, private_key as "private_key: Sealed" from identity.signing_keys
           where retired_at is null"#
    )
    .fetch_optional(db)
    .await
}

/// The public keys of tokens that may still be good, the one that signs first.
pub async fn published(db: impl PgExecutor<'_>, now: Instant) -> Result<Vec<Value>, sqlx::Error> {
    sqlx::query_scalar!(
        "select public_jwk from identity.signing_keys
         where retired_at is null or verify_until > $1 order by retired_at desc nulls first",
        now
    )
    .fetch_all(db)
    .await
}

/// Stops signing with the present key.
pub async fn retire_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    verify_until: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.signing_keys set retired_at = $1, verify_until = $2
         where retired_at is null",
        now,
        verify_until
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Stores a new key, which signs from now on.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    key: &NewKey,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into identity.signing_keys (kid, private_key, public_jwk, created_at)
         values ($1, $2, $3, $4)",
        key.kid,
        key.private_key.as_str(),
        key.public_jwk,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Removes keys that nothing verifies with any more. Returns how many.
pub async fn purge_in_tx(tx: &mut PgConnection, now: Instant) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!("delete from identity.signing_keys where verify_until <= $1", now)
        .execute(tx)
        .await?;
    Ok(done.rows_affected())
}
