//! How a service runs: configuration, database, the event log, jobs, idempotency, cache, object
//! storage, encryption, rate limits and telemetry. No domain noun lives here.
//!
//! A service gets one [`Chassis`] (cheap to clone) and everything it needs is inside.

pub mod bus;
pub mod cache;
pub mod config;
pub mod crypto;
pub mod db;
pub mod fanout;
pub mod idempotency;
pub mod jobs;
pub mod limits;
pub mod privacy;
pub mod rpc;
pub mod storage;
pub mod telemetry;
pub mod tunables;

use kernel::World;
use std::sync::Arc;

pub use config::Settings;
pub use db::{Db, Migrations, StoreError, Tx};

/// The migrations of schema `bus`, the one shared schema.
pub const BUS_MIGRATIONS: Migrations =
    Migrations { schema: "bus", migrator: &sqlx::migrate!("./migrations") };

/// What a service runs on. Cheap to clone.
#[derive(Clone)]
pub struct Chassis {
    /// The service's name, which is also its schema.
    pub service: &'static str,
    /// The database as this service's role sees it.
    pub db: Db,
    /// Time and chance.
    pub world: World,
    /// Encryption of personal data.
    pub keyring: crypto::Keyring,
    /// Files.
    pub storage: storage::Storage,
    /// What may be forgotten at any time.
    pub cache: cache::Cache,
    /// Who asks how often.
    pub limiter: limits::RateLimiter,
    /// The configuration.
    pub settings: Arc<Settings>,
}
