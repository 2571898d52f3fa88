//! One attempt at one message. It may be made twice when a process dies in between; the receiver
//! knows a repeat by its `webhook-id`.

use super::compose;
use super::schedule::{Next, Outcome, is_failing, next};
use super::sender::Parcel;
use super::store::messages::{self, Message};
use super::store::{ANSWER_CONTEXT, BODY_CONTEXT, SECRET_CONTEXT, URL_CONTEXT};
use super::store::{attempts, endpoints};
use crate::app::App;
use crate::commands::tell::{self, News};
use crate::domain::Message as Told;
use crate::error::TellError;
use crate::store::recipients;
use chassis::crypto::Sealed;
use chassis::jobs::After;
use chrono::TimeDelta;
use kernel::ids::{EventId, UserId, WebhookMessageId};
use kernel::{Instant, Role};
use sqlx::PgConnection;
use std::time::Instant as Stopwatch;
use uuid::Uuid;
use zeroize::Zeroizing;

/// How soon a message is looked at again whose booking can't be read now.
const BOOKING_AWAY: TimeDelta = TimeDelta::seconds(20);
/// Who of the staff is told of an endpoint that was switched off.
const STAFF: [Role; 2] = [Role::Admin, Role::Operations];

/// Makes an attempt if one is due. Answers when to come again.
pub async fn run(app: &App, id: WebhookMessageId) -> Result<After, TellError> {
    let now = app.chassis.world.now();
    let mut tx = app.chassis.db.begin().await?;
    let Some(message) = messages::lock_in_tx(&mut tx, id).await? else { return Ok(After::Done) };
    if message.state != "waiting" {
        return Ok(After::Done);
    }
    if let Some(at) = message.next_attempt_at.filter(|at| *at > now) {
        return Ok(After::At(at));
    }
    let is_closed = message.account.as_deref().is_some_and(|state| state != "active");
    if message.off_reason.is_some() || is_closed {
        messages::end_in_tx(&mut tx, message.id, false, false, now).await?;
        tx.commit().await?;
        return Ok(After::Done);
    }
    // Nothing is locked while the world is asked.
    drop(tx);
    let Some(body) = body(app, &message).await? else {
        return Ok(After::At(now + BOOKING_AWAY));
    };
    let began = Stopwatch::now();
    let outcome = send(app, &message, &body, now).await?;
    let elapsed_ms = i32::try_from(began.elapsed().as_millis()).unwrap_or(i32::MAX);
    conclude(app, &message, outcome, elapsed_ms).await
}

/// What the message says: composed once, the same in every attempt.
async fn body(app: &App, message: &Message) -> Result<Option<Zeroizing<Vec<u8>>>, TellError> {
    let keyring = &app.chassis.keyring;
    if let Some(sealed) = &message.sealed_body {
        return Ok(Some(keyring.open_any(BODY_CONTEXT, &Sealed::parse(sealed.clone())?).await?));
    }
    let Some(body) = compose::body(app, message).await? else { return Ok(None) };
    let sealed = keyring.seal(BODY_CONTEXT, &body);
    messages::keep_body(app.chassis.db.pool(), message.id.into(), &sealed).await?;
    Ok(Some(Zeroizing::new(body)))
}

async fn send(
    app: &App,
    message: &Message,
    body: &[u8],
    now: Instant,
) -> Result<Outcome, TellError> {
    let url = text(app, URL_CONTEXT, &message.sealed_url).await?;
    let secret = text(app, SECRET_CONTEXT, &message.sealed_secret).await?;
    let previous = match &message.sealed_previous {
        Some(sealed) if message.previous_until.is_some_and(|until| now < until) => {
            Some(text(app, SECRET_CONTEXT, sealed).await?)
        }
        _ => None,
    };
    let mut secrets = vec![secret.as_str()];
    secrets.extend(previous.as_ref().map(|previous| previous.as_str()));
    let parcel = Parcel {
        url: &url,
        id: &public_id(message.id),
        timestamp: now.timestamp(),
        body,
        secrets: &secrets,
    };
    Ok(app.senders.hooks.send(&parcel).await)
}

