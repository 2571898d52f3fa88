//! What others' answers mean here.

mod on_data_erased;
mod on_export_part;
mod personal_data;

pub use personal_data::Own;

use crate::app::App;
use chassis::bus::Subscription;
use chassis::privacy::{PersonalData, follow};
use std::sync::Arc;

/// Everything this service listens to.
pub fn subscription(app: &App, data: &Arc<dyn PersonalData>) -> Subscription {
    let chassis = &app.chassis;
    let subscription = Subscription::new("identity", chassis.db.clone(), chassis.world.clone())
        .on(on_export_part::OnExportPart(app.clone()))
        .on(on_data_erased::OnDataErased(app.clone()));
    follow(subscription, chassis, data)
}
