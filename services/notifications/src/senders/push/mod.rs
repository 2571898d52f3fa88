//! Push messages to browsers.

mod encrypt;
mod endpoint;
mod vapid;

pub(crate) use encrypt::{Keys, POINT, SECRET};
pub(crate) use endpoint::KNOWN;
pub use vapid::VapidKey;

use super::Outcome;
use chrono::TimeDelta;
use kernel::{Instant, World};
use reqwest::{StatusCode, Url, header};
use std::sync::Arc;
use std::time::Duration;

/// How long one push service may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where a message goes.
#[derive(Clone)]
pub(crate) struct Target {
    pub endpoint: String,
    pub keys: Keys,
}

/// One message for one browser.
pub(crate) struct Push<'a> {
    pub target: &'a Target,
    /// What the page's worker reads.
    pub payload: &'a [u8],
    /// For how long it is of use.
    pub ttl: TimeDelta,
    /// Whether the phone is woken for it.
    pub urgent: bool,
    /// A later one of the same topic takes the place of one that waits.
    pub topic: &'a str,
}

/// Writes to push services.
#[derive(Clone)]
pub struct Pusher {
    client: reqwest::Client,
    allowed: Arc<[String]>,
    contact: Arc<str>,
    world: World,
}

impl Pusher {
    /// Writes to the services of `allowed` (see [`endpoint`]), which reach us at `contact`.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(allowed: Vec<String>, contact: &str, world: World) -> reqwest::Result<Self> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()?;
        Ok(Self { client, allowed: allowed.into(), contact: contact.into(), world })
    }

    /// The address, when messages may go there.
    #[must_use]
    pub fn allowed(&self, endpoint: &str) -> Option<Url> {
        endpoint::allowed(endpoint, &self.allowed)
    }

    /// Sends one message. [`Outcome::Refused`] with `push.gone` means that the browser's
    /// subscription is over.
    pub(crate) async fn send(&self, key: &VapidKey, push: &Push<'_>, now: Instant) -> Outcome {
        let Some(url) = self.allowed(&push.target.endpoint) else {
            return Outcome::Refused("push.gone");
        };
        let origin = url.origin().ascii_serialization();
        let salt = self.world.bytes::<16>();
        let sealed = encrypt::encrypt(&push.target.keys, push.payload, salt);
        let claim = key.authorization(&origin, &self.contact, now);
        let (Ok(body), Ok(claim)) = (sealed, claim) else {
            return Outcome::Refused("push.gone");
        };
        let asked = self
            .client
            .post(url)
            .header("TTL", push.ttl.num_seconds().max(0).to_string())
            .header("Urgency", if push.urgent { "high" } else { "normal" })
            .header("Topic", push.topic)
            .header(header::CONTENT_ENCODING, "aes128gcm")
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::AUTHORIZATION, claim)
            .body(body)
            .send()
            .await;
        match asked {
            // A repeat of the same topic replaces what waits, so a lost answer is asked again.
            Err(_) => Outcome::Retry("push.unreachable"),
            Ok(answer) => outcome(answer.status()),
        }
    }
}

/// What an answer of a push service means (RFC 8030 §5, RFC 8292 §4).
fn outcome(status: StatusCode) -> Outcome {
    match status.as_u16() {
        200..=299 => Outcome::Accepted(None),
        404 | 410 => Outcome::Refused("push.gone"),
        413 => Outcome::Refused("push.too_large"),
        400 | 401 | 403 => Outcome::Refused("push.refused"),
        429 => Outcome::Retry("push.busy"),
        _ => Outcome::Retry("push.unavailable"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, outcome};
    use reqwest::StatusCode;

    #[test]
    fn only_gone_subscriptions_are_forgotten() {
        let of = |status| outcome(StatusCode::from_u16(status).unwrap());
        assert_eq!(of(201), Outcome::Accepted(None));
        assert_eq!(of(404), Outcome::Refused("push.gone"));
        assert_eq!(of(410), Outcome::Refused("push.gone"));
        assert_eq!(of(403), Outcome::Refused("push.refused"));
        assert_eq!(of(413), Outcome::Refused("push.too_large"));
        assert_eq!(of(429), Outcome::Retry("push.busy"));
        assert_eq!(of(302), Outcome::Retry("push.unavailable"));
    }
}
