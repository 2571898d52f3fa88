//! Adds the platform's accounts up, so that reading a balance stays cheap.

use crate::app::App;
use crate::store::rollups;
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use chrono::TimeDelta;
use sqlx::PgConnection;

/// How often the accounts are added up.
const EVERY: TimeDelta = TimeDelta::minutes(5);

/// The timer.
pub struct RollUp(pub App);

#[async_trait]
impl Timer for RollUp {
    fn kind(&self) -> &'static str {
        "roll_up"
    }

    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        let now = self.0.chassis.world.now();
        rollups::advance(tx, now).await?;
        Ok(After::At(now + EVERY))
    }
}
