//! `identity.sessions`.

use kernel::Instant;
use kernel::ids::{SessionId, UserId};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// Its owner logged out.
    LoggedOut,
    /// Its owner ended it from another one.
    EndedElsewhere,
    /// A used refresh token came again.
    Reuse,
    /// The account was suspended.
    Suspended,
    /// The password was changed.
    PasswordChanged,
    /// Its owner closed the account.
    Closed,
}

impl EndReason {
    fn tag(self) -> &'static str {
        match self {
            Self::LoggedOut => "logged_out",
            Self::EndedElsewhere => "ended_elsewhere",
            Self::Reuse => "reuse",
            Self::Suspended => "suspended",
            Self::PasswordChanged => "password_changed",
            Self::Closed => "closed",
        }
    }
}

/// An open session.
pub struct Session {
    /// Its id.
    pub id: Uuid,
    /// The program it was begun with.
    pub user_agent: Option<String>,
    /// When it began.
    pub created_at: Instant,
    /// When it was last refreshed.
    pub last_used_at: Instant,
    /// Until when it lives at most.
    pub expires_at: Instant,
}

/// Begins a session.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    id: SessionId,
    user: UserId,
    user_agent: Option<&str>,
    now: Instant,
    expires_at: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into identity.sessions
            (id, user_id, user_agent, created_at, last_used_at, expires_at)
         values ($1, $2, $3, $4, $4, $5)",
        id.uuid(),
        user.uuid(),
        user_agent,
        now,
        expires_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes that a session was refreshed.
pub async fn touch_in_tx(
    tx: &mut PgConnection,
    id: SessionId,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update identity.sessions set last_used_at = $2 where id = $1", id.uuid(), now)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends one session of a person. False when it has none of that id that is open.
pub async fn end_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    id: SessionId,
    reason: EndReason,
    now: Instant,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update identity.sessions set ended_at = $3, end_reason = $4
         where id = $1 and user_id = $2 and ended_at is null and expires_at > $3",
        id.uuid(),
        user.uuid(),
        now,
        reason.tag(),
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends all sessions of a person, but `keep`. Returns which.
pub async fn end_all_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    keep: Option<SessionId>,
    reason: EndReason,
    now: Instant,
) -> Result<Vec<SessionId>, sqlx::Error> {
    let ended = sqlx::query_scalar!(
        "update identity.sessions set ended_at = $3, end_reason = $4
         where user_id = $1 and ended_at is null and id is distinct from $2 returning id",
        user.uuid(),
        keep.map(SessionId::uuid),
        now,
        reason.tag(),
    )
    .fetch_all(tx)
    .await?;
    Ok(ended.into_iter().map(SessionId::from).collect())
}

/// The open sessions of a person, the newest first.
pub async fn list(
    db: impl PgExecutor<'_>,
    user: UserId,
    before: Option<(Instant, Uuid)>,
    now: Instant,
    limit: i64,
) -> Result<Vec<Session>, sqlx::Error> {
    sqlx::query_as!(
        Session,
        "select id, user_agent, created_at, last_used_at, expires_at from identity.sessions
         where user_id = $1 and ended_at is null and expires_at > $4
           and ($2::timestamptz is null or (created_at, id) < ($2, $3))
         order by created_at desc, id desc limit $5",
        user.uuid(),
        before.map(|(at, _)| at),
        before.map(|(_, id)| id),
        now,
        limit,
    )
    .fetch_all(db)
    .await
}

/// Removes sessions, with their tokens, that can't be refreshed any more: ended or without a token
/// that is still good. Returns how many.
pub async fn purge_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    ended_before: Instant,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "delete from identity.sessions s
         where s.ended_at <= $2 or s.expires_at <= $1
            or not exists (select from identity.refresh_tokens t
                           where t.session_id = s.id and t.expires_at > $1)",
        now,
        ended_before,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}
