//! A job was done.

use crate::store::profiles;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::booking::BookingCompleted;
use kernel::World;
use sqlx::PgConnection;

/// Counts it on the provider's card, once.
pub struct CountJob(pub World);

#[async_trait]
impl On<BookingCompleted> for CountJob {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        told: &Envelope<BookingCompleted>,
    ) -> Result<(), HandlerError> {
        let booking = &told.event.booking;
        let Some(provider) = booking.provider_id else { return Ok(()) };
        let earnings = booking.settlement.earnings.as_piastres();
        let now = self.0.now();
        Ok(profiles::count_job_in_tx(tx, provider, booking.id, earnings, now).await?)
    }
}
