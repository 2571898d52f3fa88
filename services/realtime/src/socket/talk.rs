//! What a client says, and what it is answered.

use super::door::Door;
use crate::domain::bucket::Say;
use crate::domain::room::Room;
use crate::error::{self, Bye, RealtimeError};
use crate::hub::{Peer, Seen};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use socketioxide::extract::{AckSender, SocketRef, TryData};
use std::sync::Arc;
use tokio::sync::watch;

/// The client behind a socket, once it was let in.
pub type Entering = watch::Receiver<Option<Arc<Peer>>>;

#[derive(Deserialize)]
struct Join {
    room: String,
    #[serde(default)]
    epoch: Option<String>,
    #[serde(default)]
    seq: Option<i64>,
}

#[derive(Deserialize)]
struct Leave {
    room: String,
}

#[derive(Deserialize)]
struct Typing {
    room: String,
    on: bool,
}

#[derive(Deserialize)]
struct Authenticate {
    token: String,
}

/// One client that talks.
struct Talk {
    door: Door,
    peer: Arc<Peer>,
}

/// Hears one client. It is listened to before it is told that it is connected: what it says at once
/// would find nobody otherwise, and waits until the client is known.
#[derive(Clone)]
struct Ear {
    door: Door,
    entering: Entering,
}

impl Ear {
    /// The client; nothing when it did not come in after all.
    async fn talk(&self) -> Option<Talk> {
        let mut entering = self.entering.clone();
        let peer = entering.wait_for(Option::is_some).await.ok()?.clone()?;
        Some(Talk { door: self.door.clone(), peer })
    }
}

/// Listens to one client.
pub fn listen(socket: &SocketRef, entering: &Entering, door: &Door) {
    let ear = Ear { door: door.clone(), entering: entering.clone() };
    let on = ear.clone();
    socket.on("join", async move |said: TryData<Value>, ack: AckSender| {
        let Some(on) = on.talk().await else { return };
        on.join(said, ack).await;
    });
    let on = ear.clone();
    socket.on("leave", async move |said: TryData<Value>, ack: AckSender| {
        let Some(on) = on.talk().await else { return };
        let answer = on.leave(said);
        on.answer(ack, answer);
    });
    let on = ear.clone();
    socket.on("typing", async move |said: TryData<Value>, ack: AckSender| {
        let Some(on) = on.talk().await else { return };
        let answer = on.typing(said).await;
        on.answer(ack, answer);
    });
    let on = ear.clone();
    socket.on("authenticate", async move |said: TryData<Value>, ack: AckSender| {
        let Some(on) = on.talk().await else { return };
        let answer = on.authenticate(said).await;
        on.answer(ack, answer);
    });
    socket.on_fallback(async move |said: TryData<Value>, ack: AckSender| {
        let Some(on) = ear.talk().await else { return };
        let answer = on.heard::<Value>(said).and(Err(RealtimeError::BadRequest));
        on.answer(ack, answer);
    });
}

impl Talk {
    /// Reads what was said, unless the client says too much.
    fn heard<T: DeserializeOwned>(&self, said: TryData<Value>) -> Result<T, RealtimeError> {
        let hub = self.door.hub();
        match self.peer.says(hub.world().now()) {
            Say::Heard => {}
            Say::Refused => return Err(RealtimeError::TooMany),
            Say::Enough => {
                hub.close(&self.peer, Bye::TooManyEvents);
                return Err(RealtimeError::TooMany);
            }
        }
        let value = said.0.map_err(|_| RealtimeError::BadRequest)?;
        serde_json::from_value(value).map_err(|_| RealtimeError::BadRequest)
    }

    fn room(&self, name: &str) -> Result<Room, RealtimeError> {
        Room::parse(name, self.peer.viewer.user_id).ok_or(RealtimeError::BadRequest)
    }

    async fn join(&self, said: TryData<Value>, ack: AckSender) {
        let asked = self.heard::<Join>(said).and_then(|said| {
            let seen = said.epoch.zip(said.seq).map(|(epoch, seq)| Seen { epoch, seq });
            Ok((self.room(&said.room)?, seen))
        });
        let mut ack = Some(ack);
        let joined = match asked {
            Err(error) => Err(error),
            Ok((room, seen)) => {
                let reply = |answer: Value| ack.take().is_none_or(|ack| ack.send(&answer).is_ok());
                self.door.hub().join(&self.peer, room, seen, reply).await
            }
        };
        if let (Err(error), Some(ack)) = (joined, ack) {
            self.answer(ack, Err(error));
        }
    }

    fn leave(&self, said: TryData<Value>) -> Result<Value, RealtimeError> {
        let room = self.room(&self.heard::<Leave>(said)?.room)?;
        self.door.hub().leave(&self.peer, room);
        Ok(json!({}))
    }

    async fn typing(&self, said: TryData<Value>) -> Result<Value, RealtimeError> {
        let said: Typing = self.heard(said)?;
        let room = self.room(&said.room)?;
        self.door.hub().typing(&self.peer, room, said.on).await?;
        Ok(json!({}))
    }

    /// A new token of the same person, as the same thing.
    async fn authenticate(&self, said: TryData<Value>) -> Result<Value, RealtimeError> {
        let said: Authenticate = self.heard(said)?;
        let claims = self.door.verify(&said.token).await?;
        let viewer = self.peer.viewer;
        if (claims.sub, claims.role) != (viewer.user_id, viewer.role) {
            return Err(RealtimeError::Unauthenticated);
        }
        self.peer.renew(claims.exp);
        Ok(json!({ "expiresAt": chrono::DateTime::from_timestamp(claims.exp, 0) }))
    }

    fn answer(&self, ack: AckSender, answer: Result<Value, RealtimeError>) {
        let body = match answer {
            Ok(mut body) => {
                body["ok"] = json!(true);
                body
            }
            Err(error) => json!({ "ok": false, "error": error::body(&error, self.peer.lang()) }),
        };
        // A client that reads too slowly for its answers is found out by what it is told.
        let _unheard = ack.send(&body);
    }
}