/// A message's `webhook-id`.
#[must_use]
pub fn public_id(id: Uuid) -> String {
    format!("msg_{}", id.simple())
}

/// Opens a sealed text.
pub(super) async fn text(
    app: &App,
    context: &str,
    sealed: &str,
) -> Result<Zeroizing<String>, TellError> {
    let bytes = app.chassis.keyring.open_any(context, &Sealed::parse(sealed.to_owned())?).await?;
    std::str::from_utf8(&bytes).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| {
        TellError::Unreadable { table: "notifications.webhook_endpoints", column: "sealed" }
    })
}

/// Notes what came of it, and switches off what is gone or fails too long.
async fn conclude(
    app: &App,
    message: &Message,
    outcome: Outcome,
    elapsed_ms: i32,
) -> Result<After, TellError> {
    let world = &app.chassis.world;
    let now = world.now();
    let [chance] = world.bytes::<1>();
    let next = next(&outcome, message.attempts.saturating_add(1), now, chance);
    let mut tx = app.chassis.db.begin().await?;
    note_in_tx(&mut tx, app, message, &outcome, elapsed_ms).await?;
    let arrived = next == Next::Delivered;
    endpoints::note_in_tx(&mut tx, message.endpoint_id, arrived, now).await?;
    let after = match next {
        Next::At(at) => {
            messages::wait_in_tx(&mut tx, message.id, at).await?;
            After::At(at)
        }
        Next::Delivered | Next::GiveUp | Next::Gone => {
            messages::end_in_tx(&mut tx, message.id, arrived, true, now).await?;
            After::Done
        }
    };
    let reason = match next {
        Next::Gone => Some("gone"),
        Next::GiveUp if is_failing(message.failing_since, now) => Some("failing"),
        _ => None,
    };
    if let Some(reason) = reason
        && endpoints::switch_off_in_tx(&mut tx, message.endpoint_id, reason, now).await?
    {
        tracing::warn!(endpoint.id = %message.endpoint_id, reason, "a webhook endpoint is off");
        tell_in_tx(&mut tx, app, message, reason == "gone", now).await?;
    }
    tx.commit().await?;
    Ok(after)
}

async fn note_in_tx(
    tx: &mut PgConnection,
    app: &App,
    message: &Message,
    outcome: &Outcome,
    elapsed_ms: i32,
) -> Result<(), TellError> {
    let world = &app.chassis.world;
    let (status, error, answer) = match outcome {
        Outcome::Answered { status, body, .. } => {
            let answer = app.chassis.keyring.seal(ANSWER_CONTEXT, body);
            (i16::try_from(*status).ok(), None, (!body.is_empty()).then_some(answer))
        }
        Outcome::Failed(code) => (None, Some(*code), None),
    };
    tracing::info!(
        message.id = %message.id,
        endpoint.id = %message.endpoint_id,
        message.kind = message.event_type,
        status,
        elapsed_ms,
        error.code = error,
        "webhook"
    );
    let attempt = attempts::NewAttempt {
        id: world.id::<EventId>().uuid(),
        message: message.id,
        status,
        error,
        elapsed_ms,
        answer: answer.as_ref(),
    };
    Ok(attempts::insert_in_tx(tx, &attempt, world.now()).await?)
}

/// Tells the partner's contact and the staff that an endpoint was switched off.
async fn tell_in_tx(
    tx: &mut PgConnection,
    app: &App,
    message: &Message,
    gone: bool,
    now: Instant,
) -> Result<(), TellError> {
    let mut people = recipients::active_with_roles_in_tx(tx, &STAFF).await?;
    people.push(UserId::from(message.partner_id));
    for to in people {
        let told = Told::WebhookOff { gone, failing_since: message.failing_since.unwrap_or(now) };
        // One for each time it is switched off: the message that did it.
        let news = News { event_id: message.id, occurred_at: now, to, message: told };
        tell::run_in_tx(tx, app, news).await?;
    }
    Ok(())
}
