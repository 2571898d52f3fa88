#![doc = include_str!("../README.md")]

mod app;
mod background;
mod commands;
mod config;
pub mod domain;
mod error;
mod history;
mod http;
mod jobs;
pub mod live;
mod port;
mod reads;
mod store;
mod subscribers;

pub use config::TrackingConfig;
pub use domain::fix::Fix;
pub use live::LiveFix;
pub use port::{LocalTracking, RemoteTracking};

use app::App;
use chassis::bus::{DayPartitions, Subscription};
use chassis::config::ConfigError;
use chassis::jobs::Jobs;
use chassis::privacy::{PersonalData, follow, work};
use chassis::{Chassis, Migrations};
use contracts::realtime::JourneySink;
use httpkit::ServiceParts;
use std::sync::Arc;

/// The schema.
pub const MIGRATIONS: Migrations =
    Migrations { schema: "tracking", migrator: &sqlx::migrate!("./migrations") };

/// How long positions and journeys are kept, in days.
const KEEP_DAYS: u32 = 90;

/// The tables that forget.
pub const PARTITIONS: &[DayPartitions] =
    &[DayPartitions { table: "tracking.provider_locations", keep_days: KEEP_DAYS }];

/// Assembles the service, and its port for others in the same process (an
/// `Arc<dyn contracts::tracking::TrackingApi>` by coercion). `sink` takes what open screens see;
/// without one nothing is shown past the HTTP API. Its section of the configuration is
/// `tracking`, see [`TrackingConfig`].
///
/// # Errors
/// Names the key of the configuration that is wrong.
pub fn parts(
    chassis: Chassis,
    sink: Option<Arc<dyn JourneySink>>,
) -> Result<(ServiceParts, Arc<LocalTracking>), ConfigError> {
    let config: TrackingConfig = chassis.settings.section("tracking")?;
    let token = chassis.settings.internal_token.clone();
    let app = App::new(chassis, config);
    let api = Arc::new(LocalTracking { app: app.clone(), sink: sink.clone() });
    let subscription =
        Subscription::new("tracking", app.chassis.db.clone(), app.chassis.world.clone())
            .on(subscribers::OnProviderChanged(app.clone()))
            .on(subscribers::OnZoneChanged(app.clone()));
    let mut parts = ServiceParts::new("tracking", http::router(app.clone()));
    parts.internal = httpkit::internal::protect(port::internal_routes(&api), token);
    parts.subscription = Some(subscribers::OnBooking(app.clone()).subscribe(subscription));
    let (db, world) = (app.chassis.db.clone(), app.chassis.world.clone());
    parts.jobs = Some(Jobs::new("tracking", db, world).timer(jobs::EscalateSos(app.clone())));
    let data: Arc<dyn PersonalData> = Arc::new(subscribers::Keeps(app.clone()));
    parts.subscription = parts.subscription.take().map(|s| follow(s, &app.chassis, &data));
    parts.jobs = parts.jobs.take().map(|jobs| work(jobs, &app.chassis, &data));
    parts.partitions = PARTITIONS;
    parts.background = background::tasks(&app, sink);
    Ok((parts, api))
}
