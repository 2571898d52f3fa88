//! Sending one message: signed, without redirects, bounded in time and size.

use super::address::{Resolver, Rules};
use super::schedule::Outcome;
use super::signing::sign;
use reqwest::{Url, header};
use std::sync::Arc;
use std::time::Duration;

/// How long one attempt may take in all.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How much of an answer is kept, in bytes.
const KEPT: usize = 1024;

/// Writes to partners' programs. Cheap to clone.
#[derive(Clone)]
pub struct Hooks {
    client: reqwest::Client,
    rules: Rules,
}

/// One message as it goes out.
pub(super) struct Parcel<'a> {
    pub url: &'a str,
    /// `webhook-id`, the same in every attempt.
    pub id: &'a str,
    /// Seconds since 1970.
    pub timestamp: i64,
    pub body: &'a [u8],
    /// The present secret, then the one before while both count.
    pub secrets: &'a [&'a str],
}

impl Hooks {
    /// Writes to the public Internet; with `loopback` to this machine too, without TLS.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(loopback: bool) -> reqwest::Result<Self> {
        let rules = Rules { loopback };
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(Resolver(rules)))
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            .user_agent(concat!("Osta-Webhooks/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, rules })
    }

    /// The address, when messages may go there.
    #[must_use]
    pub fn allowed(&self, url: &str) -> Option<Url> {
        self.rules.parse(url)
    }

    /// Makes one attempt.
    pub(super) async fn send(&self, parcel: &Parcel<'_>) -> Outcome {
        // Checked again: what was allowed may not be any more, and numbers are never looked up.
        let Some(url) = self.allowed(parcel.url) else {
            return Outcome::Failed("webhook.address_refused");
        };
        let signed = |secret: &&str| sign(secret, parcel.id, parcel.timestamp, parcel.body);
        let signatures: Vec<String> = parcel.secrets.iter().filter_map(signed).collect();
        if signatures.is_empty() {
            return Outcome::Failed("webhook.no_secret");
        }
        let sent = self
            .client
            .post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", parcel.id)
            .header("webhook-timestamp", parcel.timestamp)
            .header("webhook-signature", signatures.join(" "))
            .body(parcel.body.to_vec())
            .send()
            .await;
        match sent {
            Err(error) if error.is_timeout() => Outcome::Failed("webhook.timeout"),
            Err(_) => Outcome::Failed("webhook.unreachable"),
            Ok(answer) => read(answer).await,
        }
    }
}

/// The status, and as much of the body as is kept; a body that does not end is not waited for.
async fn read(mut answer: reqwest::Response) -> Outcome {
    let status = answer.status().as_u16();
    let after = answer.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    let retry_after_s = after.and_then(|seconds| seconds.trim().parse().ok());
    let mut body = Vec::new();
    while body.len() < KEPT {
        match answer.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk[..chunk.len().min(KEPT - body.len())]),
            // What answered has answered, also when its body breaks off.
            Ok(None) | Err(_) => break,
        }
    }
    Outcome::Answered { status, retry_after_s, body }
}
