//! The customer's silence confirms the work.

use super::{AUTO_CONFIRM, booking_of};
use crate::App;
use crate::commands::record::{self, Was};
use crate::domain::{By, WorkConfirmer};
use crate::store::bookings;
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use sqlx::PgConnection;

/// Confirms work 48 hours after its end.
pub struct AutoConfirm(pub App);

#[async_trait]
impl Timer for AutoConfirm {
    fn kind(&self) -> &'static str {
        AUTO_CONFIRM
    }

    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        let app = &self.0;
        let Some(booking) = bookings::lock_in_tx(tx, booking_of(job)?).await? else {
            return Ok(After::Done);
        };
        let was = Was::of(&booking);
        // Confirmed by hand, or disputed: nothing is left to confirm.
        let Ok(booking) = booking.confirm_work(WorkConfirmer::Timer, app.now()) else {
            return Ok(After::Done);
        };
        let action = "work_auto_confirmed";
        let booking = record::moved_in_tx(tx, app, was, booking, By::System, action, None).await?;
        record::tell_moved_in_tx(tx, app, &booking, was).await?;
        Ok(After::Done)
    }
}
