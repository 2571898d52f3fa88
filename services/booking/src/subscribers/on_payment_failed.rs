//! The money of a prepaid booking can't be had.

use crate::App;
use crate::commands::record::{self, Was};
use crate::domain::{By, Effect};
use crate::store::bookings;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::payments::PaymentFailed;
use sqlx::PgConnection;

/// Cancels the booking.
pub struct OnPaymentFailed(pub App);

#[async_trait]
impl On<PaymentFailed> for OnPaymentFailed {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<PaymentFailed>,
    ) -> Result<(), HandlerError> {
        let app = &self.0;
        let Some(booking) = bookings::lock_in_tx(tx, event.event.booking_id).await? else {
            return Ok(());
        };
        let was = Was::of(&booking);
        // Only a booking that waits for this money ends with it.
        let Ok((booking, consequence)) = booking.expire_payment(app.now(), app.rules()) else {
            return Ok(());
        };
        let why = Some(event.event.code.as_str());
        let booking =
            record::moved_in_tx(tx, app, was, booking, By::System, "cancelled", why).await?;
        if let Effect::Cancels(reason) = consequence.effect {
            record::cancelled_in_tx(tx, app, &booking, reason, &consequence).await?;
        }
        Ok(())
    }
}
