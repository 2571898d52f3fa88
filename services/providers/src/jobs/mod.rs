//! Timers of this service.

mod expire_documents;
mod forget_id_copies;
mod watch_appeals;

use crate::Config;
use crate::error::ProviderError;
use chassis::Chassis;
use chassis::jobs::{JobError, Jobs};

/// The jobs of this service.
pub fn jobs(chassis: &Chassis, config: Config) -> Jobs {
    Jobs::new("providers", chassis.db.clone(), chassis.world.clone())
        .recurring(expire_documents::ExpireDocuments(chassis.world.clone()))
        .recurring(forget_id_copies::ForgetIdCopies { chassis: chassis.clone(), config })
        .recurring(watch_appeals::WatchAppeals { world: chassis.world.clone(), config })
}

fn failed(error: ProviderError) -> JobError {
    match error {
        ProviderError::Store(error) => JobError::Store(error),
        other => JobError::Failed(other.to_string()),
    }
}
