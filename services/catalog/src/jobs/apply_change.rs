//! The moment of a scheduled change has come.

use crate::App;
use crate::commands::changes;
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use sqlx::PgConnection;

/// The kind of the job.
pub const APPLY_CHANGE: &str = "apply_change";

/// Writes what is due. Whoever read first may have done it already.
pub struct ApplyChange(pub App);

#[async_trait]
impl Timer for ApplyChange {
    fn kind(&self) -> &'static str {
        APPLY_CHANGE
    }

    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        let world = &self.0.chassis.world;
        changes::apply_due_in_tx(tx, world, world.now()).await?;
        Ok(After::Done)
    }
}
