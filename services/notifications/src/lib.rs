//! Notifications: who is told what, in which language, through which channel.
//!
//! Owns the schema `notifications`: the inbox, deliveries with their state, and read models of
//! people, bookings and providers. Listens to everybody's events, tells nobody but people, and
//! publishes only what operators did. When it is away everything else goes on; it catches up.
//!
//! - `domain`: the kinds of messages, quiet hours, preferences, when to try again.
//! - `templates`: every text in Arabic and English, in one place.
//! - [`senders`]: SMS providers and SMTP.
//! - `commands`: tell somebody, make one attempt at a delivery.

mod app;
mod chat;
mod commands;
mod config;
mod domain;
mod error;
mod http;
mod jobs;
mod reads;
pub mod senders;
mod store;
mod subscribers;
mod templates;
pub mod webhooks;

use app::App;
pub use config::{NotificationsConfig, Senders, StartError};

use chassis::bus::DayPartitions;
use chassis::jobs::Jobs;
use chassis::privacy::{PersonalData, follow, work};
use chassis::{Chassis, Migrations};
use contracts::PortError;
use contracts::realtime::{Look, ViewerApi};
use httpkit::ServiceParts;
use httpkit::parts::Background;
use httpkit::route::{guarded, signed_in};
use kernel::Permission;
use std::sync::Arc;
use utoipa_axum::routes;

/// The service's name, which is also its schema.
pub const NAME: &str = "notifications";

/// The migrations of schema `notifications`.
pub const MIGRATIONS: Migrations =
    Migrations { schema: NAME, migrator: &sqlx::migrate!("./migrations") };

/// How long the inbox and its deliveries are kept, in days.
pub const KEEP_DAYS: u32 = 180;

const PARTITIONS: &[DayPartitions] =
    &[DayPartitions { table: "notifications.notifications", keep_days: KEEP_DAYS }];

/// Shows nothing.
struct NoScreens;

#[async_trait::async_trait]
impl ViewerApi for NoScreens {
    async fn look(&self, _: Look) -> Result<serde_json::Value, PortError> {
        Err(PortError::Unavailable)
    }
}

/// Assembles the service without a way to see bookings: webhooks about them wait.
///
/// # Errors
/// When the section `notifications` is wrong; the error names the key.
pub fn parts(chassis: Chassis) -> Result<ServiceParts, StartError> {
    parts_seeing(chassis, Arc::new(NoScreens))
}

/// Assembles the service; webhooks say what `viewer` shows.
///
/// # Errors
/// When the section `notifications` is wrong; the error names the key.
pub fn parts_seeing(
    chassis: Chassis,
    viewer: Arc<dyn ViewerApi>,
) -> Result<ServiceParts, StartError> {
    let config = config::load(&chassis.settings)?;
    let senders = Senders::from_config(&config, &chassis.world)?;
    Ok(parts_with(chassis, senders, viewer, config.lanes))
}

fn parts_with(
    chassis: Chassis,
    senders: Senders,
    viewer: Arc<dyn ViewerApi>,
    lanes: usize,
) -> ServiceParts {
    let public_url = chassis.settings.public_url.as_str().into();
    let app = App { chassis, senders, push_key: Arc::default(), viewer, public_url };
    let router = httpkit::Router::new()
        .routes(signed_in(routes!(http::list_notifications::list_notifications)))
        .routes(signed_in(routes!(http::read_notification::read_notification)))
        .routes(signed_in(routes!(http::read_all_notifications::read_all_notifications)))
        .routes(guarded(
            &[Permission::BookingViewAll],
            routes!(http::list_deliveries::list_deliveries),
        ))
        .routes(guarded(
            &[Permission::BookingManageAll],
            routes!(http::retry_delivery::retry_delivery),
        ))
        .routes(signed_in(routes!(http::push_key::read_push_key)))
        .routes(signed_in(routes!(http::devices::list_devices, http::devices::add_device)))
        .routes(signed_in(routes!(http::devices::remove_device)))
        .routes(signed_in(routes!(
            http::preferences::read_notification_preferences,
            http::preferences::change_notification_preferences
        )))
        .merge(chat::routes(&app))
        .merge(webhooks::routes(&app))
        .with_state(app.clone());
    let mut parts = ServiceParts::new(NAME, router);
    parts.subscription = Some(subscribers::subscription(&app));
    let jobs = || Jobs::new(NAME, app.chassis.db.clone(), app.chassis.world.clone());
    let ordinary = || jobs().effect(jobs::Deliver::new(app.clone(), jobs::DELIVER));
    let codes = || jobs().effect(jobs::Deliver::new(app.clone(), jobs::DELIVER_CODE));
    parts.jobs = Some(
        ordinary()
            .effect(jobs::Deliver::new(app.clone(), jobs::DELIVER_CODE))
            .timer(chat::jobs::Close(app.clone()))
            .timer(chat::jobs::Nudge(app.clone()))
            .effect(chat::jobs::DropFile(app.clone()))
            .recurring(chat::jobs::ForgetChats(app.clone()))
            .recurring(webhooks::jobs::ForgetMessages(app.chassis.world.clone()))
            .recurring(jobs::Forget(app.chassis.world.clone())),
    );
    // A runner works through its jobs one by one, and a slow SMS provider must not hold up mails,
    // nor anything a code. Jobs are leased, so runners share the work.
    parts.background = (1..lanes.max(1)).map(|_| lane(ordinary())).collect();
    parts.background.push(lane(codes()));
    // Receivers may be slow: they hold up nobody but each other.
    let hooks = || jobs().effect(webhooks::jobs::Send(app.clone()));
    parts.background.extend((1..webhooks::jobs::LANES).map(|_| lane(hooks())));
    parts.more_jobs.push(hooks());
    let data: Arc<dyn PersonalData> = Arc::new(subscribers::Keeps(app.clone()));
    parts.subscription = parts.subscription.take().map(|s| follow(s, &app.chassis, &data));
    parts.jobs = parts.jobs.take().map(|jobs| work(jobs, &app.chassis, &data));
    parts.partitions = PARTITIONS;
    parts
}

fn lane(jobs: Jobs) -> Background {
    Box::new(|stop| Box::pin(jobs.run(stop)))
}
