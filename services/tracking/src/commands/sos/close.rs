//! An operator closes an alarm and writes down what came of it.

use super::{OUTCOME, acted};
use crate::app::App;
use crate::domain::sos::Alarm;
use crate::error::SosError;
use crate::jobs::ESCALATE_SOS;
use crate::store::sos_alarms;
use chassis::idempotency::{Answer, IdempotencyKey};
use chassis::{bus, jobs};
use contracts::tracking::SosClosed;
use kernel::ids::{SosId, UserId};
use serde::Serialize;

/// Closes an alarm; `show` makes the answer of it. Pressing the button afterwards is a new one.
///
/// # Errors
/// [`SosError`].
pub async fn run<T: Serialize>(
    app: &App,
    operator: UserId,
    id: SosId,
    key: &IdempotencyKey,
    note: &str,
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
    alarm.closed = Some((now, operator));
    let sealed: String = app.chassis.keyring.seal_text(OUTCOME, note).into();
    sos_alarms::save_in_tx(&mut tx, now, &alarm, Some(&sealed)).await?;
    jobs::cancel(&mut tx, "tracking", ESCALATE_SOS, id).await?;
    let sos = alarm.facts();
    bus::append(&mut tx, world, &SosClosed { sos, operator_id: operator }).await?;
    bus::append(&mut tx, world, &acted(world, operator, "sos.close", id)).await?;
    let answer = Answer::json(200, &show(&alarm))?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
