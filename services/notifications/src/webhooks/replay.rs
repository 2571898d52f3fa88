//! Messages on demand: a test, one again, or all that failed.

use super::endpoints::{By, audit_in_tx};
use super::error::WebhookError;
use super::note::{Fact, queue_in_tx, schedule_in_tx};
use super::reads::{WebhookQueuedOut, WebhookReplayedOut};
use super::store::{endpoints, messages};
use super::types::TEST;
use crate::app::App;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::Instant;
use kernel::ids::{EventId, WebhookEndpointId, WebhookMessageId};
use serde_json::json;
use sqlx::PgConnection;

/// How many messages one request sends again.
const MOST: i64 = 1_000;

/// Sends a message that says nothing, to see whether it arrives.
///
/// # Errors
/// [`WebhookError`].
pub async fn test(
    app: &App,
    by: By,
    key: &IdempotencyKey,
    id: WebhookEndpointId,
) -> Result<Answer, WebhookError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    lock_on_in_tx(&mut tx, by, id).await?;
    let fact = Fact {
        id: world.id::<EventId>().uuid(),
        kind: TEST,
        occurred_at: world.now(),
        booking: None,
        payment: None,
    };
    let message = queue_in_tx(&mut tx, app, id.uuid(), &fact).await?;
    let message = message.ok_or(WebhookError::Waiting)?;
    let answer = Answer::json(202, &WebhookQueuedOut { id: message })?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Sends one message again, whatever became of it, with the same id and the same body.
///
/// # Errors
/// [`WebhookError`].
pub async fn one(
    app: &App,
    by: By,
    key: &IdempotencyKey,
    (endpoint, id): (WebhookEndpointId, WebhookMessageId),
) -> Result<Answer, WebhookError> {
    let world = &app.chassis.world;
    let now = world.now();
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    lock_on_in_tx(&mut tx, by, endpoint).await?;
    match messages::again_in_tx(&mut tx, endpoint, id, now).await? {
        None => return Err(WebhookError::NotFound),
        Some(false) => return Err(WebhookError::Waiting),
        Some(true) => schedule_in_tx(&mut tx, app, id, now).await?,
    }
    audit_in_tx(&mut tx, app, by, ("webhook.replay", endpoint), json!({"messageId": id})).await?;
    let answer = Answer::json(202, &WebhookQueuedOut { id })?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Sends everything again that failed since a moment, the oldest first.
///
/// # Errors
/// [`WebhookError`].
pub async fn failures(
    app: &App,
    by: By,
    key: &IdempotencyKey,
    id: WebhookEndpointId,
    since: Instant,
) -> Result<Answer, WebhookError> {
    let world = &app.chassis.world;
    let now = world.now();
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    lock_on_in_tx(&mut tx, by, id).await?;
    let again = messages::failed_again_in_tx(&mut tx, id, since, MOST, now).await?;
    for message in &again {
        schedule_in_tx(&mut tx, app, (*message).into(), now).await?;
    }
    let count = again.len();
    let details = json!({"since": since, "count": count});
    audit_in_tx(&mut tx, app, by, ("webhook.replay", id), details).await?;
    let more = i64::try_from(count).is_ok_and(|count| count >= MOST);
    let answer = Answer::json(202, &WebhookReplayedOut { count, more })?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn lock_on_in_tx(
    tx: &mut PgConnection,
    by: By,
    id: WebhookEndpointId,
) -> Result<(), WebhookError> {
    let found = endpoints::lock_in_tx(tx, by.partner, id).await?.ok_or(WebhookError::NotFound)?;
    if found.off_reason.is_some() { Err(WebhookError::Off) } else { Ok(()) }
}
