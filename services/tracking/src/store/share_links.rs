//! Links that show a journey.

use crate::domain::share::ONE_VISIT;
use chassis::StoreError;
use kernel::Instant;
use kernel::ids::{BookingId, ShareLinkId};
use sqlx::{PgConnection, PgPool};

/// A link as its owner sees it.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its id.
    pub id: ShareLinkId,
    /// When it ends at the latest.
    pub expires_at: Instant,
    /// When it was taken back.
    pub revoked_at: Option<Instant>,
    /// How many visits it had.
    pub opened: i32,
    /// When somebody looked last.
    pub last_opened_at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
}

/// How many links of a booking are open. Its journey must be locked.
pub async fn count_open_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    now: Instant,
) -> Result<usize, StoreError> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from tracking.share_links
         where booking_id = $1 and revoked_at is null and expires_at > $2"#,
        booking.uuid(),
        now
    )
    .fetch_one(tx)
    .await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Writes a new link.
pub async fn add_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    link: &Link,
    token_hash: &[u8; 32],
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into tracking.share_links (id, booking_id, token_hash, expires_at, created_at)
         values ($1, $2, $3, $4, $5)",
        link.id.uuid(),
        booking.uuid(),
        &token_hash[..],
        link.expires_at,
        link.created_at
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The links of a booking, the newest first; at most `limit`.
pub async fn of_booking(
    pool: &PgPool,
    booking: BookingId,
    limit: i64,
) -> Result<Vec<Link>, StoreError> {
    let rows = sqlx::query!(
        "select id, expires_at, revoked_at, opened, last_opened_at, created_at
         from tracking.share_links where booking_id = $1
         order by created_at desc, id desc limit $2",
        booking.uuid(),
        limit
    )
    .fetch_all(pool)
    .await?;
    let links = rows.into_iter().map(|row| Link {
        id: row.id.into(),
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        opened: row.opened,
        last_opened_at: row.last_opened_at,
        created_at: row.created_at,
    });
    Ok(links.collect())
}

/// Takes a link back; `false` when the booking has no such link. A second time changes nothing.
pub async fn revoke(
    pool: &PgPool,
    booking: BookingId,
    link: ShareLinkId,
    now: Instant,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update tracking.share_links set revoked_at = coalesce(revoked_at, $3)
         where id = $1 and booking_id = $2",
        link.uuid(),
        booking.uuid(),
        now
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The booking that an open link shows, and until when at the latest.
pub async fn find_open(
    pool: &PgPool,
    token_hash: &[u8; 32],
    now: Instant,
) -> Result<Option<(BookingId, Instant)>, StoreError> {
    let row = sqlx::query!(
        "select booking_id, expires_at from tracking.share_links
         where token_hash = $1 and revoked_at is null and expires_at > $2",
        &token_hash[..],
        now
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| (row.booking_id.into(), row.expires_at)))
}

/// Counts a look. A page that looks every few seconds writes once a minute and is one visit.
pub async fn opened(pool: &PgPool, token_hash: &[u8; 32], now: Instant) -> Result<(), StoreError> {
    sqlx::query!(
        "update tracking.share_links
         set opened = opened + case when last_opened_at > $3 then 0 else 1 end,
             last_opened_at = $2
         where token_hash = $1 and (last_opened_at is null or last_opened_at < $4)",
        &token_hash[..],
        now,
        now - ONE_VISIT,
        now - chrono::TimeDelta::minutes(1)
    )
    .execute(pool)
    .await?;
    Ok(())
}
