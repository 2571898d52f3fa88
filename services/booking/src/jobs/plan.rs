//! A plan's next visit is ordered.

use super::PLAN;
use crate::App;
use crate::commands::plans::PlanError;
use crate::commands::plans::order_visit::{self, Next};
use crate::commands::{BookingError, OrderError};
use async_trait::async_trait;
use chassis::jobs::{After, Effect, Job, JobError};
use kernel::ids::PlanId;

/// Orders what is due. An effect, because it asks the catalog.
pub struct OrderVisit(pub App);

#[async_trait]
impl Effect for OrderVisit {
    fn kind(&self) -> &'static str {
        PLAN
    }

    async fn run(&self, job: &Job) -> Result<After, JobError> {
        let id: PlanId =
            job.key.parse().map_err(|_| JobError::Failed("the key is no plan".into()))?;
        match order_visit::run(&self.0, id).await {
            Ok(Next::At(at)) => Ok(After::At(at)),
            Ok(Next::Nothing) => Ok(After::Done),
            Err(PlanError::Order(OrderError::Booking(BookingError::Store(error)))) => {
                Err(JobError::Store(error))
            }
            Err(other) => Err(JobError::Failed(other.to_string())),
        }
    }
}
