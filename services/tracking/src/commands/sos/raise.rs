//! Somebody in a visit calls for help. Pressing again adds to the alarm that is open.

use crate::app::App;
use crate::domain::sos::{self, Alarm, MOST_PRESSES};
use crate::error::SosError;
use crate::jobs::ESCALATE_SOS;
use crate::live::Seen;
use crate::store::sos_alarms::{self, Press};
use crate::store::{journeys, last_positions};
use chassis::idempotency::{Answer, IdempotencyKey};
use chassis::{StoreError, bus, jobs};
use chrono::TimeDelta;
use contracts::tracking::{SOS_CONTEXT, SosDetails, SosRaised, SosRepeated};
use httpkit::Actor;
use kernel::LatLng;
use kernel::ids::{BookingId, ProviderId};
use serde::Serialize;

/// What a person sent.
#[derive(Clone, Debug)]
pub struct Call {
    /// Whether the other side must not learn of it.
    pub silent: bool,
    /// Where it says it is.
    pub place: Option<LatLng>,
    /// What it says.
    pub note: Option<String>,
}

/// Raises an alarm (201), or adds to the open one (200); `show` makes the answer of it.
///
/// # Errors
/// [`SosError`].
pub async fn run<T: Serialize>(
    app: &App,
    actor: Actor,
    booking: BookingId,
    key: &IdempotencyKey,
    call: Call,
    show: impl FnOnce(&Alarm) -> T,
) -> Result<Answer, SosError> {
    let (world, now) = (&app.chassis.world, app.chassis.world.now());
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    // The lock makes two presses at once one alarm.
    let journey = journeys::lock_in_tx(&mut tx, booking).await?;
    let (user, silent) = (actor.user_id, call.silent);
    let side = sos::side_of(actor.role).ok_or(SosError::NotFound)?;
    let own = journey.filter(|journey| sos::side(user, actor.role, journey).is_some());
    let visit = own.as_ref().and_then(|own| sos::provider_of_visit(own, side, user, now));
    // Whatever became of the booking: who has an open alarm is heard.
    let open = sos_alarms::lock_open_in_tx(&mut tx, booking, side, user, visit).await?;
    let status = if open.is_some() { 200 } else { 201 };
    let (alarm, sealed_details) = match open {
        Some(mut alarm) => {
            let sealed_details = seal(app, call, alarm.provider_id).await?;
            alarm.press_again(silent);
            sos_alarms::save_in_tx(&mut tx, now, &alarm, None).await?;
            let sealed = sealed_details.clone();
            let repeated = SosRepeated { sos: alarm.facts(), sealed_details: sealed };
            bus::append(&mut tx, world, &repeated).await?;
            (alarm, sealed_details)
        }
        None => {
            let journey = own.ok_or(SosError::NotFound)?;
            let provider_id = visit.ok_or(SosError::NoVisit)?;
            let sealed_details = seal(app, call, provider_id).await?;
            let alarm = Alarm {
                id: world.id(),
                booking_id: booking,
                number: journey.number,
                side,
                customer_id: journey.customer_id,
                provider_id,
                district: journey.district,
                silent,
                presses: 1,
                raised_at: now,
                escalations: 0,
                acknowledged: None,
                closed: None,
            };
            sos_alarms::add_in_tx(&mut tx, now, &alarm).await?;
            let sealed = sealed_details.clone();
            let raised = SosRaised { sos: alarm.facts(), sealed_details: sealed };
            bus::append(&mut tx, world, &raised).await?;
            let due = now + TimeDelta::seconds(app.config.sos_patience_s.into());
            jobs::schedule(&mut tx, world, "tracking", ESCALATE_SOS, alarm.id, due, ()).await?;
            metrics::counter!("osta_sos_raised_total", "side" => side.tag()).increment(1);
            (alarm, sealed_details)
        }
    };
    if alarm.presses <= MOST_PRESSES {
        let press = Press { at: now, sealed_details };
        sos_alarms::press_in_tx(&mut tx, world, alarm.id, &press).await?;
    }
    let answer = Answer::json(status, &show(&alarm))?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// What is known right now of where things are, sealed. An alarm is raised without it too.
async fn seal(app: &App, call: Call, provider: ProviderId) -> Result<String, StoreError> {
    let seen = last_seen(app, provider).await;
    let details = SosDetails {
        place: call.place,
        note: call.note,
        provider_place: seen.map(|seen| seen.fix.place),
        provider_seen_at: seen.map(|seen| seen.fix.at),
    };
    let json = serde_json::to_string(&details).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
    Ok(app.chassis.keyring.seal_text(SOS_CONTEXT, &json).into())
}

/// Where a provider was last.
pub async fn last_seen(app: &App, provider: ProviderId) -> Option<Seen> {
    match app.live.last(provider) {
        Some(seen) => Some(seen),
        None => last_positions::find(app.chassis.db.pool(), provider).await.ok().flatten(),
    }
}
