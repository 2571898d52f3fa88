//! Providers: who does the work, from application to verified, and what they offer, where and when.
//!
//! *Owns* schema `providers`: profiles, documents, decisions and appeals, offered services, areas,
//! hours. *Publishes* `provider.changed` (the whole present state), `provider.decided`,
//! `provider.document_decided`, `provider.document_expiring`, `provider.own_price_adjusted`,
//! `provider.appeal_overdue` and `operator.acted`. *Consumes*
//! `catalog.service_changed`, `user.changed`, `rating.reputation_changed`, `booking.completed`.
//!
//! Invariants: a national ID belongs to one account (keyed hash, unique) and is never stored in
//! clear; only verified providers are online; a decision against a provider has evidence and a time
//! to appeal, and the appeal another judge (all checked by the database too); documents are sealed
//! in object storage and read by their owner and, audited, by operators.

mod commands;
mod config;
pub mod demo;
mod domain;
mod error;
mod http;
mod ids;
mod jobs;
mod reads;
mod store;
mod subscribers;

use chassis::config::ConfigError;
use chassis::privacy::{PersonalData, follow, work};
use chassis::{Chassis, Migrations};
use domain::prices::Band;
use httpkit::ServiceParts;
use std::sync::Arc;

pub use config::Config;

/// The migrations of schema `providers`.
pub const MIGRATIONS: Migrations =
    Migrations { schema: "providers", migrator: &sqlx::migrate!("./migrations") };

/// What handlers and commands work with. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) chassis: Chassis,
    pub(crate) config: Config,
}

/// Assembles the service.
///
/// # Errors
/// When the configuration section `providers` can't be read.
pub fn parts(chassis: Chassis) -> Result<ServiceParts, ConfigError> {
    let config: Config = chassis.settings.section("providers")?;
    let app = App { chassis: chassis.clone(), config };
    let data: Arc<dyn PersonalData> = Arc::new(subscribers::Keeps(app.clone()));
    let mut parts = ServiceParts::new("providers", http::router(app));
    let band =
        Band { min_percent: config.price_min_percent, max_percent: config.price_max_percent };
    parts.subscription = Some(follow(subscribers::subscription(&chassis, band), &chassis, &data));
    parts.jobs = Some(work(jobs::jobs(&chassis, config), &chassis, &data));
    Ok(parts)
}
