//! A one-time code on its way to a phone: SMS only, at once, never in an inbox.

use crate::app::App;
use crate::commands::tell::schedule_in_tx;
use crate::domain::{Barrier, DeliveryChannel, DeliveryState, Message};
use crate::error::TellError;
use crate::jobs::DELIVER_CODE;
use crate::store::deliveries::{self, NewDelivery};
use crate::store::{CODE_CONTEXT, TO_CONTEXT};
use chassis::bus::Envelope;
use chassis::crypto::Sealed;
use contracts::identity::{OTP_CONTEXT, OtpRequested};
use sqlx::PgConnection;

/// Queues the SMS with phone and code sealed anew, under the names of our own columns. A code that
/// is over already is noted and not kept.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    envelope: &Envelope<OtpRequested>,
) -> Result<(), TellError> {
    let otp = &envelope.event;
    let now = app.chassis.world.now();
    let message = Message::Otp { purpose: otp.purpose };
    let params = serde_json::json!(message);
    let sealed_to = reseal(app, &otp.sealed_phone, TO_CONTEXT).await?;
    let error = if now >= otp.expires_at {
        Some(EXPIRED)
    } else {
        app.not_configured(DeliveryChannel::Sms).map(Barrier::code)
    };
    let sealed_code = match error {
        None => Some(reseal(app, &otp.sealed_code, CODE_CONTEXT).await?),
        Some(_) => None,
    };
    let new = NewDelivery {
        id: app.chassis.world.id(),
        event_id: envelope.id,
        notification: None,
        recipient: None,
        channel: DeliveryChannel::Sms,
        kind: message.kind(),
        lang: otp.lang,
        params: &params,
        sealed_to: Some(&sealed_to),
        sealed_code: sealed_code.as_ref(),
        state: error.map_or(DeliveryState::Queued, |_| DeliveryState::Skipped),
        error,
        next_attempt_at: error.is_none().then_some(now),
        useful_until: otp.expires_at,
    };
    if deliveries::insert_in_tx(tx, &new, now).await? && error.is_none() {
        schedule_in_tx(tx, app, DELIVER_CODE, new.id, now).await?;
    }
    Ok(())
}

/// Why something was not sent in time.
pub const EXPIRED: &str = "delivery.expired";

async fn reseal(app: &App, sealed: &str, context: &str) -> Result<Sealed, TellError> {
    let keyring = &app.chassis.keyring;
    let plain = keyring.open_any(OTP_CONTEXT, &Sealed::parse(sealed)?).await?;
    Ok(keyring.seal(context, &plain))
}
