//! Adding up the platform's accounts. Bookings never update a balance of theirs; a job adds up
//! what transactions that are over have posted, and a read adds the little that came since.

use chassis::StoreError;
use kernel::Instant;
use sqlx::PgConnection;

/// Moves every roll-up to the newest horizon. Returns how many moved.
pub async fn advance(tx: &mut PgConnection, at: Instant) -> Result<u64, StoreError> {
    // One at a time: the next statements must see what another runner has done.
    sqlx::query!("select pg_advisory_xact_lock(hashtext('payments.rollups'))")
        .execute(&mut *tx)
        .await?;
    // A horizon ahead of the server came with a dump from another one: start over.
    sqlx::query!(
        "update payments.rollups set balance = 0, horizon = '0'::xid8, updated_at = $1
         where horizon > pg_snapshot_xmax(pg_current_snapshot())",
        at,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into payments.rollups (account_id, balance, horizon, created_at, updated_at)
         select id, 0, '0'::xid8, $1, $1 from payments.accounts where owner_id is null
         on conflict (account_id) do nothing",
        at,
    )
    .execute(&mut *tx)
    .await?;
    let done = sqlx::query!(
        "update payments.rollups r
         set balance = r.balance + coalesce((
                select sum(p.amount) from payments.postings p
                where p.account_id = r.account_id and p.posted_in >= r.horizon
                  and p.posted_in < pg_snapshot_xmin(pg_current_snapshot())), 0),
             horizon = pg_snapshot_xmin(pg_current_snapshot()),
             updated_at = $1
         where r.horizon < pg_snapshot_xmin(pg_current_snapshot())",
        at,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}
