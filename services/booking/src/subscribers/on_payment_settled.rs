//! A booking's money is settled in the ledger.

use crate::App;
use crate::commands::job_record;
use crate::commands::record::{self, Was};
use crate::domain::By;
use crate::store::bookings;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::payments::PaymentSettled;
use serde_json::json;
use sqlx::PgConnection;

/// Notes it: completed work is settled with it.
pub struct OnPaymentSettled(pub App);

#[async_trait]
impl On<PaymentSettled> for OnPaymentSettled {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<PaymentSettled>,
    ) -> Result<(), HandlerError> {
        let app = &self.0;
        let Some(booking) = bookings::lock_in_tx(tx, event.event.booking_id).await? else {
            return Ok(());
        };
        let was = Was::of(&booking);
        let booking = booking.settled(event.occurred_at);
        let action = "money_settled";
        let booking = record::moved_in_tx(tx, app, was, booking, By::System, action, None).await?;
        let amount = event.event.amount.as_piastres();
        let content = json!({ "what": "settled", "amount": amount });
        job_record::note_in_tx(tx, app, &booking, "money", content, []).await?;
        record::tell_moved_in_tx(tx, app, &booking, was).await?;
        Ok(())
    }
}
