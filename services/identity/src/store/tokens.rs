//! `identity.refresh_tokens`.

use crate::domain::session::Shown;
use chassis::crypto::Sealed;
use kernel::Instant;
use kernel::ids::{SessionId, UserId};
use sqlx::PgConnection;

/// A refresh token that was shown, with whom it belongs to.
pub struct Token {
    /// The facts it is judged by.
    pub shown: Shown,
    /// Its family.
    pub session: SessionId,
    /// Its owner.
    pub user: UserId,
    /// Whether the account is active.
    pub active: bool,
    /// Its successor, for as long as it is remembered.
    pub successor: Option<Sealed>,
}

/// Finds a token and locks it with its session: of many who show it at once, one comes first.
///
/// Whoever waited sees these two rows as they are now, but everything else as it was before the
/// wait; so nothing is read here that whoever came first may have written.
pub async fn lock_in_tx(
    tx: &mut PgConnection,
    hash: &[u8; 32],
) -> Result<Option<Token>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select t.expires_at, t.used_at, t.sealed_successor as "sealed_successor: Sealed",
                  s.id as session_id, s.expires_at as session_expires_at, s.ended_at,
                  u.id as user_id, u.status
           from identity.refresh_tokens t
           join identity.sessions s on s.id = t.session_id
           join identity.users u on u.id = s.user_id
           where t.token_hash = $1 for update of t, s"#,
        &hash[..]
    )
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Token {
        shown: Shown {
            expires_at: row.expires_at,
            used_at: row.used_at,
            session_expires_at: row.session_expires_at,
            session_ended: row.ended_at.is_some(),
        },
        session: row.session_id.into(),
        user: row.user_id.into(),
        active: row.status == "active",
        successor: row.sealed_successor,
    }))
}

/// Stores a new token.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    hash: &[u8; 32],
    session: SessionId,
    now: Instant,
    expires_at: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into identity.refresh_tokens (token_hash, session_id, created_at, expires_at)
         values ($1, $2, $3, $4)",
        &hash[..],
        session.uuid(),
        now,
        expires_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes that a token was exchanged, and for what.
pub async fn exchange_in_tx(
    tx: &mut PgConnection,
    hash: &[u8; 32],
    successor_hash: &[u8; 32],
    successor: &Sealed,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.refresh_tokens
         set used_at = $2, successor_hash = $3, sealed_successor = $4 where token_hash = $1",
        &hash[..],
        now,
        &successor_hash[..],
        successor.as_str(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets the successors of tokens that were exchanged before `used_before`. Returns how many.
pub async fn forget_successors_in_tx(
    tx: &mut PgConnection,
    used_before: Instant,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "update identity.refresh_tokens set sealed_successor = null
         where sealed_successor is not null and used_at <= $1",
        used_before
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}

/// Removes tokens whose time is over. Returns how many.
pub async fn purge_in_tx(tx: &mut PgConnection, now: Instant) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!("delete from identity.refresh_tokens where expires_at <= $1", now)
        .execute(tx)
        .await?;
    Ok(done.rows_affected())
}
