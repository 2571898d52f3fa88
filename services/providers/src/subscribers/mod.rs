//! What this service does when others' facts arrive.

mod on_booking_completed;
mod on_reputation_changed;
mod on_service_changed;
mod on_user_changed;
mod personal_data;

pub use personal_data::Keeps;

use crate::domain::prices::Band;
use chassis::Chassis;
use chassis::bus::{HandlerError, Subscription};

/// The subscription of this service.
pub fn subscription(chassis: &Chassis, band: Band) -> Subscription {
    let world = chassis.world.clone();
    Subscription::new("providers", chassis.db.clone(), world.clone())
        .on(on_service_changed::KeepService { world: world.clone(), band })
        .on(on_user_changed::KeepUser(world.clone()))
        .on(on_reputation_changed::KeepReputation)
        .on(on_booking_completed::CountJob(world))
}

/// An error of a command inside a handler: what the database says is tried again, the rest parks.
fn refused(error: crate::error::ProviderError) -> HandlerError {
    match error {
        crate::error::ProviderError::Store(error) => HandlerError::Store(error),
        other => HandlerError::Refused(other.to_string()),
    }
}
