//! Realtime: what reaches open screens at once.
//!
//! **Owns** schema `realtime`: accounts and who is bound to which booking (read models), the epoch.
//! **Serves** Socket.IO at `/socket.io`: see `docs/realtime.md`.
//! **Consumes** `booking.*`, `chat.*`, `notification.created`, `user.changed`; positions through
//! the port `JourneySink`.
//!
//! **Invariants**: nobody is told what the HTTP API would not tell it; in a room nothing is missed
//! and nothing told twice, or the connection ends; a room's numbers are the log's positions, the
//! same in every process; memory for a slow client is bounded.

mod background;
mod config;
pub mod domain;
mod error;
mod hub;
mod port;
mod socket;
mod store;
mod subscribers;

pub use config::RealtimeConfig;
pub use port::{LocalRealtime, RemoteRealtime};

use chassis::bus::Subscription;
use chassis::config::ConfigError;
use chassis::fanout::Fanout;
use chassis::{Chassis, Migrations};
use contracts::realtime::ViewerApi;
use httpkit::ServiceParts;
use httpkit::auth::Verifier;
use std::sync::Arc;

/// The schema.
pub const MIGRATIONS: Migrations =
    Migrations { schema: "realtime", migrator: &sqlx::migrate!("./migrations") };

/// Assembles the service, and its port for others in the same process. `views` tells what somebody
/// would get from the HTTP API; `fanout` reaches the other processes that hold sockets. Its section
/// of the configuration is `realtime`, see [`RealtimeConfig`].
///
/// # Errors
/// Names the key of the configuration that is wrong.
pub fn parts(
    chassis: Chassis,
    verifier: Verifier,
    views: Arc<dyn ViewerApi>,
    fanout: Fanout,
) -> Result<(ServiceParts, Arc<LocalRealtime>), ConfigError> {
    let config: RealtimeConfig = chassis.settings.section("realtime")?;
    let token = chassis.settings.internal_token.clone();
    let (db, world) = (chassis.db.clone(), chassis.world.clone());
    let hub = hub::Hub::new(world.clone(), config, db.clone(), views, fanout.clone());
    let (sockets, io) = socket::open(hub.clone(), verifier, chassis.limiter.clone());
    let subscription = Subscription::new("realtime", db, world.clone())
        .on(subscribers::OnUserChanged(world.clone()));
    let mut parts = ServiceParts::new("realtime", httpkit::Router::new());
    parts.sockets = Some(sockets);
    parts.internal = httpkit::internal::protect(port::internal_routes(&hub), token);
    parts.subscription = Some(subscribers::OnBooking(world).subscribe(subscription));
    parts.background = background::tasks(&hub, fanout, io);
    Ok((parts, Arc::new(LocalRealtime(hub))))
}
