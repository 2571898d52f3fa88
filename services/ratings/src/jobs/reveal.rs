//! The 14 days are over: what was written is shown.

use crate::commands::reveal;
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use kernel::World;
use kernel::ids::BookingId;
use sqlx::PgConnection;

/// Reveals a booking's ratings; the job's key is the booking.
pub struct Reveal {
    /// Time and chance.
    pub world: World,
}

impl Reveal {
    /// The kind of its jobs.
    pub const KIND: &'static str = "reveal";
}

#[async_trait]
impl Timer for Reveal {
    fn kind(&self) -> &'static str {
        Self::KIND
    }

    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        let booking: BookingId =
            job.key.parse().map_err(|_| JobError::Failed("the key is no booking".into()))?;
        reveal::in_tx(tx, &self.world, booking).await?;
        Ok(After::Done)
    }
}
