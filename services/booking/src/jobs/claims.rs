//! A free visit that is due to a customer who does not choose a time for it.

use super::CLAIM_WAITS;
use crate::store::{bookings, warranties};
use crate::{App, SERVICE};
use async_trait::async_trait;
use chassis::StoreError;
use chassis::jobs::{After, Job, JobError, Timer};
use chrono::TimeDelta;
use contracts::booking::WarrantyWaiting;
use kernel::Instant;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

/// When the customer is reminded, counted from when the claim began to wait. Then it is left in peace;
/// the claim stays.
const REMINDERS: [TimeDelta; 3] = [TimeDelta::days(2), TimeDelta::days(7), TimeDelta::days(21)];

/// What the job knows besides its claim.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Wait {
    since: Instant,
}

/// Puts the reminders of a claim on the schedule that waits from now on.
///
/// # Errors
/// When the database is away.
pub async fn remind_in_tx(tx: &mut PgConnection, app: &App, claim: Uuid) -> Result<(), StoreError> {
    let (now, world) = (app.now(), &app.chassis.world);
    let wait = Wait { since: now };
    chassis::jobs::schedule(tx, world, SERVICE, CLAIM_WAITS, claim, now + REMINDERS[0], wait).await
}

/// The next reminder after `now`.
fn next(since: Instant, now: Instant) -> Option<Instant> {
    REMINDERS.into_iter().map(|wait| since + wait).find(|at| *at > now)
}

/// Reminds the customer, until a time is chosen or the claim is given up.
pub struct ClaimWaits(pub App);

#[async_trait]
impl Timer for ClaimWaits {
    fn kind(&self) -> &'static str {
        CLAIM_WAITS
    }

    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        let (app, now) = (&self.0, self.0.now());
        let failed = |error: &dyn std::fmt::Display| JobError::Failed(error.to_string());
        let Wait { since } =
            serde_json::from_value(job.payload.clone()).map_err(|error| failed(&error))?;
        let id: Uuid = job.key.parse().map_err(|error| failed(&error))?;
        let Some(claim) = warranties::find(tx, id).await? else { return Ok(After::Done) };
        // The booking before its claim, as everybody locks them.
        let Some(booking) = bookings::lock_in_tx(tx, claim.booking_id.into()).await? else {
            return Ok(After::Done);
        };
        let claim = warranties::lock_in_tx(tx, id).await?;
        let Some(claim) = claim.filter(|claim| claim.state == "waiting") else {
            return Ok(After::Done);
        };
        let re_service = claim.origin == "re_service";
        let event = WarrantyWaiting { booking: booking.facts(), claim_id: id, re_service };
        chassis::bus::append(tx, &app.chassis.world, &event).await?;
        Ok(next(since, now).map_or(After::Done, After::At))
    }
}

#[cfg(test)]
mod tests {
    use super::next;
    use chrono::TimeDelta;
    use kernel::Instant;

    #[test]
    fn three_reminders_and_after_an_outage_the_missed_ones_are_one() {
        let (since, days) = (Instant::UNIX_EPOCH, |n| Instant::UNIX_EPOCH + TimeDelta::days(n));
        assert_eq!(next(since, days(2)), Some(days(7)));
        assert_eq!(next(since, days(7)), Some(days(21)));
        assert_eq!(next(since, days(9)), Some(days(21)));
        assert_eq!(next(since, days(21)), None);
    }
}
