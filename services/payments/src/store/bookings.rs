//! Bookings as their own service tells of them.

use chassis::StoreError;
use contracts::booking::{BookingFacts, Status};
use kernel::Instant;
use sqlx::PgConnection;

/// Keeps a booking as it is now.
pub async fn upsert(
    tx: &mut PgConnection,
    booking: &BookingFacts,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into payments.bookings
            (id, number, customer_id, provider_id, service_ar, service_en, status, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (id) do update set
            provider_id = excluded.provider_id, status = excluded.status,
            updated_at = excluded.updated_at",
        booking.id.uuid(),
        booking.number,
        booking.customer_id.uuid(),
        booking.provider_id.map(|p| p.uuid()),
        booking.service_name.ar,
        booking.service_name.en,
        status_tag(booking.status),
        booking.created_at,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The stored name of a booking's status.
#[must_use]
pub fn status_tag(status: Status) -> &'static str {
    match status {
        Status::Pending => "pending",
        Status::Confirmed => "confirmed",
        Status::InProgress => "in_progress",
        Status::Completed => "completed",
        Status::Cancelled => "cancelled",
        Status::Disputed => "disputed",
    }
}
