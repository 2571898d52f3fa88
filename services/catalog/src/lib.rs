//! Catalog: what can be ordered, where, at what price.
//!
//! **Owns** schema `catalog`: categories, services, zones and districts, promotions, quotes, and
//! read models of what providers offer at which price and of what customers say of each service.
//! **Publishes** `catalog.service_changed`, `catalog.zone_changed` and `operator.acted`. **Consumes** `provider.changed`,
//! `rating.service_score_changed`, `booking.created` and `booking.cancelled` (uses of promotions).
//! **Answers** [`contracts::catalog::CatalogApi`], in process or between processes.
//!
//! **Invariants**: the lines of a quote add up to its total (property tests); a quote lives 15
//! minutes and never changes (a check and a trigger of the database); a surge stays within its
//! zone's bounds (the domain and a check); two operators never overwrite each other (`version`);
//! a scheduled change holds from its moment on, for whoever reads, and never changes a quote.

mod api;
mod commands;
pub mod demo;
pub mod domain;
mod http;
mod jobs;
mod reads;
mod store;
mod subscribers;

use chassis::bus::Subscription;
use chassis::jobs::Jobs;
use chassis::{Chassis, Migrations};
use httpkit::ServiceParts;

pub use api::{LocalCatalog, RemoteCatalog};

/// The migrations of schema `catalog`.
pub const MIGRATIONS: Migrations =
    Migrations { schema: "catalog", migrator: &sqlx::migrate!("./migrations") };

/// What the service's code shares. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) chassis: Chassis,
}

/// Assembles the service.
#[must_use]
pub fn parts(chassis: Chassis) -> ServiceParts {
    let app = App { chassis: chassis.clone() };
    let jobs = Jobs::new("catalog", chassis.db.clone(), chassis.world.clone())
        .timer(jobs::apply_change::ApplyChange(app.clone()));
    let booking = subscribers::OnBooking { world: chassis.world.clone() };
    let subscription = Subscription::new("catalog", chassis.db.clone(), chassis.world.clone())
        .on(subscribers::OnProviderChanged { world: chassis.world.clone() })
        .on(subscribers::OnServiceScoreChanged { world: chassis.world.clone() })
        .on::<contracts::booking::BookingCreated>(booking.clone())
        .on::<contracts::booking::BookingCancelled>(booking);
    ServiceParts {
        internal: api::internal(LocalCatalog::new(chassis.clone())),
        subscription: Some(subscription),
        jobs: Some(jobs),
        background: vec![
            jobs::forget_quotes::background(chassis.clone()),
            jobs::tell_zones::background(chassis),
        ],
        ..ServiceParts::new("catalog", http::router(app))
    }
}
