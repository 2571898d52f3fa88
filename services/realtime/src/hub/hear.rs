//! The log is heard: what is told is queued in its rooms, who has to leave leaves at once.

use super::room::RoomState;
use super::{Hub, Peer, lock};
use crate::domain::fact::{self, Effect};
use crate::domain::outbox::Frame;
use crate::domain::ring::Ring;
use crate::domain::room::Room;
use crate::error::{self, Bye, RealtimeError};
use chassis::bus::Record;
use serde_json::json;
use std::sync::Arc;

impl Hub {
    /// The process begins to hear the log `epoch`; `records` are the last ones from before, and
    /// everything up to `position` was told.
    pub fn begin(&self, epoch: &str, records: &[Record], position: i64) {
        let most = self.config().remembered;
        let all = records.len() < most;
        let floor = if all { 0 } else { records.first().map_or(position, |r| r.position) };
        let mut log = self.log();
        log.ring = Ring::new(most, floor);
        for (room, told) in records.iter().filter_map(read).flat_map(|heard| heard.told) {
            log.ring.push(room, told);
        }
        log.position = position;
        log.epoch = Some(epoch.into());
        drop(log);
        self.0.begun.notify_waiters();
    }

    /// New records, which are all there are up to `position`.
    pub fn hear(&self, records: &[Record], position: i64) {
        let mut awake: Vec<Arc<RoomState>> = Vec::new();
        let mut effects = Vec::new();
        {
            let mut log = self.log();
            for heard in records.iter().filter_map(read) {
                for (room, told) in heard.told {
                    if let Some(state) = log.rooms.get(&room) {
                        let mut inside = lock(&state.inside);
                        inside.waiting.push_back(told.clone());
                        if !inside.telling {
                            inside.telling = true;
                            awake.push(state.clone());
                        }
                    }
                    log.ring.push(room, told);
                }
                if let Some(effect) = heard.effect {
                    let state = room_of(&effect).and_then(|room| log.rooms.get(&room).cloned());
                    if let Some(state) = &state {
                        lock(&state.inside).cuts += 1;
                    }
                    effects.push((effect, state));
                }
            }
            log.position = log.position.max(position);
        }
        for (effect, state) in effects {
            self.take_effect(&effect, state.as_deref());
        }
        for state in awake {
            tokio::spawn(self.clone().tell(state));
        }
    }

    fn take_effect(&self, effect: &Effect, state: Option<&RoomState>) {
        if let Effect::Account { user, role, active } = effect {
            for peer in self.clients_of(*user) {
                if !active || peer.viewer.role != *role {
                    self.close(&peer, Bye::AccountClosed);
                }
            }
            return;
        }
        let Some(state) = state else { return };
        let mut inside = lock(&state.inside);
        match effect {
            Effect::Booking { provider, on_journey, .. } => {
                if inside.provider != *provider || !on_journey {
                    inside.location = None;
                }
                inside.provider = *provider;
            }
            Effect::Conversation { closed, .. } => inside.closed = *closed,
            Effect::Account { .. } => {}
        }
        let out: Vec<Arc<Peer>> = inside
            .members
            .values()
            .filter(|peer| !effect.admits(peer.viewer.user_id, peer.viewer.role))
            .cloned()
            .collect();
        for peer in &out {
            inside.members.remove(&peer.id);
        }
        drop(inside);
        for peer in out {
            self.tell_left(&peer, state.room);
        }
    }

    /// The client is out of the room: nothing of it that waits is said any more, only this.
    pub(super) fn tell_left(&self, peer: &Arc<Peer>, room: Room) {
        peer.left(room);
        let error = error::body(&RealtimeError::NotFound, peer.lang());
        let body = json!({
            "room": room.to_string(), "code": error["code"], "message": error["message"],
        });
        let frame = Frame { event: "room.left", room: None, fleeting: false, body: body.into() };
        self.send(peer, frame);
    }
}

fn room_of(effect: &Effect) -> Option<Room> {
    match effect {
        Effect::Booking { id, .. } => Some(Room::Booking(*id)),
        Effect::Conversation { id, .. } => Some(Room::Conversation(*id)),
        Effect::Account { .. } => None,
    }
}

fn read(record: &Record) -> Option<fact::Heard> {
    fact::read(record)
        .inspect_err(|error| {
            tracing::warn!(%error, event.type_ = record.event_type, "an event can't be read");
        })
        .ok()
}
