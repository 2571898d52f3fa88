//! The money of a prepaid booking can't be had.
//!
//! A wallet that is too low does not end the booking: its customer may fill the wallet and try again,
//! or pay in another way, until the wait for the money is over.

use crate::App;
use crate::commands::record::{self, Was};
use crate::domain::{By, Effect};
use crate::store::bookings;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::booking::Stage;
use contracts::payments::PaymentFailed;
use sqlx::PgConnection;

/// The failure after which the wait goes on.
const WALLET_TOO_LOW: &str = "payments.wallet_too_low";

/// Cancels the booking, or lets its customer try again.
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
        if event.event.code == WALLET_TOO_LOW {
            if booking.stage() == Stage::AwaitingPayment {
                let (action, why) = ("payment_failed", Some(WALLET_TOO_LOW));
                record::moved_in_tx(tx, app, was, booking, By::System, action, why).await?;
            }
            return Ok(());
        }
        // Only a booking that waits for this money ends with it.
        let rules = app.agreed_in_tx(tx, &booking).await?;
        let Ok((booking, consequence)) = booking.expire_payment(app.now(), &rules) else {
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
