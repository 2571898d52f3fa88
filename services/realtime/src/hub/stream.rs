//! What is true only for a moment: positions and typing. It goes to all processes at once, past
//! the log, and is never told again.

use super::room::Inside;
use super::{Hub, Peer, lock};
use crate::domain::outbox::Frame;
use crate::domain::room::Room;
use crate::error::{Bye, RealtimeError};
use chrono::TimeDelta;
use contracts::realtime::JourneyMoved;
use kernel::Role;
use kernel::ids::{ConversationId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

/// How old a position may be to be shown to somebody who comes in.
const SHOWN: TimeDelta = TimeDelta::seconds(60);
/// How often somebody is passed on as typing.
const TYPING_EVERY: TimeDelta = TimeDelta::seconds(2);

/// What processes tell each other.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Moved(Vec<JourneyMoved>),
    Typing { conversation: ConversationId, user: UserId, role: Role, on: bool },
}

impl Hub {
    /// Journeys look like this now.
    pub async fn moved(&self, journeys: Vec<JourneyMoved>) {
        if !journeys.is_empty() {
            self.say(&Word::Moved(journeys)).await;
        }
    }

    /// Somebody types, or has stopped.
    ///
    /// # Errors
    /// [`RealtimeError::NotFound`] when it isn't in the conversation's room.
    pub async fn typing(&self, peer: &Peer, room: Room, on: bool) -> Result<(), RealtimeError> {
        let Room::Conversation(conversation) = room else { return Err(RealtimeError::BadRequest) };
        let state = self.open_room(room).filter(|_| peer.is_in(room));
        let state = state.ok_or(RealtimeError::NotFound)?;
        let (user, role, now) = (peer.viewer.user_id, peer.viewer.role, self.world().now());
        {
            let mut inside = lock(&state.inside);
            if inside.closed {
                return Ok(());
            }
            let again =
                |(at, was): &(kernel::Instant, bool)| *was == on && now - *at < TYPING_EVERY;
            if inside.typing.get(&user).is_some_and(again) {
                return Ok(());
            }
            inside.typing.insert(user, (now, on));
        }
        self.say(&Word::Typing { conversation, user, role, on }).await;
        Ok(())
    }

    async fn say(&self, word: &Word) {
        if let Ok(text) = serde_json::to_string(word) {
            self.0.fanout.say(text).await;
        }
    }

    /// Passes on what processes say until `stop`.
    pub async fn listen(self, stop: CancellationToken) {
        let mut words = self.0.fanout.listen();
        loop {
            let word = tokio::select! {
                () = stop.cancelled() => return,
                word = words.recv() => word,
            };
            match word {
                Ok(text) => match serde_json::from_str(&text) {
                    Ok(Word::Moved(journeys)) => {
                        for journey in journeys {
                            self.show(journey);
                        }
                    }
                    Ok(Word::Typing { conversation, user, role, on }) => {
                        self.pass_on_typing(conversation, user, role, on);
                    }
                    Err(error) => tracing::warn!(%error, "another process can't be understood"),
                },
                Err(RecvError::Lagged(count)) => {
                    metrics::counter!("osta_realtime_drops_total", "what" => "stream")
                        .increment(count);
                }
                Err(RecvError::Closed) => return,
            }
        }
    }

    fn show(&self, journey: JourneyMoved) {
        let room = Room::Booking(journey.booking_id);
        let Some(state) = self.open_room(room) else { return };
        let mut inside = lock(&state.inside);
        if inside.provider != Some(journey.provider_id) {
            return;
        }
        let body = located(room, &journey).into();
        let frame = Frame { event: "location.updated", room: Some(room), fleeting: true, body };
        let slow = self.offer_to(&inside, &frame, |_| true);
        inside.location = Some(journey);
        drop(inside);
        self.send_away(slow);
    }

    fn pass_on_typing(&self, conversation: ConversationId, user: UserId, role: Role, on: bool) {
        let room = Room::Conversation(conversation);
        let Some(state) = self.open_room(room) else { return };
        let side = match role {
            Role::Customer => "customer",
            Role::ServiceProvider => "provider",
            _ => "operator",
        };
        let body = json!({ "room": room.to_string(), "data": { "side": side, "on": on } });
        let frame = Frame { event: "typing", room: Some(room), fleeting: true, body: body.into() };
        let slow = self.offer_to(&lock(&state.inside), &frame, |peer| peer.viewer.user_id != user);
        self.send_away(slow);
    }

    fn offer_to(
        &self,
        inside: &Inside,
        frame: &Frame,
        wanted: impl Fn(&Peer) -> bool,
    ) -> Vec<Arc<Peer>> {
        let members = inside.members.values().filter(|peer| wanted(peer));
        members.filter(|peer| self.offer(peer, frame.clone())).cloned().collect()
    }

    fn send_away(&self, slow: Vec<Arc<Peer>>) {
        for peer in slow {
            self.close(&peer, Bye::TooSlow);
        }
    }

    /// The last position for somebody who comes in; null when there is none that is young enough.
    pub(super) fn last_location(&self, inside: &Inside) -> Value {
        let young =
            |journey: &&JourneyMoved| journey.at.is_some_and(|at| self.world().now() - at < SHOWN);
        inside.location.as_ref().filter(young).map_or(Value::Null, |journey| json!(journey))
    }
}

fn located(room: Room, journey: &JourneyMoved) -> Value {
    json!({ "room": room.to_string(), "at": journey.at, "data": journey })
}
