//! A push message for all browsers of a person.

use super::push_key;
use crate::app::App;
use crate::domain::{Message, Urgency, place};
use crate::error::TellError;
use crate::senders::Outcome;
use crate::senders::push::{Keys, POINT, Push, SECRET, Target};
use crate::store::deliveries::Delivery;
use crate::store::devices::{self, SUBSCRIPTION_CONTEXT};
use crate::store::recipients;
use crate::templates;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chassis::crypto::Sealed;
use kernel::ids::{ConversationId, DeviceId, UserId};
use kernel::{Lang, Role};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// Longest text, in characters: push services take 4 KB.
const LONGEST: usize = 500;

/// A subscription as it is stored, sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Subscription {
    /// Where to write.
    pub endpoint: String,
    /// The browser's public key, base64url.
    pub p256dh: String,
    /// The secret it shares with us, base64url.
    pub auth: String,
}

impl Subscription {
    /// Its keys, when they are what they must be.
    #[must_use]
    pub(crate) fn keys(&self) -> Option<Keys> {
        let read = |text: &str| BASE64.decode(text.trim_end_matches('=')).ok();
        let p256dh: [u8; POINT] = read(&self.p256dh)?.try_into().ok()?;
        let auth: [u8; SECRET] = read(&self.auth)?.try_into().ok()?;
        (p256dh[0] == 4).then_some(Keys { p256dh, auth })
    }
}

/// A message and the browsers it goes to.
pub struct PushParcel {
    targets: Vec<(DeviceId, Target)>,
    payload: Vec<u8>,
}

/// Opens a person's subscriptions and renders the message.
pub async fn pack(
    tx: &mut PgConnection,
    app: &App,
    delivery: &Delivery,
    to: UserId,
) -> Result<PushParcel, TellError> {
    let mut targets = Vec::new();
    for device in devices::of_in_tx(tx, to).await? {
        let sealed = Sealed::parse(device.sealed_subscription)?;
        let json = app.chassis.keyring.open_any(SUBSCRIPTION_CONTEXT, &sealed).await?;
        let subscription: Option<Subscription> = serde_json::from_slice(&json).ok();
        let target = subscription.and_then(|subscription| {
            let keys = subscription.keys()?;
            Some(Target { endpoint: subscription.endpoint, keys })
        });
        targets.extend(target.map(|target| (device.id, target)));
    }
    let role = recipients::role_in_tx(tx, to).await?.unwrap_or(Role::Customer);
    Ok(PushParcel { targets, payload: payload(app, delivery, role) })
}

/// What the page's worker reads. It shows title and body, and opens `url`.
fn payload(app: &App, delivery: &Delivery, role: Role) -> Vec<u8> {
    let (message, lang) = (&delivery.message, delivery.lang);
    let text = templates::text(message, lang);
    let body: String = text.body.chars().take(LONGEST).collect();
    let booking = message.booking().map(|booking| booking.id);
    let conversation: Option<ConversationId> = match message {
        Message::ChatWaiting { conversation, .. } => Some(*conversation),
        _ => None,
    };
    let path = place(role, message);
    serde_json::json!({
        "title": text.title,
        "body": body,
        "kind": message.kind(),
        "lang": lang.tag(),
        "dir": if lang == Lang::Ar { "rtl" } else { "ltr" },
        "bookingId": booking,
        "conversationId": conversation,
        "notificationId": delivery.notification,
        "url": format!("{}{path}", app.public_url.trim_end_matches('/')),
    })
    .to_string()
    .into_bytes()
}

/// Writes to every browser. Taken by one is taken; browsers that are gone are forgotten.
pub async fn send(app: &App, delivery: &Delivery, parcel: &PushParcel) -> Outcome {
    let Some(pusher) = &app.senders.push else {
        return Outcome::Retry("channel.not_configured");
    };
    let Ok(key) = push_key::run(app).await else { return Outcome::Retry("push.no_key") };
    let now = app.chassis.world.now();
    let topic = BASE64.encode(delivery.id.uuid().as_bytes());
    let (mut best, mut gone) = (Outcome::Refused("recipient.no_device"), Vec::new());
    for (id, target) in &parcel.targets {
        let push = Push {
            target,
            payload: &parcel.payload,
            ttl: delivery.useful_until - now,
            urgent: delivery.message.urgency() != Urgency::Ordinary,
            topic: &topic,
        };
        let outcome = pusher.send(&key, &push, now).await;
        if outcome == Outcome::Refused("push.gone") {
            gone.push(*id);
        }
        if rank(&outcome) > rank(&best) {
            best = outcome;
        }
    }
    if let Err(error) = forget(app, &gone).await {
        tracing::warn!(%error, "browsers that are gone could not be forgotten");
    }
    best
}

/// One browser that took it is enough; one that may take it later is worth another attempt.
fn rank(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Accepted(_) => 3,
        Outcome::Retry(_) => 2,
        Outcome::Unknown(_) => 1,
        Outcome::Refused(_) => 0,
    }
}

async fn forget(app: &App, gone: &[DeviceId]) -> Result<(), TellError> {
    if gone.is_empty() {
        return Ok(());
    }
    let mut tx = app.chassis.db.begin().await?;
    devices::forget_gone_in_tx(&mut tx, gone).await?;
    tx.commit().await?;
    Ok(())
}
