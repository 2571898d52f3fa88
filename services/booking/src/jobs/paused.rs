//! Paused work that nobody goes on with.

use super::{PAUSED, booking_of};
use crate::domain::paused::Waiting;
use crate::store::bookings;
use crate::{App, SERVICE};
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use contracts::booking::WorkStillPaused;
use kernel::Instant;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// What the job knows besides its booking.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Pause {
    /// When the work was paused.
    pub since: Instant,
    /// When the job looked last.
    pub looked: Instant,
}

/// Reminds both sides, then shows it to staff, until the work goes on or ends.
pub struct StillPaused(pub App);

#[async_trait]
impl Timer for StillPaused {
    fn kind(&self) -> &'static str {
        PAUSED
    }

    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        let (app, now) = (&self.0, self.0.now());
        let pause: Pause = serde_json::from_value(job.payload.clone())
            .map_err(|error| JobError::Failed(error.to_string()))?;
        let Some(booking) = bookings::lock_in_tx(tx, booking_of(job)?).await? else {
            return Ok(After::Done);
        };
        let Some(due) = booking.paused_since(pause.since, pause.looked, now) else {
            return Ok(After::Done);
        };
        let (next, overdue) = match due {
            Waiting::Until(next) => return Ok(After::At(next)),
            Waiting::Remind(next) => (next, false),
            Waiting::Show(next) => (next, true),
        };
        let event = WorkStillPaused { booking: booking.facts(), since: pause.since, overdue };
        chassis::bus::append(tx, &app.chassis.world, &event).await?;
        let pause = Pause { looked: now, ..pause };
        let (world, id) = (&app.chassis.world, booking.id);
        chassis::jobs::schedule(tx, world, SERVICE, PAUSED, id, next, pause).await?;
        Ok(After::At(next))
    }
}
