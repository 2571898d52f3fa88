//! The search for a provider.

use super::{SEARCH, booking_of};
use crate::App;
use crate::commands::{BookingError, search};
use async_trait::async_trait;
use chassis::jobs::{After, Effect, Job, JobError};

/// Takes a search one step further. An effect, because it asks tracking.
pub struct Search(pub App);

#[async_trait]
impl Effect for Search {
    fn kind(&self) -> &'static str {
        SEARCH
    }

    async fn run(&self, job: &Job) -> Result<After, JobError> {
        search::run(&self.0, booking_of(job)?).await.map_err(failed)?;
        Ok(After::Done)
    }
}

/// What an error of a command means for a job.
pub(super) fn failed(error: BookingError) -> JobError {
    match error {
        BookingError::Store(error) => JobError::Store(error),
        other => JobError::Failed(other.to_string()),
    }
}
