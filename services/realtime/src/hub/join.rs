//! Coming into a room, with nothing missed and nothing twice.

use super::room::Inside;
use super::{Hub, Peer, lock};
use crate::domain::fact::Told;
use crate::domain::outbox::Frame;
use crate::domain::ring::Missed;
use crate::domain::room::Room;
use crate::error::{Bye, RealtimeError};
use crate::store::bookings;
use contracts::PortError;
use contracts::realtime::Screen;
use kernel::Role;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::{Arc, MutexGuard};

/// The last thing a client saw in a room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Seen {
    /// Of which log.
    #[serde(default)]
    pub epoch: String,
    /// Its number.
    #[serde(default)]
    pub seq: i64,
}

/// How often somebody is looked at again who had to leave while being let in.
const TRIES: usize = 3;

/// What somebody gets on coming in.
struct Entrance {
    /// What was missed; none when that isn't known any more.
    replay: Option<Vec<Frame>>,
    /// The room's state now.
    snapshot: Value,
    /// What the room is known by here, read while letting in.
    provider: Option<kernel::ids::ProviderId>,
}

impl Hub {
    /// Lets a client into a room. `reply` gets the answer before anything else of the room is
    /// said; `false` from it means that the client could not be answered.
    ///
    /// # Errors
    /// When it may not come in, or nobody can tell; then `reply` was not called.
    pub async fn join(
        &self,
        peer: &Arc<Peer>,
        room: Room,
        seen: Option<Seen>,
        reply: impl FnOnce(Value) -> bool,
    ) -> Result<(), RealtimeError> {
        if !peer.is_in(room) && peer.room_count() >= self.config().most_rooms {
            return Err(RealtimeError::TooManyRooms);
        }
        let epoch = self.epoch().await?;
        let state = self.room(room);
        let turn = state.turn.lock().await;
        // Who comes in again starts again.
        lock(&state.inside).members.remove(&peer.id);
        peer.left(room);
        for _ in 0..TRIES {
            let cuts = lock(&state.inside).cuts;
            let missed = self.missed(room, seen.as_ref(), &epoch, turn.told);
            let entrance = self.entrance(peer, room, missed).await?;
            let inside = lock(&state.inside);
            if inside.cuts != cuts {
                continue;
            }
            if !peer.is_open() {
                return Ok(());
            }
            let head = json!({
                "ok": true, "room": room.to_string(), "epoch": &*epoch, "seq": turn.told,
            });
            let slow = self.let_in(peer, room, inside, entrance, head, reply);
            if slow {
                self.close(peer, Bye::TooSlow);
            }
            if !peer.is_open() {
                self.remove(peer);
            }
            return Ok(());
        }
        Err(RealtimeError::Unavailable)
    }

    /// What the client has missed of what was told up to `told`.
    fn missed(&self, room: Room, seen: Option<&Seen>, epoch: &str, told: i64) -> Missed<Told> {
        let Some(seen) = seen.filter(|seen| seen.epoch == epoch) else { return Missed::Unknown };
        match self.log().ring.missed(room, seen.seq, told) {
            // More than may wait for it: the present state is shorter.
            Missed::These(missed) if missed.len() > self.config().most_waiting => Missed::Unknown,
            missed => missed,
        }
    }

    /// Answers, says what was missed and makes the client a member, in one go. `true` when it
    /// reads too slowly for that.
    fn let_in(
        &self,
        peer: &Arc<Peer>,
        room: Room,
        mut inside: MutexGuard<'_, Inside>,
        entrance: Entrance,
        mut answer: Value,
        reply: impl FnOnce(Value) -> bool,
    ) -> bool {
        inside.provider = inside.provider.or(entrance.provider);
        if let Some(state) = entrance.snapshot["conversation"]["state"].as_str() {
            inside.closed = state == "closed";
        }
        answer["replayed"] = json!(entrance.replay.is_some());
        match &entrance.replay {
            Some(missed) => answer["missed"] = json!(missed.len()),
            None => {
                answer["snapshot"] = entrance.snapshot;
                if let Room::Booking(_) = room {
                    answer["snapshot"]["location"] = self.last_location(&inside);
                }
            }
        }
        let outcome = if entrance.replay.is_some() { "replay" } else { "snapshot" };
        metrics::counter!("osta_realtime_joins_total", "outcome" => outcome).increment(1);
        let mut slow = !reply(answer);
        for frame in entrance.replay.into_iter().flatten() {
            slow = slow || self.offer(peer, frame);
        }
        inside.members.insert(peer.id, peer.clone());
        peer.entered(room);
        slow
    }

    /// Lets a client out of a room.
    pub fn leave(&self, peer: &Arc<Peer>, room: Room) {
        if let Some(state) = self.open_room(room) {
            lock(&state.inside).members.remove(&peer.id);
        }
        peer.left(room);
    }

    /// What the client gets, when it may come in at all: that is for the screen to say.
    async fn entrance(
        &self,
        peer: &Peer,
        room: Room,
        missed: Missed<Told>,
    ) -> Result<Entrance, RealtimeError> {
        let snapshot = match (room, &missed) {
            (Room::Person(_), Missed::These(_)) => Value::Null,
            (Room::Person(_), Missed::Unknown) => self.own_snapshot(peer).await,
            (Room::Booking(id), _) => {
                json!({ "booking": self.look(peer.viewer, Screen::Booking { id }).await? })
            }
            (Room::Conversation(id), _) => {
                let shown = self.look(peer.viewer, Screen::Conversation { id }).await?;
                json!({ "conversation": shown })
            }
        };
        let replay = match missed {
            Missed::Unknown => None,
            Missed::These(missed) => Some(self.frames(peer.viewer, room, &missed).await?),
        };
        let provider = match room {
            Room::Booking(id) => bookings::bound(self.db().pool(), id)
                .await
                .map_err(|_| RealtimeError::Unavailable)?,
            _ => None,
        };
        Ok(Entrance { replay, snapshot, provider })
    }

    /// A person's own things; null where they can't be had: the client asks over HTTP.
    async fn own_snapshot(&self, peer: &Peer) -> Value {
        let mut snapshot = json!({});
        let shown = self.look(peer.viewer, Screen::Notifications).await;
        snapshot["notifications"] = shown.unwrap_or_default();
        if peer.viewer.role == Role::ServiceProvider {
            let shown: Result<Value, PortError> = self.look(peer.viewer, Screen::Offers).await;
            snapshot["offers"] = shown.map(|mut page| page["items"].take()).unwrap_or_default();
        }
        snapshot
    }
}
