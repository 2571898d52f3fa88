//! Logging in by phone and password. Who guesses learns nothing: an unknown phone, an account
//! without a password and a wrong password get one answer, after the same work.

use super::open_session::{Device, LoggedIn, open_session_in_tx};
use super::request_deletion::come_back_in_tx;
use crate::app::App;
use crate::error::AuthError;
use crate::store::users::{self, User};
use chassis::limits::{AUTHENTICATION, Decision};
use contracts::identity::AccountStatus;
use kernel::PhoneNumber;
use zeroize::Zeroizing;

/// Longest password that is looked at, in bytes; four times the longest that can be chosen.
const LONGEST: usize = 512;

/// Logs in, and says where the limit stands.
///
/// # Errors
/// [`AuthError`].
pub async fn run(
    app: &App,
    phone: &PhoneNumber,
    password: Zeroizing<String>,
    device: &Device,
) -> (Decision, Result<LoggedIn, AuthError>) {
    let key = format!("{}|{}", phone.as_str(), device.addr);
    let decision = app.chassis.limiter.check(&AUTHENTICATION, &key).await;
    if !decision.allowed {
        return (decision, Err(AuthError::TooOften { rule: &AUTHENTICATION, decision }));
    }
    let result = check(app, phone, password, device).await;
    // Only guesses count: whoever gave the right password, or met a trouble of ours, did not guess.
    if !matches!(result, Err(AuthError::WrongCredentials)) {
        app.chassis.limiter.refund(&AUTHENTICATION, &key).await;
    }
    (decision, result)
}

async fn check(
    app: &App,
    phone: &PhoneNumber,
    password: Zeroizing<String>,
    device: &Device,
) -> Result<LoggedIn, AuthError> {
    // Two log-ins at once may both hash the password anew: who comes second looks once more.
    for _ in 0..2 {
        if let Some(logged_in) = attempt(app, phone, &password, device).await? {
            return Ok(logged_in);
        }
    }
    Err(AuthError::WrongCredentials)
}

/// `None` when the stored password changed while the typed one was compared with it.
async fn attempt(
    app: &App,
    phone: &PhoneNumber,
    password: &Zeroizing<String>,
    device: &Device,
) -> Result<Option<LoggedIn>, AuthError> {
    let user = users::find_by_phone(app.chassis.db.pool(), &app.phone_hash(phone)).await?;
    let short = password.len() <= LONGEST;
    let stored = user.as_ref().and_then(|u| u.password_hash.clone()).filter(|_| short);
    let typed = if short { password.clone() } else { Zeroizing::default() };
    let fits = app.hasher.verify(typed.clone(), stored).await?;
    let Some(checked) = user.filter(|_| fits) else { return Err(AuthError::WrongCredentials) };
    // A closed account may be one that its owner comes back to: that needs its lock.
    if checked.status != AccountStatus::Inactive {
        let_in(checked.status)?;
    }
    let rehash = rehash(app, &checked, typed).await?;
    let now = app.now();
    let mut tx = app.chassis.db.begin().await?;
    // The hasher took its time: a password changed or an account suspended meanwhile ended every
    // session, and none may begin afterwards on what was true before.
    let user = users::lock_in_tx(&mut tx, checked.id).await?.ok_or(AuthError::WrongCredentials)?;
    if user.password_hash != checked.password_hash {
        return Ok(None);
    }
    let user = come_back_in_tx(&mut tx, app, user).await?;
    let_in(user.status)?;
    let password_hash = rehash.or(user.password_hash);
    let user = User { last_login: Some(now), password_hash, ..user };
    users::save_in_tx(&mut tx, &user, now).await?;
    let logged_in = open_session_in_tx(&mut tx, app, user, device).await?;
    tx.commit().await?;
    Ok(Some(logged_in))
}

/// Whether an account in that state may log in.
pub(super) fn let_in(status: AccountStatus) -> Result<(), AuthError> {
    match status {
        AccountStatus::Active => Ok(()),
        AccountStatus::PendingVerification => Err(AuthError::PhoneNotVerified),
        AccountStatus::Suspended => Err(AuthError::Suspended),
        AccountStatus::Inactive => Err(AuthError::Closed),
    }
}

/// The password hashed again when its hash was made at another cost than today's. A busy hasher is
/// no reason not to let somebody in.
async fn rehash(
    app: &App,
    user: &User,
    password: Zeroizing<String>,
) -> Result<Option<String>, AuthError> {
    let outdated = user.password_hash.as_deref().is_some_and(|h| app.hasher.is_outdated(h));
    if !outdated {
        return Ok(None);
    }
    match app.hasher.hash(password).await {
        Ok(hash) => Ok(Some(hash)),
        Err(crate::error::Trouble::Busy) => Ok(None),
        Err(trouble) => Err(trouble.into()),
    }
}
