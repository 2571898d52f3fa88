//! What admin keeps when others' facts arrive. Each handler only writes a read model, so they
//! stand together in one file a topic.

mod bookings;
mod operators;
mod people;
mod personal_data;

pub use personal_data::Keeps;

use chassis::Chassis;
use chassis::bus::Subscription;

/// Everything admin listens to.
pub fn subscription(chassis: &Chassis) -> Subscription {
    let subscription = Subscription::new("admin", chassis.db.clone(), chassis.world.clone());
    people::add(bookings::add(subscription)).on(operators::OnOperatorActed)
}
