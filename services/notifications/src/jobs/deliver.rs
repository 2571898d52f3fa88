//! Runs deliveries.

use crate::app::App;
use crate::commands;
use async_trait::async_trait;
use chassis::jobs::{After, Effect, Job, JobError};
use kernel::ids::DeliveryId;

/// One attempt at the delivery that the job's key names.
pub struct Deliver {
    app: App,
    kind: &'static str,
}

impl Deliver {
    /// Runs the jobs of `kind`.
    #[must_use]
    pub fn new(app: App, kind: &'static str) -> Self {
        Self { app, kind }
    }
}

#[async_trait]
impl Effect for Deliver {
    fn kind(&self) -> &'static str {
        self.kind
    }

    async fn run(&self, job: &Job) -> Result<After, JobError> {
        let id: DeliveryId =
            job.key.parse().map_err(|_| JobError::Failed("the key is no delivery".into()))?;
        Ok(commands::deliver::run(&self.app, id).await?)
    }
}
