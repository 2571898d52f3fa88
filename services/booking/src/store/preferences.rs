//! Favourites and blocks.

use chassis::StoreError;
use kernel::Instant;
use kernel::ids::{ProviderId, UserId};
use sqlx::PgConnection;

/// Whether there is such a provider.
///
/// # Errors
/// When the database is away.
pub async fn is_provider(db: &mut PgConnection, user: UserId) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from booking.providers where provider_id = $1) as "is!""#,
        user.uuid(),
    )
    .fetch_one(db)
    .await?)
}

/// Whether a customer ever had a booking with a provider.
///
/// # Errors
/// When the database is away.
pub async fn met(
    db: &mut PgConnection,
    customer: UserId,
    provider: UserId,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from booking.bookings
               where customer_id = $1 and provider_id = $2) as "is!""#,
        customer.uuid(),
        provider.uuid(),
    )
    .fetch_one(db)
    .await?)
}

/// Whether one has blocked the other.
///
/// # Errors
/// When the database is away.
pub async fn has_blocked(
    db: &mut PgConnection,
    blocker: UserId,
    blocked: UserId,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from booking.blocks
               where blocker_id = $1 and blocked_id = $2) as "is!""#,
        blocker.uuid(),
        blocked.uuid(),
    )
    .fetch_one(db)
    .await?)
}

/// How many favourites and blocks somebody has.
///
/// # Errors
/// When the database is away.
pub async fn count(db: &mut PgConnection, user: UserId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select (select count(*) from booking.favourites where customer_id = $1)
                + (select count(*) from booking.blocks where blocker_id = $1) as "n!""#,
        user.uuid(),
    )
    .fetch_one(db)
    .await?)
}

/// Keeps a favourite; one that is kept already stays as it is.
///
/// # Errors
/// When the database is away.
pub async fn favour_in_tx(
    tx: &mut PgConnection,
    customer: UserId,
    provider: ProviderId,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.favourites (customer_id, provider_id, created_at) values ($1, $2, $3)
         on conflict (customer_id, provider_id) do nothing",
        customer.uuid(),
        provider.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a favourite off.
///
/// # Errors
/// When the database is away.
pub async fn forget_in_tx(
    tx: &mut PgConnection,
    customer: UserId,
    provider: ProviderId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from booking.favourites where customer_id = $1 and provider_id = $2",
        customer.uuid(),
        provider.uuid(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps a block; one that is kept already stays as it is.
///
/// # Errors
/// When the database is away.
pub async fn block_in_tx(
    tx: &mut PgConnection,
    blocker: UserId,
    blocked: UserId,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.blocks (blocker_id, blocked_id, created_at) values ($1, $2, $3)
         on conflict (blocker_id, blocked_id) do nothing",
        blocker.uuid(),
        blocked.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a block off.
///
/// # Errors
/// When the database is away.
pub async fn unblock_in_tx(
    tx: &mut PgConnection,
    blocker: UserId,
    blocked: UserId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from booking.blocks where blocker_id = $1 and blocked_id = $2",
        blocker.uuid(),
        blocked.uuid(),
    )
    .execute(tx)
    .await?;
    Ok(())
}
