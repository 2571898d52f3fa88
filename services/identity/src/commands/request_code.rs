//! Sending a one-time code. The limits, the answer and the work are the same for every phone,
//! whether it has an account or not.

use crate::app::App;
use crate::domain::otp;
use crate::error::{AuthError, Trouble};
use crate::store::codes::{self, NewCode};
use crate::store::users;
use chassis::limits::{Decision, Rule};
use chrono::TimeDelta;
use contracts::identity::{OTP_CONTEXT, OtpPurpose, OtpRequested};
use kernel::ids::EventId;
use kernel::{Instant, Lang, PhoneNumber};
use sqlx::PgConnection;
use std::net::IpAddr;

/// A code that somebody asks for.
#[derive(Clone, Debug)]
pub struct CodeRequest {
    /// Where to.
    pub phone: PhoneNumber,
    /// What for.
    pub purpose: OtpPurpose,
    /// The language of the message.
    pub lang: Lang,
    /// Who asks.
    pub addr: IpAddr,
}

/// A request that was let through.
#[derive(Clone, Copy, Debug)]
pub struct Accepted {
    /// The limit that counted it.
    pub rule: &'static Rule,
    /// Where it stands.
    pub decision: Decision,
    /// Until when the code is good.
    pub expires_at: Instant,
}

/// Sends a code, if there is anything it could be for.
///
/// # Errors
/// [`AuthError::TooOften`].
pub async fn run(app: &App, request: &CodeRequest) -> Result<Accepted, AuthError> {
    let mut tx = app.chassis.db.begin().await?;
    let hash = app.phone_hash(&request.phone);
    let accepted = admit_in_tx(&mut tx, app, request).await?;
    let user = users::find_by_phone(&mut *tx, &hash).await?;
    // Whoever has no account registers by logging in; the other purposes need one.
    let is_for_something = user.is_some() || request.purpose == OtpPurpose::LogIn;
    send_in_tx(&mut tx, app, request, accepted.expires_at, is_for_something).await?;
    tx.commit().await?;
    Ok(accepted)
}

/// Counts the request.
///
/// # Errors
/// [`AuthError::TooOften`].
pub(super) async fn admit_in_tx(
    tx: &mut PgConnection,
    app: &App,
    request: &CodeRequest,
) -> Result<Accepted, AuthError> {
    let now = app.now();
    let phone_hash = app.phone_hash(&request.phone);
    let address_hash = app.address_hash(request.addr);
    codes::lock_in_tx(tx, &address_hash, &phone_hash).await?;
    let window = |rule: &Rule| now - TimeDelta::seconds(rule.window_s.into());
    let to_phone = codes::to_phone_in_tx(tx, &phone_hash, window(&otp::PER_PHONE)).await?;
    let since = window(&otp::PER_ADDRESS);
    let from_address = codes::from_address_in_tx(tx, &address_hash, since).await?;
    let (rule, decision) = otp::may_send(&to_phone, &from_address, now);
    if !decision.allowed {
        return Err(AuthError::TooOften { rule, decision });
    }
    Ok(Accepted { rule, decision, expires_at: now + otp::LIFE })
}

/// Makes the code, and asks for it to be sent when `really`.
pub(super) async fn send_in_tx(
    tx: &mut PgConnection,
    app: &App,
    request: &CodeRequest,
    expires_at: Instant,
    really: bool,
) -> Result<(), Trouble> {
    let id: EventId = app.chassis.world.id();
    let code = app.chassis.world.digits(otp::DIGITS);
    let new = NewCode {
        id: id.uuid(),
        phone_hash: &app.phone_hash(&request.phone),
        address_hash: &app.address_hash(request.addr),
        purpose: request.purpose,
        code_hash: &app.code_hash(id.uuid(), &code),
        expires_at,
    };
    codes::insert_in_tx(tx, &new, app.now()).await?;
    let seal = |text: &str| app.chassis.keyring.seal_text(OTP_CONTEXT, text).into();
    let event = OtpRequested {
        otp_id: id,
        purpose: request.purpose,
        lang: request.lang,
        sealed_phone: seal(request.phone.as_str()),
        sealed_code: seal(&code),
        expires_at,
    };
    if really {
        chassis::bus::append(tx, &app.chassis.world, &event).await?;
    }
    Ok(())
}
