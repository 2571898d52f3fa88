//! The end of a batch window.

use super::SEARCH_BATCH;
use super::search::failed;
use crate::App;
use crate::commands::search_batch;
use async_trait::async_trait;
use chassis::jobs::{After, Effect, Job, JobError};

/// After so many failures together, bookings are decided one by one.
const PATIENCE: i32 = 2;

/// Decides the bookings of a window together. An effect, because it asks tracking.
pub struct SearchBatch(pub App);

#[async_trait]
impl Effect for SearchBatch {
    fn kind(&self) -> &'static str {
        SEARCH_BATCH
    }

    async fn run(&self, job: &Job) -> Result<After, JobError> {
        let decided = match job.attempts {
            ..PATIENCE => search_batch::run(&self.0).await,
            _ => search_batch::one_by_one(&self.0).await,
        };
        decided.map_err(failed)?;
        Ok(After::Done)
    }
}
