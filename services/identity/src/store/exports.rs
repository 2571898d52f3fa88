//! `identity.exports` and `identity.export_parts`.

use kernel::Instant;
use kernel::ids::{EventId, UserId};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// A copy of a person's data.
#[derive(Clone, Debug)]
pub struct Export {
    /// Its id.
    pub id: Uuid,
    /// `gathering`, `ready`, `expired`.
    pub state: String,
    /// The services that did not answer in time.
    pub missing: Vec<String>,
    /// When it was made.
    pub ready_at: Option<Instant>,
    /// Until when it is kept.
    pub expires_at: Option<Instant>,
    /// When it was asked for.
    pub created_at: Instant,
}

/// Writes that a copy is asked for. The unique index allows one at a time.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    id: EventId,
    user: UserId,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into identity.exports (id, user_id, state, created_at)
         values ($1, $2, 'gathering', $3)",
        id.uuid(),
        user.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A person's copies, newest first.
pub async fn list(db: impl PgExecutor<'_>, user: UserId) -> Result<Vec<Export>, sqlx::Error> {
    sqlx::query_as!(
        Export,
        "select id, state, missing, ready_at, expires_at, created_at from identity.exports
         where user_id = $1 order by created_at desc, id desc limit 20",
        user.uuid()
    )
    .fetch_all(db)
    .await
}

/// Whose a copy is and where it stands, locked.
pub async fn lock_in_tx(
    tx: &mut PgConnection,
    id: EventId,
) -> Result<Option<(UserId, String)>, sqlx::Error> {
    let row = sqlx::query!(
        "select user_id, state from identity.exports where id = $1 for update",
        id.uuid()
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| (row.user_id.into(), row.state)))
}

/// Notes that a service laid down its part.
pub async fn note_part_in_tx(
    tx: &mut PgConnection,
    id: EventId,
    holder: &str,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into identity.export_parts (export_id, holder, created_at)
         select e.id, $2, $3 from identity.exports e where e.id = $1
         on conflict (export_id, holder) do nothing",
        id.uuid(),
        holder,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The services that laid down their part.
pub async fn parts_in_tx(tx: &mut PgConnection, id: EventId) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select holder from identity.export_parts where export_id = $1 order by holder",
        id.uuid()
    )
    .fetch_all(tx)
    .await
}

/// The copy is made.
pub async fn finish_in_tx(
    tx: &mut PgConnection,
    id: EventId,
    missing: &[String],
    now: Instant,
    expires_at: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.exports
         set state = 'ready', missing = $2, ready_at = $3, expires_at = $4 where id = $1",
        id.uuid(),
        missing,
        now,
        expires_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The copy is not kept any more.
pub async fn expire_in_tx(tx: &mut PgConnection, id: EventId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.exports set state = 'expired' where id = $1 and state = 'ready'",
        id.uuid()
    )
    .execute(tx)
    .await?;
    Ok(())
}
