//! The money of a prepaid booking is there: the search starts.

use crate::commands::record::{self, Was};
use crate::domain::By;
use crate::store::bookings;
use crate::{App, SERVICE, jobs};
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::payments::PaymentAuthorised;
use sqlx::PgConnection;

/// Starts the search.
pub struct OnPaymentAuthorised(pub App);

#[async_trait]
impl On<PaymentAuthorised> for OnPaymentAuthorised {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<PaymentAuthorised>,
    ) -> Result<(), HandlerError> {
        let app = &self.0;
        let Some(booking) = bookings::lock_in_tx(tx, event.event.booking_id).await? else {
            return Ok(());
        };
        let was = Was::of(&booking);
        // Too late: it was cancelled, and payments gives the money back for that.
        let Ok(booking) = booking.paid() else { return Ok(()) };
        let booking = record::moved_in_tx(tx, app, was, booking, By::System, "paid", None).await?;
        chassis::jobs::cancel(tx, SERVICE, jobs::PAYMENT_EXPIRY, booking.id).await?;
        record::search_in_tx(tx, app, &booking).await?;
        Ok(())
    }
}
