//! Who comes in.

use super::talk;
use super::wire::Socket;
use crate::config::RealtimeConfig;
use crate::domain::room::Room;
use crate::error::{self, RealtimeError};
use crate::hub::{Hub, Peer, Seen};
use crate::store::accounts;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use chassis::limits::{RateLimiter, Rule};
use contracts::realtime::Viewer;
use httpkit::auth::{Claims, Verifier};
use httpkit::layers::ClientAddr;
use kernel::Lang;
use serde::Deserialize;
use serde_json::json;
use socketioxide::SocketIo;
use socketioxide::extract::{SocketRef, TryData};
use socketioxide::handler::ConnectHandler;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// What the transport keeps for a client before the hub does, in packets.
const TRANSPORT_BUFFER: usize = 64;
/// Largest message of a client, and largest answer to one poll, in bytes.
const LARGEST: usize = 64 << 10;
/// How much is read from a websocket at once, in bytes: every connection holds such a buffer.
const READ_BUFFER: usize = 1 << 10;
/// How long a client may take to say who it is.
const CONNECT_TIME: Duration = Duration::from_secs(10);

/// What a client says of itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Auth {
    token: String,
    lang: String,
    seen: Option<Seen>,
}

/// Who was let in.
#[derive(Clone)]
struct Admitted {
    viewer: Viewer,
    address: IpAddr,
    expires_at_s: i64,
    seen: Option<Seen>,
    /// Tells those who listen to it who it is.
    known: watch::Sender<Option<Arc<Peer>>>,
}

/// Lets clients in.
#[derive(Clone)]
pub struct Door {
    hub: Hub,
    verifier: Verifier,
}

/// Why somebody was not let in, as the client gets it.
struct Refusal(RealtimeError, Lang);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", error::body(&self.0, self.1))
    }
}

/// The routes of `/socket.io`, and what closes them.
pub fn open(hub: Hub, verifier: Verifier, limiter: RateLimiter) -> (Router, SocketIo) {
    let config = hub.config().clone();
    let (service, io) = SocketIo::builder()
        .max_buffer_size(TRANSPORT_BUFFER)
        .max_payload(LARGEST as u64)
        .ws_max_message_size(LARGEST)
        .ws_max_frame_size(LARGEST)
        .ws_read_buffer_size(READ_BUFFER)
        .connect_timeout(CONNECT_TIME)
        .ping_interval(Duration::from_secs(config.ping_s))
        .ping_timeout(Duration::from_secs(config.ping_timeout_s))
        .build_svc();
    let door = Door { hub, verifier };
    let (admits, enters) = (door.clone(), door);
    let admit = async move |socket: SocketRef, auth: TryData<Auth>| {
        let auth = auth.0.unwrap_or_default();
        let lang = Lang::from_tag(&auth.lang);
        let admitted = admits.admit(&socket, auth).await.map_err(|error| {
            let labels = [("code", kernel::Fault::code(&error))];
            metrics::counter!("osta_realtime_refused_total", &labels).increment(1);
            Refusal(error, lang)
        })?;
        socket.extensions.insert(admitted);
        Ok::<(), Refusal>(())
    };
    let enter = async move |socket: SocketRef| enters.enter(socket).await;
    io.ns("/", enter.with(admit));
    let limit = Limit { limiter, rule: rule(&config) };
    let router = Router::new()
        .route_service("/socket.io/", service.clone())
        .route_service("/socket.io", service)
        .layer(from_fn_with_state(limit, limit_connections));
    (router, io)
}

impl Door {
    /// Whether the client may come in.
    async fn admit(&self, socket: &SocketRef, auth: Auth) -> Result<Admitted, RealtimeError> {
        let claims = self.verify(&auth.token).await?;
        let address = socket.req_parts().extensions.get::<ClientAddr>();
        let address = address.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |addr| addr.0);
        self.hub.has_place(claims.sub, address)?;
        let lang = Lang::from_tag(&auth.lang);
        let viewer =
            Viewer { user_id: claims.sub, role: claims.role, session_id: claims.sid, lang };
        let (known, entering) = watch::channel(None);
        talk::listen(socket, &entering, self);
        Ok(Admitted { viewer, address, expires_at_s: claims.exp, seen: auth.seen, known })
    }

    /// What the token says, if it is good and its account may still be used.
    pub async fn verify(&self, token: &str) -> Result<Claims, RealtimeError> {
        let claims = self.verifier.verify(token).await?;
        match accounts::may_enter(self.hub.db().pool(), claims.sub, claims.role).await {
            Ok(true) => Ok(claims),
            Ok(false) => Err(RealtimeError::AccountClosed),
            Err(error) => {
                tracing::warn!(%error, "who may connect is not known now");
                Err(RealtimeError::Unavailable)
            }
        }
    }

    async fn enter(self, socket: SocketRef) {
        let Some(admitted) = socket.extensions.remove::<Admitted>() else {
            let _gone = socket.disconnect();
            return;
        };
        let Admitted { viewer, address, expires_at_s, seen, known } = admitted;
        let wire = Box::new(Socket(socket.clone()));
        let now = self.hub.world().now();
        let make = |id| Peer::new(id, viewer, address, wire, expires_at_s, now);
        let Ok(peer) = self.hub.add(viewer.user_id, address, make) else {
            // Somebody else took the last place in between.
            let _gone = socket.disconnect();
            return;
        };
        let (hub, gone) = (self.hub.clone(), peer.clone());
        socket.on_disconnect(async move || hub.remove(&gone));
        known.send_replace(Some(peer.clone()));
        let ready = |mut me: serde_json::Value| {
            if let Some(me) = me.as_object_mut() {
                me.remove("ok");
            }
            let expires_at = chrono::DateTime::from_timestamp(expires_at_s, 0);
            let body = json!({
                "userId": viewer.user_id, "role": viewer.role, "expiresAt": expires_at, "me": me,
            });
            socket.emit("ready", &body).is_ok()
        };
        let room = Room::Person(viewer.user_id);
        if self.hub.join(&peer, room, seen, ready).await.is_err() {
            self.hub.close(&peer, error::Bye::Unavailable);
        }
        if !socket.connected() {
            self.hub.remove(&peer);
        }
    }

    /// Everything.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }
}

/// How many connections an address may begin.
#[derive(Clone)]
struct Limit {
    limiter: RateLimiter,
    rule: Rule,
}

fn rule(config: &RealtimeConfig) -> Rule {
    Rule {
        name: "realtime_connections",
        window_s: 60,
        max: config.connections_a_minute,
        skip_successful: false,
    }
}

async fn limit_connections(State(limit): State<Limit>, request: Request, next: Next) -> Response {
    let goes_on =
        request.uri().query().is_some_and(|q| q.split('&').any(|p| p.starts_with("sid=")));
    if goes_on {
        return next.run(request).await;
    }
    let address = request.extensions().get::<ClientAddr>().map(|addr| addr.0.to_string());
    let key = format!("addr:{}", address.unwrap_or_default());
    if limit.limiter.check(&limit.rule, &key).await.allowed {
        return next.run(request).await;
    }
    StatusCode::TOO_MANY_REQUESTS.into_response()
}
