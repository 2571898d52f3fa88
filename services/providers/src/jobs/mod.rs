//! Timers of this service.

mod expire_documents;

use chassis::Chassis;
use chassis::jobs::Jobs;

/// The jobs of this service.
pub fn jobs(chassis: &Chassis) -> Jobs {
    Jobs::new("providers", chassis.db.clone(), chassis.world.clone())
        .recurring(expire_documents::ExpireDocuments(chassis.world.clone()))
}
