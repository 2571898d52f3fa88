//! What becomes of a promotion's use: its booking was made, or came to nothing.

use crate::store::promotion_uses;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::booking::{BookingCancelled, BookingCreated, Verdict};
use kernel::World;
use sqlx::PgConnection;

/// Follows bookings, as far as they use promotions.
#[derive(Clone)]
pub struct OnBooking {
    /// Tells the time.
    pub world: World,
}

#[async_trait]
impl On<BookingCreated> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<BookingCreated>,
    ) -> Result<(), HandlerError> {
        let BookingCreated { booking, quote_id, .. } = &event.event;
        Ok(promotion_uses::confirm(tx, booking.id, *quote_id, self.world.now()).await?)
    }
}

#[async_trait]
impl On<BookingCancelled> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<BookingCancelled>,
    ) -> Result<(), HandlerError> {
        let event = &event.event;
        let was_confirmed = event.booking.provider_id.is_some();
        // A customer who was at fault after the confirmation has used its code.
        if was_confirmed && event.verdict == Verdict::CustomerAtFault {
            return Ok(());
        }
        Ok(promotion_uses::release(tx, event.booking.id, self.world.now()).await?)
    }
}
