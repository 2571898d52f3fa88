//! An operator opens an alarm: what people said and where they are. It is written down who looked.

use super::raise::last_seen;
use super::{OUTCOME, acted};
use crate::app::App;
use crate::domain::sos::Alarm;
use crate::error::SosError;
use crate::live::Seen;
use crate::store::sos_alarms::{self, Press};
use chassis::bus;
use chassis::crypto::Sealed;
use contracts::tracking::{SOS_CONTEXT, SosDetails};
use kernel::Instant;
use kernel::ids::{SosId, UserId};

/// An alarm with everything that helps.
pub struct AlarmView {
    /// The alarm.
    pub alarm: Alarm,
    /// What was sent, the newest first.
    pub presses: Vec<(Instant, SosDetails)>,
    /// Where the provider is now, or was last.
    pub provider_now: Option<Seen>,
    /// What the operator wrote when closing it.
    pub outcome: Option<String>,
}

/// Opens an alarm.
///
/// # Errors
/// [`SosError::NotFound`].
pub async fn run(app: &App, operator: UserId, id: SosId) -> Result<AlarmView, SosError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    let alarm = sos_alarms::lock_in_tx(&mut tx, id).await?.ok_or(SosError::NotFound)?;
    let (sealed, outcome) = sos_alarms::details_in_tx(&mut tx, id).await?;
    bus::append(&mut tx, world, &acted(world, operator, "sos.view", id)).await?;
    tx.commit().await?;
    let mut presses = Vec::with_capacity(sealed.len());
    for press in sealed {
        // One that can't be read hides none of the others.
        let Some(details) = open_press(app, &press).await else {
            tracing::error!(sos.id = %id, "a press of an alarm can't be opened");
            continue;
        };
        presses.push((press.at, details));
    }
    let outcome = match outcome {
        Some(sealed) => open(app, OUTCOME, sealed).await,
        None => None,
    };
    let is_over = alarm.closed.is_some();
    let provider_now = if is_over { None } else { last_seen(app, alarm.provider_id).await };
    Ok(AlarmView { alarm, presses, provider_now, outcome })
}

/// What was sent with a press; nothing when it can't be read.
pub async fn open_press(app: &App, press: &Press) -> Option<SosDetails> {
    let json = open(app, SOS_CONTEXT, press.sealed_details.clone()).await?;
    serde_json::from_str(&json).ok()
}

async fn open(app: &App, context: &str, sealed: String) -> Option<String> {
    let sealed = Sealed::parse(sealed).ok()?;
    let plain = app.chassis.keyring.open_any(context, &sealed).await.ok()?;
    String::from_utf8(plain.to_vec()).ok()
}
