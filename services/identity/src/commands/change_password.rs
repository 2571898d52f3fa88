//! A new password for somebody who is logged in. All other sessions end.

use super::end_sessions;
use crate::app::App;
use crate::domain::password::NewPassword;
use crate::error::{AccountError, AuthError};
use crate::publish;
use crate::store::sessions::EndReason;
use crate::store::users::{self, User};
use chassis::limits::AUTHENTICATION;
use httpkit::Actor;
use kernel::{Invalid, InvalidFields};
use zeroize::Zeroizing;

/// Why the password was not changed: one's own fault, or too many guesses at the present one.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The account refused.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// Too many guesses.
    #[error(transparent)]
    Auth(#[from] AuthError),
}

/// Changes the password; the present one is needed when there is one.
///
/// # Errors
/// [`ChangeError`].
pub async fn run(
    app: &App,
    actor: Actor,
    present: Option<Zeroizing<String>>,
    password: String,
) -> Result<(), ChangeError> {
    let before = users::find(app.chassis.db.pool(), actor.user_id)
        .await
        .map_err(AccountError::from)?
        .ok_or(AccountError::NotFound)?;
    let phone = app.open_phone(&before.phone).map_err(AccountError::from)?;
    let password = NewPassword::parse(password, Some(&phone))
        .map_err(|invalid| AccountError::from(InvalidFields::one("newPassword", invalid)))?;
    if before.password_hash.is_some() {
        check_present(app, actor, &before, present).await?;
    }
    let hash = app.hasher.hash(password.expose()).await.map_err(AccountError::from)?;
    save(app, actor, &before, hash).await?;
    Ok(())
}

async fn check_present(
    app: &App,
    actor: Actor,
    before: &User,
    present: Option<Zeroizing<String>>,
) -> Result<(), ChangeError> {
    let present = present.ok_or_else(|| {
        AccountError::from(InvalidFields::one("currentPassword", Invalid::required()))
    })?;
    let key = format!("password|{}", actor.user_id);
    let decision = app.chassis.limiter.check(&AUTHENTICATION, &key).await;
    if !decision.allowed {
        return Err(AuthError::TooOften { rule: &AUTHENTICATION, decision }.into());
    }
    let stored = before.password_hash.clone();
    if !app.hasher.verify(present, stored).await.map_err(AccountError::from)? {
        return Err(AccountError::WrongPassword.into());
    }
    app.chassis.limiter.refund(&AUTHENTICATION, &key).await;
    Ok(())
}

async fn save(app: &App, actor: Actor, before: &User, hash: String) -> Result<(), AccountError> {
    let now = app.now();
    let mut tx = app.chassis.db.begin().await?;
    let user = users::lock_in_tx(&mut tx, actor.user_id).await?.ok_or(AccountError::NotFound)?;
    if user.password_hash != before.password_hash {
        // Somebody was faster; what was checked is not the present password any more.
        return Err(AccountError::WrongPassword);
    }
    let user = User { password_hash: Some(hash), ..user };
    users::save_in_tx(&mut tx, &user, now).await?;
    let keep = Some(actor.session_id);
    end_sessions::all_in_tx(&mut tx, app, user.id, keep, EndReason::PasswordChanged).await?;
    publish::password_changed(&mut tx, app, &user, false).await?;
    tx.commit().await?;
    Ok(())
}
