//! One attempt at one delivery.
//!
//! The attempt is noted and committed before the outside world is asked, and its result after: a
//! process that dies in between leaves `sending` behind. An SMS found like that, or whose answer
//! was lost, becomes `unknown` and is never sent again by itself: no Egyptian SMS provider
//! recognises a repeat, and two equal codes, or two equal bills, are worse than one late one. The
//! person asks for a new code; other messages fall back to the next channel; an operator may retry.

use crate::app::App;
use crate::commands::push::{self, PushParcel};
use crate::commands::send_code::EXPIRED;
use crate::commands::tell;
use crate::domain::{
    DeliveryChannel, DeliveryState, MOST_ATTEMPTS, Message, Quiet, Recipient, Step, next_step,
    wait_before,
};
use crate::error::TellError;
use crate::senders::{Outcome, Sms};
use crate::store::deliveries::{self, AttemptResult, Delivery};
use crate::store::{CODE_CONTEXT, TO_CONTEXT, preferences, recipients};
use crate::templates;
use chassis::jobs::After;
use contracts::identity::OtpPurpose;
use kernel::ids::DeliveryId;
use kernel::{Instant, PhoneNumber};
use std::time::Duration;
use zeroize::Zeroizing;

/// How long asking the outside world may take in all; less than a job's lease.
const SENDING_LIMIT: Duration = Duration::from_secs(45);

/// Makes an attempt if one is due. Answers when to come again.
pub async fn run(app: &App, id: DeliveryId) -> Result<After, TellError> {
    let now = app.chassis.world.now();
    let mut tx = app.chassis.db.begin().await?;
    let Some(delivery) = deliveries::lock_in_tx(&mut tx, id).await? else {
        return Ok(After::Done);
    };
    let quiet = match delivery.recipient {
        Some(to) => preferences::quiet_in_tx(&mut tx, to).await?,
        None => Quiet::default(),
    };
    let parcel = match next_step(&delivery.attempt(quiet), now) {
        Step::Nothing => return Ok(After::Done),
        Step::Wait(until) => return Ok(After::At(until)),
        Step::TooLate => {
            let skipped = over(DeliveryState::Skipped, Some(EXPIRED));
            deliveries::end_attempt_in_tx(&mut tx, id, skipped, now).await?;
            tx.commit().await?;
            return Ok(After::Done);
        }
        Step::Interrupted => {
            let unknown = over(DeliveryState::Unknown, Some("delivery.interrupted"));
            deliveries::end_attempt_in_tx(&mut tx, id, unknown, now).await?;
            tell::fall_back_in_tx(&mut tx, app, &delivery).await?;
            tx.commit().await?;
            return Ok(After::Done);
        }
        Step::Send => pack(&mut tx, app, &delivery, now).await?,
    };
    let parcel = match parcel {
        Packed::Parcel(parcel) => parcel,
        Packed::Barred(code) => {
            let skipped = over(DeliveryState::Skipped, Some(code));
            deliveries::end_attempt_in_tx(&mut tx, id, skipped, now).await?;
            tell::fall_back_in_tx(&mut tx, app, &delivery).await?;
            tx.commit().await?;
            return Ok(After::Done);
        }
    };
    deliveries::begin_attempt_in_tx(&mut tx, id, now).await?;
    tx.commit().await?;
    let (outcome, sender) = send(app, &delivery, parcel).await;
    conclude(app, &delivery, outcome, sender).await
}

/// What leaves the house. `Debug` is not derived: it holds numbers, addresses and codes.
enum Parcel {
    Sms { to: PhoneNumber, text: Zeroizing<String>, code: Option<Zeroizing<String>> },
    Mail { to: String, email: templates::Email },
    Push(PushParcel),
}

