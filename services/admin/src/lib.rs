//! Admin: what operators see and did.
//!
//! **Owns** schema `admin`: read models for figures, the hash-chained audit log.
//! **Publishes** `operator.acted`. **Consumes** the events of bookings, people, ratings, services,
//! and `operator.acted` of every service.
//!
//! Operators' actions on bookings, providers, money and ratings are endpoints of the services that
//! own those; here are the figures, the audit log, and the state of the platform itself (parked
//! events, dead jobs).
//!
//! **Invariants**: every `operator.acted` stands in the audit log exactly once, in the order of the
//! event log; no row of it can be changed without [`domain::chain`] finding it.

mod commands;
pub mod domain;
mod http;
mod reads;
mod store;
mod subscribers;

use chassis::jobs::Jobs;
use chassis::privacy::{PersonalData, follow, work};
use chassis::{Chassis, Migrations};
use httpkit::ServiceParts;
use std::sync::Arc;

/// The migrations of schema `admin`.
pub const MIGRATIONS: Migrations =
    Migrations { schema: "admin", migrator: &sqlx::migrate!("./migrations") };

/// What the service's code shares. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) chassis: Chassis,
}

/// Assembles the service.
#[must_use]
pub fn parts(chassis: Chassis) -> ServiceParts {
    let data: Arc<dyn PersonalData> = Arc::new(subscribers::Keeps);
    let subscription = follow(subscribers::subscription(&chassis), &chassis, &data);
    let jobs = Jobs::new("admin", chassis.db.clone(), chassis.world.clone());
    ServiceParts {
        subscription: Some(subscription),
        jobs: Some(work(jobs, &chassis, &data)),
        ..ServiceParts::new("admin", http::router(App { chassis }))
    }
}
