//! Exchanging a refresh token for its successor.

use super::end_sessions;
use super::open_session::{LoggedIn, new_token, token_hash};
use crate::app::App;
use crate::domain::session::{Verdict, judge, token_expiry};
use crate::error::{AuthError, Trouble};
use crate::store::sessions::{self, EndReason};
use crate::store::tokens::{self, Token};
use crate::store::users;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use kernel::Instant;
use sqlx::PgConnection;
use zeroize::Zeroizing;

/// Exchanges a token. However many show the same one at once, they all get the same successor.
///
/// # Errors
/// [`AuthError`].
pub async fn run(app: &App, token: &str, csrf: &str) -> Result<LoggedIn, AuthError> {
    let now = app.now();
    let hash = token_hash(token);
    let mut tx = app.chassis.db.begin().await?;
    let shown = tokens::lock_in_tx(&mut tx, &hash).await?.ok_or(AuthError::NoSession)?;
    check_csrf(app, &shown, csrf)?;
    if !shown.active {
        return Err(AuthError::NoSession);
    }
    let (refresh_token, refresh_expires_at) = match judge(&shown.shown, now) {
        Verdict::Dead => return Err(AuthError::NoSession),
        Verdict::Rotate => rotate_in_tx(&mut tx, app, &hash, &shown, now).await?,
        Verdict::Replay => replay(app, &shown)?,
        Verdict::Reused => {
            let (user, session) = (shown.user, shown.session);
            end_sessions::one_in_tx(&mut tx, app, user, session, EndReason::Reuse).await?;
            tx.commit().await?;
            tracing::warn!(session.id = %shown.session, user.id = %shown.user,
                "a used refresh token came again; the session was ended");
            return Err(AuthError::TokenReused);
        }
    };
    let user = users::find(&mut *tx, shown.user).await?.ok_or(AuthError::NoSession)?;
    tx.commit().await?;
    Ok(LoggedIn { user, session: shown.session, refresh_token, refresh_expires_at })
}

/// The double-submitted token must be the session's own.
pub(super) fn check_csrf(app: &App, shown: &Token, csrf: &str) -> Result<(), AuthError> {
    verify_slices_are_equal(csrf.as_bytes(), app.csrf(shown.session).as_bytes())
        .map_err(|_| AuthError::Csrf)
}

async fn rotate_in_tx(
    tx: &mut PgConnection,
    app: &App,
    hash: &[u8; 32],
    shown: &Token,
    now: Instant,
) -> Result<(Zeroizing<String>, Instant), Trouble> {
    let token = new_token(app);
    let expires_at = token_expiry(now, shown.shown.session_expires_at);
    let successor_hash = token_hash(&token);
    tokens::insert_in_tx(tx, &successor_hash, shown.session, now, expires_at).await?;
    let sealed = app.seal_successor(&token);
    tokens::exchange_in_tx(tx, hash, &successor_hash, &sealed, now).await?;
    sessions::touch_in_tx(tx, shown.session, now).await?;
    Ok((token, expires_at))
}

fn replay(app: &App, shown: &Token) -> Result<(Zeroizing<String>, Instant), AuthError> {
    let sealed = shown.successor.as_ref().ok_or(AuthError::NoSession)?;
    let issued_at = shown.shown.used_at.ok_or(AuthError::NoSession)?;
    let expires_at = token_expiry(issued_at, shown.shown.session_expires_at);
    Ok((Zeroizing::new(app.open_successor(sealed)?), expires_at))
}
