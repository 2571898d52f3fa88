//! The read model of bookings.

use crate::domain::BookingRef;
use contracts::booking::BookingFacts;
use kernel::ids::BookingId;
use kernel::{Instant, Localized};
use sqlx::PgConnection;

/// Keeps what messages say of a booking.
pub async fn remember_in_tx(
    tx: &mut PgConnection,
    facts: &BookingFacts,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into notifications.bookings
            (booking_id, number, service_name_ar, service_name_en, starts_at, instant, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (booking_id) do update
         set number = excluded.number, service_name_ar = excluded.service_name_ar,
             service_name_en = excluded.service_name_en, starts_at = excluded.starts_at,
             instant = excluded.instant",
        facts.id.uuid(),
        facts.number,
        facts.service_name.ar,
        facts.service_name.en,
        facts.starts_at,
        facts.instant,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A booking, if it was ever heard of.
pub async fn find_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
) -> sqlx::Result<Option<BookingRef>> {
    let row = sqlx::query!(
        "select number, service_name_ar, service_name_en, starts_at, instant
         from notifications.bookings where booking_id = $1",
        booking.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| BookingRef {
        id: booking,
        number: row.number,
        service: Localized::new(row.service_name_ar, row.service_name_en),
        starts_at: row.starts_at,
        instant: row.instant,
    }))
}
