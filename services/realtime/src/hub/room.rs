//! One room of this process.

use super::{Hub, Peer, lock};
use crate::domain::fact::Told;
use crate::domain::room::Room;
use contracts::realtime::JourneyMoved;
use kernel::Instant;
use kernel::ids::{ProviderId, UserId};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

/// A room.
pub(super) struct RoomState {
    pub room: Room,
    /// Held while something is told, and while somebody is let in.
    pub turn: tokio::sync::Mutex<Turn>,
    pub inside: Mutex<Inside>,
}

/// How far the room is.
pub(super) struct Turn {
    /// Everything up to here was told to everybody inside.
    pub told: i64,
}

/// What is in a room.
#[derive(Default)]
pub(super) struct Inside {
    /// Who hears it.
    pub members: HashMap<u64, Arc<Peer>>,
    /// What is still to be told.
    pub waiting: VecDeque<Told>,
    /// Whether somebody is telling it.
    pub telling: bool,
    /// How often somebody had to leave; who is let in meanwhile is looked at again.
    pub cuts: u64,
    /// A booking's bound provider: only its positions are shown.
    pub provider: Option<ProviderId>,
    /// The last position.
    pub location: Option<JourneyMoved>,
    /// Whether nobody may write in a conversation any more.
    pub closed: bool,
    /// When each member was last passed on as typing, and what.
    pub typing: HashMap<UserId, (Instant, bool)>,
}

impl Hub {
    /// The room, opened if need be, having been told everything this process has heard so far.
    pub(super) fn room(&self, room: Room) -> Arc<RoomState> {
        let mut log = self.log();
        let told = log.position;
        let state = log.rooms.entry(room).or_insert_with(|| {
            Arc::new(RoomState {
                room,
                turn: tokio::sync::Mutex::new(Turn { told }),
                inside: Mutex::default(),
            })
        });
        state.clone()
    }

    /// Closes rooms that nobody is in and nobody is about to enter.
    pub(super) fn close_empty_rooms(&self) {
        let mut log = self.log();
        // Others get hold of a room only under the log's lock, so the count can't grow meanwhile.
        log.rooms.retain(|_, state| {
            Arc::strong_count(state) > 1 || !lock(&state.inside).members.is_empty()
        });
        metrics::gauge!("osta_realtime_rooms").set(log.rooms.len() as f64);
    }
}
