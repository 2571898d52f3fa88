//! A new password for somebody who proves the phone. All sessions end.

use super::end_sessions;
use super::log_in::let_in;
use super::request_deletion::come_back_in_tx;
use super::verify_code::{TypedCode, activate, check_and_use_up};
use crate::app::App;
use crate::domain::password::NewPassword;
use crate::error::AuthError;
use crate::publish;
use crate::store::sessions::EndReason;
use crate::store::users::{self, User};

/// Checks the code and sets the password.
///
/// # Errors
/// [`AuthError`].
pub async fn run(app: &App, typed: &TypedCode, password: NewPassword) -> Result<(), AuthError> {
    // Hashed before the code is looked at: no transaction waits for the hasher, and the time says
    // nothing about the code.
    let hash = app.hasher.hash(password.expose()).await?;
    let mut tx = check_and_use_up(app, typed).await?;
    let now = app.now();
    let phone_hash = app.phone_hash(&typed.phone);
    let Some(user) = users::lock_by_phone_in_tx(&mut tx, &phone_hash).await? else {
        tx.commit().await?;
        return Err(AuthError::WrongCode);
    };
    let user = come_back_in_tx(&mut tx, app, activate(user, typed.purpose)).await?;
    if let Err(error) = let_in(user.status) {
        tx.commit().await?;
        return Err(error);
    }
    let user = User { password_hash: Some(hash), ..user };
    users::save_in_tx(&mut tx, &user, now).await?;
    end_sessions::all_in_tx(&mut tx, app, user.id, None, EndReason::PasswordChanged).await?;
    publish::user_changed(&mut tx, app, &user).await?;
    publish::password_changed(&mut tx, app, &user, true).await?;
    tx.commit().await?;
    Ok(())
}
