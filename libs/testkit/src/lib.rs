//! What tests stand on: a real database of their own, a manual clock, requests through the real
//! layers, and the log brought to rest on demand. Only ever a dev-dependency.

mod app;
mod database;
mod picture;

pub use app::{Answer, TestApp};
pub use database::TestDb;
pub use picture::png;

use chassis::cache::{Cache, MemoryLimits};
use chassis::config::Secret;
use chassis::crypto::Keyring;
use chassis::limits::RateLimiter;
use chassis::storage::Storage;
use chassis::{Chassis, Db, Settings};
use kernel::World;
use kernel::ids::SessionId;
use kernel::world::{ManualClock, SeededEntropy};
use std::sync::Arc;
use uuid::Uuid;

/// Noon in Cairo on Sunday 22 November 2026: inside everybody's usual hours.
pub const NOON: &str = "2026-11-22T10:00:00Z";

/// A world that stands still at [`NOON`] until the test moves its clock.
#[must_use]
pub fn world() -> (World, ManualClock) {
    let clock = ManualClock::at(NOON.parse().expect("a constant instant"));
    (World::new(Arc::new(clock.clone()), Arc::new(SeededEntropy::new(42))), clock)
}

/// Somebody who is logged in.
#[must_use]
pub fn actor(user: impl Into<Uuid>, role: kernel::Role) -> httpkit::Actor {
    httpkit::Actor::person(user.into().into(), role, SessionId::from(Uuid::from_u128(99)))
}

/// What `service` runs on in a test.
///
/// # Panics
/// When the test database can't be reached.
#[must_use]
pub fn chassis(db: &TestDb, service: &'static str, world: &World) -> Chassis {
    let settings = Settings { database_url: Secret::new(db.url()), ..Settings::default() };
    Chassis {
        service,
        db: Db::connect(db.url(), service, 8, db.wake().clone()).expect("a good URL"),
        world: world.clone(),
        keyring: Keyring::for_tests(),
        storage: Storage::memory(),
        cache: Cache::memory(world.clone(), MemoryLimits::default()),
        limiter: RateLimiter::memory(world.clone(), 10_000),
        settings: Arc::new(settings),
    }
}
