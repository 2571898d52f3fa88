//! Who is connected, who is in which room, and what is told there.
//!
//! Locks are taken in this order, and never while something is awaited: log, room, peer. Each room
//! has a turn besides: whoever holds it tells what waits, or lets somebody in; so nobody comes in
//! between an event's being told and its being counted.

mod hear;
mod join;
mod look;
mod peer;
mod people;
mod room;
mod stream;
mod tell;
mod tick;

#[cfg(test)]
mod tests;

pub use join::Seen;
pub use peer::{Peer, Wire, WireError};

use crate::config::RealtimeConfig;
use crate::domain::fact::Told;
use crate::domain::ring::Ring;
use crate::domain::room::Room;
use crate::error::RealtimeError;
use chassis::Db;
use chassis::fanout::Fanout;
use contracts::realtime::ViewerApi;
use kernel::World;
use room::RoomState;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};

/// How many screens are looked at, at once: each may take a database connection.
const LOOKS_AT_ONCE: usize = 32;
/// How long somebody waits to come in while the process begins to hear the log.
const BEGIN: Duration = Duration::from_secs(5);

/// Everything. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    world: World,
    config: RealtimeConfig,
    db: Db,
    views: Arc<dyn ViewerApi>,
    fanout: Fanout,
    log: Mutex<Log>,
    people: Mutex<people::People>,
    stalled: Mutex<Vec<Arc<Peer>>>,
    looks: Semaphore,
    begun: Notify,
}

/// What was told, as far as this process has heard the log.
struct Log {
    /// Which log; none until the process has begun to hear it.
    epoch: Option<Arc<str>>,
    ring: Ring<Told>,
    /// Everything up to here was heard.
    position: i64,
    rooms: HashMap<Room, Arc<RoomState>>,
}

impl Hub {
    /// Nobody is here yet.
    #[must_use]
    pub fn new(
        world: World,
        config: RealtimeConfig,
        db: Db,
        views: Arc<dyn ViewerApi>,
        fanout: Fanout,
    ) -> Self {
        let ring = Ring::new(config.remembered, i64::MAX);
        let log = Log { epoch: None, ring, position: 0, rooms: HashMap::new() };
        Self(Arc::new(Inner {
            world,
            config,
            db,
            views,
            fanout,
            log: Mutex::new(log),
            people: Mutex::default(),
            stalled: Mutex::default(),
            looks: Semaphore::new(LOOKS_AT_ONCE),
            begun: Notify::new(),
        }))
    }

    /// Time and chance.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.0.world
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &RealtimeConfig {
        &self.0.config
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        lock(&self.0.log)
    }

    /// Which log the numbers belong to, once the process hears it.
    async fn epoch(&self) -> Result<Arc<str>, RealtimeError> {
        let begun = async {
            loop {
                let bell = self.0.begun.notified();
                if let Some(epoch) = self.log().epoch.clone() {
                    return epoch;
                }
                bell.await;
            }
        };
        tokio::time::timeout(BEGIN, begun).await.map_err(|_| RealtimeError::Unavailable)
    }

    /// The room if anybody is in it, or was a moment ago.
    fn open_room(&self, room: Room) -> Option<Arc<RoomState>> {
        self.log().rooms.get(&room).cloned()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
