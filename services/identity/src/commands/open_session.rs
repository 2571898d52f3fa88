//! Beginning a session for somebody who proved who they are.

use crate::app::App;
use crate::domain::session::{SESSION, token_expiry};
use crate::error::Trouble;
use crate::store::users::User;
use crate::store::{sessions, tokens};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::Instant;
use kernel::ids::SessionId;
use sqlx::PgConnection;
use std::net::IpAddr;
use zeroize::Zeroizing;

/// What somebody logs in with.
#[derive(Clone, Debug)]
pub struct Device {
    /// The program, as it calls itself.
    pub user_agent: Option<String>,
    /// Its network address. Used for limits, never stored in clear.
    pub addr: IpAddr,
}

/// Somebody who is logged in now.
pub struct LoggedIn {
    /// Who.
    pub user: User,
    /// The session.
    pub session: SessionId,
    /// The refresh token.
    pub refresh_token: Zeroizing<String>,
    /// Until when it is good.
    pub refresh_expires_at: Instant,
}

/// A new refresh token: 256 random bits, base64url.
#[must_use]
pub fn new_token(app: &App) -> Zeroizing<String> {
    let bytes = Zeroizing::new(app.chassis.world.bytes::<32>());
    Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()))
}

/// What a refresh token is stored as. Its 256 random bits need no key and no salt.
#[must_use]
pub fn token_hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    hash
}

/// Begins a session of `user`.
///
/// # Errors
/// When the database is away.
pub async fn open_session_in_tx(
    tx: &mut PgConnection,
    app: &App,
    user: User,
    device: &Device,
) -> Result<LoggedIn, Trouble> {
    let now = app.now();
    let session: SessionId = app.chassis.world.id();
    let ends_at = now + SESSION;
    let refresh_expires_at = token_expiry(now, ends_at);
    let refresh_token = new_token(app);
    let agent = device.user_agent.as_deref();
    sessions::insert_in_tx(tx, session, user.id, agent, now, ends_at).await?;
    let hash = token_hash(&refresh_token);
    tokens::insert_in_tx(tx, &hash, session, now, refresh_expires_at).await?;
    Ok(LoggedIn { user, session, refresh_token, refresh_expires_at })
}
