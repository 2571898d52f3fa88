//! Nobody can do a booking, and its customer does not say how to go on.

use super::{GIVE_UP, booking_of};
use crate::App;
use crate::commands::record::{self, Was};
use crate::domain::{By, Effect};
use crate::store::bookings;
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use sqlx::PgConnection;

/// Cancels it.
pub struct GiveUp(pub App);

#[async_trait]
impl Timer for GiveUp {
    fn kind(&self) -> &'static str {
        GIVE_UP
    }

    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        let app = &self.0;
        let Some(booking) = bookings::lock_in_tx(tx, booking_of(job)?).await? else {
            return Ok(After::Done);
        };
        // Any move since then was an answer: another time, another search, a cancellation.
        if job.payload["version"].as_i64() != Some(booking.version.into()) {
            return Ok(After::Done);
        }
        let was = Was::of(&booking);
        let rules = app.agreed_in_tx(tx, &booking).await?;
        let Ok((booking, consequence)) = booking.give_up(app.now(), &rules) else {
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
