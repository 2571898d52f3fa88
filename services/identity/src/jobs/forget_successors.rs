//! Every minute: sealed successors of refresh tokens whose seconds are over.

use crate::domain::session::GRACE;
use crate::store::tokens;
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use chrono::TimeDelta;
use kernel::World;
use sqlx::PgConnection;

/// How often it runs.
const EVERY: TimeDelta = TimeDelta::minutes(1);

/// Forgets successors that nobody may be given any more.
pub struct ForgetSuccessors {
    /// Time.
    pub world: World,
}

#[async_trait]
impl Timer for ForgetSuccessors {
    fn kind(&self) -> &'static str {
        "forget_successors"
    }

    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        let now = self.world.now();
        tokens::forget_successors_in_tx(tx, now - GRACE).await?;
        Ok(After::At(now + EVERY))
    }
}
