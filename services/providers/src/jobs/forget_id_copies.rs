//! Every day: copies of identity cards and selfies whose review is long over.

use crate::Config;
use crate::store::erase;
use async_trait::async_trait;
use chassis::Chassis;
use chassis::jobs::{After, Job, JobError, Timer};
use chassis::privacy::remove_files_in_tx;
use chrono::TimeDelta;
use sqlx::PgConnection;

/// How often it looks.
const EVERY: TimeDelta = TimeDelta::days(1);

/// Removes the files; what was decided about them stays.
pub struct ForgetIdCopies {
    /// What the service runs on.
    pub chassis: Chassis,
    /// How long they are kept.
    pub config: Config,
}

#[async_trait]
impl Timer for ForgetIdCopies {
    fn kind(&self) -> &'static str {
        "forget_id_copies"
    }

    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        let world = &self.chassis.world;
        let now = world.now();
        let before = now - TimeDelta::days(self.config.keep_id_copies_days.into());
        let keys = erase::forget_copies_in_tx(tx, before, now).await?;
        if !keys.is_empty() {
            tracing::info!(copies = keys.len(), "copies of identity cards are removed");
            remove_files_in_tx(tx, &self.chassis, world.id(), keys).await?;
        }
        Ok(After::At(now + EVERY))
    }
}
