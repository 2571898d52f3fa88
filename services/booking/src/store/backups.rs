//! Who is asked first when the provider of scheduled work drops out.

use chassis::StoreError;
use kernel::Instant;
use kernel::ids::{BookingId, ProviderId, SearchId};
use sqlx::PgConnection;

/// Remembers the second in line of a booking, in the place of an earlier one; or that there is none.
///
/// # Errors
/// When the database is away.
pub async fn put_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    search: SearchId,
    second: Option<(ProviderId, u32)>,
    now: Instant,
) -> Result<(), StoreError> {
    let Some((provider, rank)) = second else {
        sqlx::query!("delete from booking.backups where booking_id = $1", booking.uuid())
            .execute(tx)
            .await?;
        return Ok(());
    };
    sqlx::query!(
        "insert into booking.backups (booking_id, provider_id, search_id, rank, created_at)
         values ($1, $2, $3, $4, $5)
         on conflict (booking_id) do update set provider_id = excluded.provider_id,
             search_id = excluded.search_id, rank = excluded.rank, created_at = excluded.created_at",
        booking.uuid(),
        provider.uuid(),
        search.uuid(),
        i32::try_from(rank).unwrap_or(i32::MAX),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The second in line of a booking.
///
/// # Errors
/// When the database is away.
pub async fn of(
    db: &mut PgConnection,
    booking: BookingId,
) -> Result<Option<ProviderId>, StoreError> {
    let provider = sqlx::query_scalar!(
        "select provider_id from booking.backups where booking_id = $1",
        booking.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(provider.map(Into::into))
}
