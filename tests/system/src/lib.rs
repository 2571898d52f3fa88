//! What tests of the whole system stand on.
//!
//! [`Platform::start`] clones a prepared database, starts the program and a fake of the SMS
//! provider; [`Person`] calls the API as one client; [`Api`] holds every answer against the served
//! OpenAPI document; [`visits`] has the steps of a visit.

mod api;
mod database;
mod person;
pub mod platform;
mod program;
mod sample;
mod sms;
mod snapshot;
pub mod visits;
pub mod world;

pub use api::{Api, Operation};
pub use database::Database;
pub use person::{Answer, Person};
pub use platform::{Options, Platform, Topology, be_at};
pub use snapshot::snapshot;
pub use world::Who;

use chassis::crypto::SystemEntropy;
use kernel::World;
use kernel::ids::EventId;
use kernel::world::SystemClock;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long anything that happens by itself may take.
pub const PATIENCE: Duration = Duration::from_secs(45);

/// Asks again and again until there is an answer.
///
/// # Panics
/// When there is none in time; `what` says what was awaited.
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, ask: impl FnMut() -> F) -> T {
    eventually_within(PATIENCE, what, ask).await
}

/// The same with a patience of one's own.
///
/// # Panics
/// As [`eventually`].
pub async fn eventually_within<T, F: Future<Output = Option<T>>>(
    patience: Duration,
    what: &str,
    mut ask: impl FnMut() -> F,
) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "{what} did not happen within {patience:?}");
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

/// The real time and real chance.
pub fn real_world() -> World {
    World::new(Arc::new(SystemClock), Arc::new(SystemEntropy))
}

/// An id that nothing has.
pub fn fresh_id() -> Uuid {
    real_world().id::<EventId>().uuid()
}
