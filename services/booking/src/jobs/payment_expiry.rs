//! The money of a prepaid booking did not come.

use super::{PAYMENT_EXPIRY, booking_of};
use crate::App;
use crate::commands::record::{self, Was};
use crate::domain::{By, Effect};
use crate::store::bookings;
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use sqlx::PgConnection;

/// Cancels a booking whose money did not come in time.
pub struct PaymentExpiry(pub App);

#[async_trait]
impl Timer for PaymentExpiry {
    fn kind(&self) -> &'static str {
        PAYMENT_EXPIRY
    }

    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        let app = &self.0;
        let Some(booking) = bookings::lock_in_tx(tx, booking_of(job)?).await? else {
            return Ok(After::Done);
        };
        let was = Was::of(&booking);
        // Paid or cancelled in the meantime.
        let rules = app.agreed_in_tx(tx, &booking).await?;
        let Ok((booking, consequence)) = booking.expire_payment(app.now(), &rules) else {
            return Ok(After::Done);
        };
        let why = Some(consequence.rule.tag());
        let booking =
            record::moved_in_tx(tx, app, was, booking, By::System, "cancelled", why).await?;
        if let Effect::Cancels(reason) = consequence.effect {
            record::cancelled_in_tx(tx, app, &booking, reason, &consequence).await?;
        }
        Ok(After::Done)
    }
}
