//! A completed booking may be rated, for 14 days.

use crate::domain::WINDOW;
use crate::{jobs, store};
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::booking::BookingCompleted;
use kernel::World;
use serde_json::json;
use sqlx::PgConnection;

/// Notes the booking and when its ratings are revealed at the latest.
pub struct OnBookingCompleted {
    /// Time and chance.
    pub world: World,
}

#[async_trait]
impl On<BookingCompleted> for OnBookingCompleted {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<BookingCompleted>,
    ) -> Result<(), HandlerError> {
        let booking = &event.event.booking;
        let Some(provider) = booking.provider_id else {
            return Err(HandlerError::Refused("completed without a provider".into()));
        };
        let ended_at = event.event.ended_at;
        if store::bookings::insert(tx, booking, provider, ended_at).await? {
            let at = ended_at + WINDOW;
            let kind = jobs::Reveal::KIND;
            chassis::jobs::schedule(tx, &self.world, "ratings", kind, booking.id, at, json!({}))
                .await?;
        }
        Ok(())
    }
}
