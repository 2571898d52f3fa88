//! Bookings that wait for the end of their batch window.

use chassis::StoreError;
use kernel::Instant;
use kernel::ids::BookingId;
use sqlx::PgConnection;
use uuid::Uuid;

/// Puts a booking into the queue; one that is in it keeps its place.
///
/// # Errors
/// When the database is away.
pub async fn join_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    due_at: Instant,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.search_queue (booking_id, due_at, created_at) values ($1, $2, $3)
         on conflict (booking_id) do nothing",
        booking.uuid(),
        due_at,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Up to `most` bookings whose window is over, the longest waiting first.
///
/// # Errors
/// When the database is away.
pub async fn due(
    db: &mut PgConnection,
    now: Instant,
    most: u32,
) -> Result<Vec<BookingId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "select booking_id from booking.search_queue where due_at <= $1
         order by due_at, booking_id limit $2",
        now,
        i64::from(most),
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// Takes bookings out of the queue, in the order of their ids; those that another worker is taking
/// are left to it. Whoever takes one decides it in the same transaction.
///
/// # Errors
/// When the database is away.
pub async fn take_in_tx(
    tx: &mut PgConnection,
    bookings: &[BookingId],
) -> Result<Vec<BookingId>, StoreError> {
    let ids: Vec<Uuid> = bookings.iter().map(|id| id.uuid()).collect();
    let taken = sqlx::query_scalar!(
        "delete from booking.search_queue where booking_id in (
             select booking_id from booking.search_queue where booking_id = any($1)
             order by booking_id for update skip locked)
         returning booking_id",
        &ids,
    )
    .fetch_all(tx)
    .await?;
    let mut taken: Vec<BookingId> = taken.into_iter().map(Into::into).collect();
    taken.sort_unstable();
    Ok(taken)
}

/// Takes one booking out of the queue, after whoever is taking it has come to an end: a transaction
/// that failed a moment ago may still be on its way back.
///
/// # Errors
/// When the database is away.
pub async fn leave_in_tx(tx: &mut PgConnection, booking: BookingId) -> Result<(), StoreError> {
    sqlx::query!("delete from booking.search_queue where booking_id = $1", booking.uuid())
        .execute(tx)
        .await?;
    Ok(())
}