enum Packed {
    Parcel(Parcel),
    Barred(&'static str),
}

/// Opens what is needed and renders the text; preferences may have changed since it was queued.
async fn pack(
    tx: &mut sqlx::PgConnection,
    app: &App,
    delivery: &Delivery,
    now: Instant,
) -> Result<Packed, TellError> {
    if let Some(barrier) = app.not_configured(delivery.channel) {
        return Ok(Packed::Barred(barrier.code()));
    }
    if let Message::Otp { purpose } = delivery.message {
        return pack_code(app, delivery, purpose, now).await;
    }
    let Some(to) = delivery.recipient else { return Ok(Packed::Barred("recipient.unknown")) };
    let recipient = recipients::find_in_tx(tx, &app.chassis.keyring, to).await?;
    let Some(recipient) = recipient else { return Ok(Packed::Barred("recipient.unknown")) };
    if let Some(barrier) = recipient.barrier(delivery.channel, &delivery.message) {
        return Ok(Packed::Barred(barrier.code()));
    }
    if delivery.channel == DeliveryChannel::Push {
        return Ok(Packed::Parcel(Parcel::Push(push::pack(tx, app, delivery, to).await?)));
    }
    Ok(address(app, delivery, recipient))
}

fn address(app: &App, delivery: &Delivery, recipient: Recipient) -> Packed {
    let text = templates::text(&delivery.message, delivery.lang);
    match delivery.channel {
        DeliveryChannel::Email => match recipient.contact.email {
            Some(to) => {
                let email = templates::email(&text, delivery.lang, &app.public_url);
                Packed::Parcel(Parcel::Mail { to, email })
            }
            None => Packed::Barred("recipient.no_address"),
        },
        _ => match PhoneNumber::parse(&recipient.contact.phone) {
            Ok(to) => {
                let text = Zeroizing::new(text.sms(delivery.lang));
                Packed::Parcel(Parcel::Sms { to, text, code: None })
            }
            Err(_) => Packed::Barred("recipient.no_address"),
        },
    }
}

async fn pack_code(
    app: &App,
    delivery: &Delivery,
    purpose: OtpPurpose,
    now: Instant,
) -> Result<Packed, TellError> {
    let (Some(to), Some(code)) = (&delivery.sealed_to, &delivery.sealed_code) else {
        return Ok(Packed::Barred(EXPIRED));
    };
    let keyring = &app.chassis.keyring;
    let to = text_of(keyring.open_any(TO_CONTEXT, to).await?, "sealed_to")?;
    let code = text_of(keyring.open_any(CODE_CONTEXT, code).await?, "sealed_code")?;
    let Ok(to) = PhoneNumber::parse(&to) else {
        return Ok(Packed::Barred("recipient.no_address"));
    };
    // Rounded up: a code with 4:59 left is good for five minutes to its reader.
    let seconds = (delivery.useful_until - now).num_seconds().clamp(0, 3_600);
    let minutes = u32::try_from(seconds).unwrap_or_default().div_ceil(60);
    let text = Zeroizing::new(templates::otp_sms(delivery.lang, purpose, &code, minutes));
    Ok(Packed::Parcel(Parcel::Sms { to, text, code: Some(code) }))
}

fn text_of(
    bytes: Zeroizing<Vec<u8>>,
    column: &'static str,
) -> Result<Zeroizing<String>, TellError> {
    std::str::from_utf8(&bytes)
        .map(|text| Zeroizing::new(text.to_owned()))
        .map_err(|_| TellError::Unreadable { table: "notifications.deliveries", column })
}

/// Asks the outside world, without a transaction.
async fn send(app: &App, delivery: &Delivery, parcel: Parcel) -> (Outcome, Option<&'static str>) {
    let asking = async {
        match (&parcel, &app.senders.mail) {
            (Parcel::Sms { to, text, code }, _) => {
                let code = code.as_ref().map(|code| code.as_str());
                app.senders.sms.send(Sms { to, text, code, client_id: delivery.id }).await
            }
            (Parcel::Mail { to, email }, Some(mailer)) => {
                let (id, at) = (delivery.id, delivery.created_at);
                (mailer.send(to, delivery.lang, id, at, email).await, Some("smtp"))
            }
            (Parcel::Push(parcel), _) => {
                (push::send(app, delivery, parcel).await, Some("web_push"))
            }
            (Parcel::Mail { .. }, None) => (Outcome::Retry("channel.not_configured"), None),
        }
    };
    match tokio::time::timeout(SENDING_LIMIT, asking).await {
        Ok(answer) => answer,
        Err(_) if delivery.channel == DeliveryChannel::Email => {
            (Outcome::Retry("mail.timeout"), Some("smtp"))
        }
        Err(_) if delivery.channel == DeliveryChannel::Push => {
            (Outcome::Retry("push.timeout"), Some("web_push"))
        }
        Err(_) => (Outcome::Unknown("sms.timeout"), None),
    }
}

/// Notes what came of it.
async fn conclude(
    app: &App,
    delivery: &Delivery,
    outcome: Outcome,
    sender: Option<&'static str>,
) -> Result<After, TellError> {
    let now = app.chassis.world.now();
    let attempts = delivery.attempts.saturating_add(1);
    let mut result = AttemptResult { sender, ..over(DeliveryState::Sent, None) };
    let mut after = After::Done;
    match &outcome {
        Outcome::Accepted(id) => result.provider_message_id = id.as_deref(),
        Outcome::Refused(code) => {
            (result.state, result.error) = (DeliveryState::Dead, Some(*code));
        }
        Outcome::Unknown(code) => {
            (result.state, result.error) = (DeliveryState::Unknown, Some(*code));
        }
        Outcome::Retry(code) => {
            result.error = Some(*code);
            let next = now + wait_before(&delivery.message, attempts);
            // A code is tried as long as it is good, everything else a number of times.
            let is_code = matches!(delivery.message, Message::Otp { .. });
            if next >= delivery.useful_until || (!is_code && attempts >= MOST_ATTEMPTS) {
                result.state = DeliveryState::Dead;
            } else {
                (result.state, result.next_attempt_at) = (DeliveryState::Failed, Some(next));
                after = After::At(next);
            }
        }
    }
    tracing::info!(
        delivery.id = %delivery.id,
        delivery.kind = delivery.message.kind(),
        delivery.channel = delivery.channel.tag(),
        delivery.state = result.state.tag(),
        delivery.attempts = attempts,
        sender,
        error.code = result.error,
        "delivery"
    );
    let mut tx = app.chassis.db.begin().await?;
    deliveries::end_attempt_in_tx(&mut tx, delivery.id, result, now).await?;
    if matches!(result.state, DeliveryState::Dead | DeliveryState::Unknown) {
        tell::fall_back_in_tx(&mut tx, app, delivery).await?;
    }
    tx.commit().await?;
    Ok(after)
}

/// A result that needs no next attempt.
fn over(state: DeliveryState, error: Option<&'static str>) -> AttemptResult<'static> {
    AttemptResult { state, sender: None, provider_message_id: None, error, next_attempt_at: None }
}
