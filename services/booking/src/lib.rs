//! Bookings: the agreement to do one service, at one address, in one time window.
//!
//! Owns the booking and its state machine with history, providers' reserved time, the search for
//! a provider with its offers, estimates and change orders, cancellation, disputes. Tells all of it
//! as `contracts::booking` events. Asks the catalog for quotes, identity for addresses and tracking
//! for positions; everything else it knows from events (read models).

pub mod commands;
mod config;
pub mod domain;
pub mod http;
pub mod jobs;
pub mod matching;
pub mod reads;
pub mod settings;
mod standing;
pub mod store;
pub mod subscribers;

pub use config::Config;
pub use settings::InForce;
pub use standing::LocalStanding;

use chassis::bus::Subscription;
use chassis::config::ConfigError;
use chassis::jobs::Jobs;
use chassis::privacy::{PersonalData, follow, work};
use chassis::{Chassis, Migrations};
use contracts::catalog::CatalogApi;
use contracts::identity::IdentityApi;
use contracts::tracking::TrackingApi;
use httpkit::ServiceParts;
use kernel::Instant;
use std::sync::Arc;

/// The name of the service, of its schema and of its jobs.
pub const SERVICE: &str = "booking";

/// The migrations of schema `booking`.
pub const MIGRATIONS: Migrations =
    Migrations { schema: SERVICE, migrator: &sqlx::migrate!("./migrations") };

/// What every endpoint, job and subscriber works with. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// What the service runs on.
    pub chassis: Chassis,
    /// Quotes.
    pub catalog: Arc<dyn CatalogApi>,
    /// Addresses.
    pub identity: Arc<dyn IdentityApi>,
    /// Live positions.
    pub tracking: Arc<dyn TrackingApi>,
    /// The rules' numbers.
    pub config: Arc<Config>,
}

impl App {
    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.chassis.world.now()
    }
}

/// Assembles the service.
///
/// # Errors
/// When its section of the configuration is wrong.
pub fn parts(
    chassis: Chassis,
    catalog: Arc<dyn CatalogApi>,
    identity: Arc<dyn IdentityApi>,
    tracking: Arc<dyn TrackingApi>,
) -> Result<ServiceParts, ConfigError> {
    let config = Arc::new(chassis.settings.section::<Config>(SERVICE)?);
    let app = App { chassis, catalog, identity, tracking, config };
    let declaring = httpkit::settings::declaring(&app.chassis, app.settings());
    let (db, world) = (app.chassis.db.clone(), app.chassis.world.clone());
    let router = http::life::routes()
        .merge(http::ordering::routes(&app))
        .merge(http::scheduling::routes(&app));
    let subscription = Subscription::new(SERVICE, db.clone(), world.clone());
    let jobs = Jobs::new(SERVICE, db, world);
    let mut parts = ServiceParts::new(SERVICE, router.with_state(app.clone()));
    parts.background.push(declaring);
    parts.subscription =
        Some(subscribers::ordering::add(subscribers::add(subscription, &app), &app));
    parts.jobs = Some(jobs::ordering::add(jobs::add(jobs, &app), &app));
    let data: Arc<dyn PersonalData> = Arc::new(subscribers::Keeps(app.clone()));
    parts.subscription = parts.subscription.take().map(|s| follow(s, &app.chassis, &data));
    parts.jobs = parts.jobs.take().map(|jobs| work(jobs, &app.chassis, &data));
    parts.internal = parts.internal.merge(standing::internal(app.chassis.db.clone()));
    Ok(parts)
}
