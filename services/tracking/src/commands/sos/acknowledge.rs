//! An operator looks after an alarm. The first one's name stays.

use super::acted;
use crate::app::App;
use crate::domain::sos::Alarm;
use crate::error::SosError;
use crate::jobs::ESCALATE_SOS;
use crate::store::sos_alarms;
use chassis::idempotency::{Answer, IdempotencyKey};
use chassis::{bus, jobs};
use contracts::tracking::SosAcknowledged;
use kernel::ids::{SosId, UserId};
use serde::Serialize;

/// Acknowledges an alarm, which stops its escalation; `show` makes the answer of it. Acknowledging
/// what another operator acknowledged answers who that was.
///
/// # Errors
/// [`SosError`].
pub async fn run<T: Serialize>(
    app: &App,
    operator: UserId,
    id: SosId,
    key: &IdempotencyKey,
    show: impl FnOnce(&Alarm) -> T,
) -> Result<Answer, SosError> {
    let (world, now) = (&app.chassis.world, app.chassis.world.now());
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let mut alarm = sos_alarms::lock_in_tx(&mut tx, id).await?.ok_or(SosError::NotFound)?;
    if alarm.closed.is_some() {
        return Err(SosError::Closed);
    }
    if alarm.acknowledged.is_none() {
        alarm.acknowledged = Some((now, operator));
        sos_alarms::save_in_tx(&mut tx, now, &alarm, None).await?;
        jobs::cancel(&mut tx, "tracking", ESCALATE_SOS, id).await?;
        let sos = alarm.facts();
        bus::append(&mut tx, world, &SosAcknowledged { sos, operator_id: operator }).await?;
        bus::append(&mut tx, world, &acted(world, operator, "sos.acknowledge", id)).await?;
        metrics::histogram!("osta_sos_acknowledge_seconds")
            .record((now - alarm.raised_at).as_seconds_f64().max(0.0));
    }
    let answer = Answer::json(200, &show(&alarm))?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
