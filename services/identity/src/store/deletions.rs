//! `identity.deletions` and `identity.erasures`.

use kernel::Instant;
use kernel::ids::{EventId, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

/// A wish to be forgotten that is neither taken back nor done.
#[derive(Clone, Debug)]
pub struct OpenDeletion {
    /// Its id.
    pub id: Uuid,
    /// Whether it can't be taken back any more.
    pub erasing: bool,
    /// When it is or was due.
    pub erase_at: Instant,
    /// When it was wished.
    pub created_at: Instant,
}

/// Writes a wish. The unique index allows one open wish a person.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    id: EventId,
    user: UserId,
    erase_at: Instant,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into identity.deletions (id, user_id, state, erase_at, created_at)
         values ($1, $2, 'scheduled', $3, $4)",
        id.uuid(),
        user.uuid(),
        erase_at,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A person's open wish, locked.
pub async fn lock_open_in_tx(
    tx: &mut PgConnection,
    user: UserId,
) -> Result<Option<OpenDeletion>, sqlx::Error> {
    let row = sqlx::query!(
        "select id, state, erase_at, created_at from identity.deletions
         where user_id = $1 and state in ('scheduled', 'erasing') for update",
        user.uuid()
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| OpenDeletion {
        id: row.id,
        erasing: row.state == "erasing",
        erase_at: row.erase_at,
        created_at: row.created_at,
    }))
}

/// Takes a wish back.
pub async fn cancel_in_tx(
    tx: &mut PgConnection,
    id: Uuid,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.deletions set state = 'cancelled', ended_at = $2 where id = $1",
        id,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Puts a wish off because something stands in the way.
pub async fn put_off_in_tx(
    tx: &mut PgConnection,
    id: Uuid,
    until: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.deletions set erase_at = $2, put_off = put_off + 1 where id = $1",
        id,
        until,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// From now on the wish can't be taken back.
pub async fn begin_erasing_in_tx(tx: &mut PgConnection, id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!("update identity.deletions set state = 'erasing' where id = $1", id)
        .execute(tx)
        .await?;
    Ok(())
}

/// Notes that a service erased what it kept; a second time changes nothing.
pub async fn note_erasure_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    holder: &str,
    rows: u64,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into identity.erasures (user_id, holder, row_count, created_at)
         values ($1, $2, $3, $4) on conflict (user_id, holder) do nothing",
        user.uuid(),
        holder,
        i64::try_from(rows).unwrap_or(i64::MAX),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Which services erased what they kept of a person.
pub async fn erased_by_in_tx(
    tx: &mut PgConnection,
    user: UserId,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!("select holder from identity.erasures where user_id = $1", user.uuid())
        .fetch_all(tx)
        .await
}

/// Every service erased what it kept.
pub async fn finish_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.deletions set state = 'erased', ended_at = $2
         where user_id = $1 and state = 'erasing'",
        user.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
