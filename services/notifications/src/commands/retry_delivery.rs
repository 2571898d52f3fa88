//! An operator lets a delivery be tried again.

use crate::app::App;
use crate::commands::tell::schedule_in_tx;
use crate::domain::{DeliveryState, Message};
use crate::error::RetryError;
use crate::jobs::{DELIVER, DELIVER_CODE};
use crate::store::deliveries::{self, Delivery};
use chassis::bus::append;
use chassis::idempotency::{Answer, IdempotencyKey};
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use kernel::Instant;
use kernel::ids::{DeliveryId, UserId};
use serde::Serialize;

/// For how long a message is of use again once an operator wants it sent.
const USEFUL_AGAIN: TimeDelta = TimeDelta::hours(36);

/// A delivery that will be tried again.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryRetryOut {
    /// The delivery.
    pub id: DeliveryId,
    /// `queued`.
    pub state: DeliveryState,
}

/// Puts a delivery that failed, was skipped or got lost back into the queue.
pub async fn run(
    app: &App,
    operator: UserId,
    key: &IdempotencyKey,
    id: DeliveryId,
    reason: Option<String>,
) -> Result<Answer, RetryError> {
    let world = &app.chassis.world;
    let now = world.now();
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        return Ok(answer);
    }
    let delivery = deliveries::lock_in_tx(&mut tx, id).await?.ok_or(RetryError::NotFound)?;
    let (kind, useful_until) = allowed(&delivery, now)?;
    deliveries::requeue_in_tx(&mut tx, id, useful_until, now).await?;
    schedule_in_tx(&mut tx, app, kind, id, now).await?;
    let acted = OperatorActed {
        action_id: world.id(),
        operator_id: operator,
        action: "delivery.retry".into(),
        subject_type: "delivery".into(),
        subject_id: id.to_string(),
        reason,
        details: serde_json::json!({
            "kind": delivery.message.kind(),
            "channel": delivery.channel.tag(),
            "was": delivery.state.tag(),
        }),
    };
    append(&mut tx, world, &acted).await?;
    let answer = Answer::json(202, &DeliveryRetryOut { id, state: DeliveryState::Queued })?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// The job that tries it again, and until when it is of use. A code that is over, or whose fate is
/// unknown, was erased and stays so.
fn allowed(delivery: &Delivery, now: Instant) -> Result<(&'static str, Instant), RetryError> {
    match delivery.state {
        DeliveryState::Queued | DeliveryState::Sending | DeliveryState::Sent => {
            Err(RetryError::NotNeeded)
        }
        DeliveryState::Failed
        | DeliveryState::Unknown
        | DeliveryState::Dead
        | DeliveryState::Skipped => {
            if !matches!(delivery.message, Message::Otp { .. }) {
                return Ok((DELIVER, delivery.useful_until.max(now + USEFUL_AGAIN)));
            }
            let is_good = delivery.sealed_code.is_some() && now < delivery.useful_until;
            is_good.then_some((DELIVER_CODE, delivery.useful_until)).ok_or(RetryError::CodeGone)
        }
    }
}
