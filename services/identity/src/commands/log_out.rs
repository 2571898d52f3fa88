//! Ending sessions: this one, another one, all of them.

use super::end_sessions;
use super::open_session::token_hash;
use super::refresh::check_csrf;
use crate::app::App;
use crate::error::{AccountError, AuthError};
use crate::store::sessions::EndReason;
use crate::store::tokens;
use kernel::ids::{SessionId, UserId};

/// Ends the session that a refresh token belongs to. Nothing happens when it has ended already.
///
/// # Errors
/// [`AuthError::Csrf`], or the database is away.
pub async fn by_token(app: &App, token: &str, csrf: &str) -> Result<(), AuthError> {
    let mut tx = app.chassis.db.begin().await?;
    let Some(shown) = tokens::lock_in_tx(&mut tx, &token_hash(token)).await? else {
        return Ok(());
    };
    check_csrf(app, &shown, csrf)?;
    let (user, id) = (shown.user, shown.session);
    end_sessions::one_in_tx(&mut tx, app, user, id, EndReason::LoggedOut).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends the session of the access token that was shown.
///
/// # Errors
/// When the database is away.
pub async fn this(app: &App, user: UserId, session: SessionId) -> Result<(), AuthError> {
    let mut tx = app.chassis.db.begin().await?;
    end_sessions::one_in_tx(&mut tx, app, user, session, EndReason::LoggedOut).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends another session of the same person.
///
/// # Errors
/// [`AccountError::NotFound`] when it isn't theirs or has ended.
pub async fn another(app: &App, user: UserId, session: SessionId) -> Result<(), AccountError> {
    let mut tx = app.chassis.db.begin().await?;
    let reason = EndReason::EndedElsewhere;
    if !end_sessions::one_in_tx(&mut tx, app, user, session, reason).await? {
        return Err(AccountError::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Ends all sessions of a person, this one too.
///
/// # Errors
/// When the database is away.
pub async fn everywhere(app: &App, user: UserId) -> Result<(), AuthError> {
    let mut tx = app.chassis.db.begin().await?;
    end_sessions::all_in_tx(&mut tx, app, user, None, EndReason::LoggedOut).await?;
    tx.commit().await?;
    Ok(())
}
