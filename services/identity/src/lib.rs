//! Who people are: accounts, how they prove who they are, and where they live.
//!
//! - **Owns** schema `identity`: accounts with their profiles, saved addresses, sessions with their
//!   families of refresh tokens, one-time codes, the keys that sign access tokens, consents, copies
//!   of people's data, and the register of who was forgotten.
//! - **Publishes** `user.changed` (the whole present state, contact sealed), `otp.requested` (phone
//!   and code sealed), `user.password_changed`, what happens around privacy (`contracts::privacy`) and
//!   `operator.acted`. **Consumes** the answers of those who keep personal data.
//! - **Asks** `contracts::privacy::StandingApi` (booking, payments) before it forgets a person.
//! - **Answers** `contracts::identity::IdentityApi`, here ([`parts`]) and over HTTP
//!   ([`RemoteIdentity`]).
//! - **Invariants**: nobody is active whose phone was never proved (table check); a phone and an
//!   email belong to one account (unique keyed hashes); a person with addresses has one default
//!   (unique index); one key signs (unique index); a refresh token is exchanged once, and shown
//!   again later than 10 seconds it ends its family (`domain::session`); phones, emails and codes
//!   stand nowhere in clear.

mod app;
mod commands;
mod domain;
mod error;
mod hasher;
mod http;
mod jobs;
mod port;
mod publish;
mod reads;
mod signer;
mod store;
mod subscribers;

pub mod demo;

pub use app::App;
pub use domain::address::{NewAddress, Typed as TypedAddress, parse as parse_address};
pub use error::AccountError;
pub use port::{IdentityKeys, LocalIdentity, RemoteIdentity, RemoteStanding};

use chassis::config::ConfigError;
use chassis::jobs::Jobs;
use chassis::privacy::{PersonalData, work};
use chassis::{Chassis, Migrations};
use contracts::identity::IdentityApi;
use contracts::privacy::StandingApi;
use httpkit::ServiceParts;
use std::sync::Arc;

/// The migrations of schema `identity`.
pub const MIGRATIONS: Migrations =
    Migrations { schema: "identity", migrator: &sqlx::migrate!("./migrations") };

/// Assembles the service, and its answers to other services in this process.
///
/// # Errors
/// When the configuration's section `identity` can't be used.
pub fn parts(chassis: Chassis) -> Result<(ServiceParts, Arc<dyn IdentityApi>), ConfigError> {
    let app = App::new(chassis)?;
    Ok((parts_of(app.clone()), Arc::new(LocalIdentity(app))))
}

/// Assembles the service, asking `standing` before a person is forgotten.
///
/// # Errors
/// When the configuration's section `identity` can't be used.
pub fn parts_asking(
    chassis: Chassis,
    standing: Vec<Arc<dyn StandingApi>>,
) -> Result<(ServiceParts, Arc<dyn IdentityApi>), ConfigError> {
    let app = App::new(chassis)?.asking(standing);
    Ok((parts_of(app.clone()), Arc::new(LocalIdentity(app))))
}

/// Assembles the service over a state that the caller keeps, for [`demo`].
#[must_use]
pub fn parts_of(app: App) -> ServiceParts {
    let chassis = &app.chassis;
    let jobs = Jobs::new("identity", chassis.db.clone(), chassis.world.clone())
        .recurring(jobs::Purge { world: chassis.world.clone() })
        .recurring(jobs::ForgetSuccessors { world: chassis.world.clone() })
        .effect(jobs::AssembleExport(app.clone()))
        .effect(jobs::ForgetExport(app.clone()))
        .effect(jobs::EraseAccount(app.clone()));
    let data: Arc<dyn PersonalData> = Arc::new(subscribers::Own(app.clone()));
    let mut parts = ServiceParts::new("identity", http::router(app.clone()));
    parts.internal = port::internal(&app);
    parts.subscription = Some(subscribers::subscription(&app, &data));
    parts.jobs = Some(work(jobs, chassis, &data));
    let signer = app.signer;
    parts.background.push(Box::new(move |stop| {
        Box::pin(async move {
            // Makes the first key before the first log-in has to wait for it.
            tokio::select! {
                () = stop.cancelled() => {}
                made = signer.jwks() => if let Err(error) = made {
                    tracing::warn!(%error, "the signing key waits for the first log-in");
                }
            }
        })
    }));
    parts
}
