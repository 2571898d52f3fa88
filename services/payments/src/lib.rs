#![doc = include_str!("../README.md")]

mod app;
mod commands;
mod config;
pub mod demo;
pub mod domain;
mod error;
pub mod gateway;
mod http;
mod jobs;
mod ledger;
mod reads;
mod standing;
mod store;
mod subscribers;

pub use standing::LocalStanding;

use chassis::config::ConfigError;
use chassis::jobs::Jobs;
use chassis::privacy::{PersonalData, follow, work};
use chassis::{Chassis, Migrations};
use httpkit::ServiceParts;
use std::sync::Arc;

/// The schema `payments`.
pub const MIGRATIONS: Migrations =
    Migrations { schema: "payments", migrator: &sqlx::migrate!("./migrations") };

/// Assembles the service.
///
/// # Errors
/// When the section `payments` of the configuration can't be read.
pub fn parts(chassis: Chassis) -> Result<ServiceParts, ConfigError> {
    let app = app::App::new(chassis)?;
    let (db, world) = (app.chassis.db.clone(), app.chassis.world.clone());
    let jobs = Jobs::new("payments", db, world)
        .recurring(jobs::roll_up::RollUp(app.clone()))
        .timer(jobs::apply_debt_limits::ApplyDebtLimits(app.clone()));
    let data: Arc<dyn PersonalData> = Arc::new(subscribers::personal_data::Keeps);
    let chassis = app.chassis.clone();
    let declared = vec![chassis::tunables::Declared::of(&app.config.limits())];
    let subscription = follow(subscribers::subscription(&app), &chassis, &data);
    let mut parts = ServiceParts::new("payments", http::router(app));
    parts.subscription = Some(subscription);
    parts.jobs = Some(work(jobs, &chassis, &data));
    parts.internal = standing::internal(chassis.db.clone());
    parts.background.push(httpkit::settings::declaring(&chassis, declared));
    Ok(parts)
}
