//! A push service (RFC 8030) that keeps what it gets. It can't read it: only the browser whose
//! subscription it is has the key.

use super::Shared;
use super::control::wait;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use kernel::Instant;
use kernel::world::{Clock as _, SystemClock};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// How many messages are kept.
pub const MOST_PUSHES: usize = 200;
/// The longest message that push services must take (RFC 8030 §7.2).
const LONGEST: usize = 4_096;

/// A message that arrived, still sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PushMessage {
    /// The subscription: the last part of its address.
    pub subscription: String,
    /// For how many seconds it is kept for a browser that is away.
    pub ttl: u64,
    /// How urgent it is.
    pub urgency: Option<String>,
    /// What it replaces.
    pub topic: Option<String>,
    /// Who sends: the claim and key of RFC 8292.
    pub authorization: String,
    /// The sealed content (`aes128gcm`), base64url.
    pub body: String,
    /// When.
    pub received_at: Instant,
}

/// What arrived, the oldest first. Cheap to clone.
#[derive(Clone, Default)]
pub struct Pushes(Arc<Mutex<VecDeque<PushMessage>>>);

impl Pushes {
    fn keep(&self, message: PushMessage) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // One of the same topic takes the place of one that waits.
        let same = |other: &PushMessage| {
            message.topic.is_some()
                && (&other.subscription, &other.topic) == (&message.subscription, &message.topic)
        };
        kept.retain(|other| !same(other));
        kept.push_back(message);
        while kept.len() > MOST_PUSHES {
            kept.pop_front();
        }
    }

    /// Everything that is kept, the newest first.
    #[must_use]
    pub fn list(&self) -> Vec<PushMessage> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().rev().cloned().collect()
    }
}

/// `POST /push/{subscription}`: takes a message as a push service does.
pub async fn receive(
    State(shared): State<Shared>,
    Path(subscription): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let behaviour = shared.control.for_push();
    wait(behaviour.delay_ms).await;
    if let Some(status) = behaviour.status {
        return StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY).into_response();
    }
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let encoding = text(header::CONTENT_ENCODING.as_str());
    let authorization = text(header::AUTHORIZATION.as_str()).filter(|v| v.starts_with("vapid "));
    let ttl = text("ttl").and_then(|ttl| ttl.parse().ok());
    let (Some(ttl), Some("aes128gcm")) = (ttl, encoding.as_deref()) else {
        return (StatusCode::BAD_REQUEST, "TTL and aes128gcm are needed\n").into_response();
    };
    let Some(authorization) = authorization else {
        return (StatusCode::UNAUTHORIZED, "who are you?\n").into_response();
    };
    if body.len() > LONGEST {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    shared.pushes.keep(PushMessage {
        ttl,
        urgency: text("urgency"),
        topic: text("topic"),
        authorization,
        body: BASE64.encode(&body),
        received_at: SystemClock.now(),
        subscription: subscription.clone(),
    });
    (StatusCode::CREATED, [(header::LOCATION, format!("/push/{subscription}/message"))])
        .into_response()
}

/// `GET /push`: what arrived, the newest first.
pub async fn list(State(shared): State<Shared>) -> Json<Vec<PushMessage>> {
    Json(shared.pushes.list())
}

#[cfg(test)]
mod tests {
    use super::{MOST_PUSHES, PushMessage, Pushes};

    fn message(topic: &str) -> PushMessage {
        PushMessage {
            subscription: "a".into(),
            ttl: 60,
            urgency: None,
            topic: Some(topic.into()),
            authorization: "vapid t=x, k=y".into(),
            body: String::new(),
            received_at: "2026-11-22T10:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn one_of_the_same_topic_takes_the_others_place() {
        let pushes = Pushes::default();
        for topic in ["x", "y", "x"] {
            pushes.keep(message(topic));
        }
        let topics: Vec<_> = pushes.list().into_iter().filter_map(|m| m.topic).collect();
        assert_eq!(topics, ["x", "y"]);
        for n in 0..=MOST_PUSHES {
            pushes.keep(message(&n.to_string()));
        }
        assert_eq!(pushes.list().len(), MOST_PUSHES);
    }
}
