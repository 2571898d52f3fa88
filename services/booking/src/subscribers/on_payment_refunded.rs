//! Money of a booking went back to its customer.

use crate::App;
use crate::commands::job_record;
use crate::commands::record::{self, Was};
use crate::domain::By;
use crate::store::bookings;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::payments::PaymentRefunded;
use serde_json::json;
use sqlx::PgConnection;

/// Notes it on a cancelled booking.
pub struct OnPaymentRefunded(pub App);

#[async_trait]
impl On<PaymentRefunded> for OnPaymentRefunded {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<PaymentRefunded>,
    ) -> Result<(), HandlerError> {
        let app = &self.0;
        let Some(booking) = bookings::lock_in_tx(tx, event.event.booking_id).await? else {
            return Ok(());
        };
        let was = Was::of(&booking);
        let booking = booking.refunded();
        let action = "money_refunded";
        let booking = record::moved_in_tx(tx, app, was, booking, By::System, action, None).await?;
        let amount = event.event.amount.as_piastres();
        let content = json!({ "what": "refunded", "amount": amount });
        job_record::note_in_tx(tx, app, &booking, "money", content, []).await?;
        record::tell_moved_in_tx(tx, app, &booking, was).await?;
        Ok(())
    }
}
