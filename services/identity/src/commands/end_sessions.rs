//! Ending log-ins, so that their tokens are good for nothing from then on.

use crate::app::App;
use crate::error::Trouble;
use crate::store::sessions::{self, EndReason};
use contracts::identity::SessionsEnded;
use kernel::ids::{SessionId, UserId};
use sqlx::PgConnection;

/// Ends one session of a person and tells it. False when it has none of that id that is open.
///
/// # Errors
/// When the database is away.
pub async fn one_in_tx(
    tx: &mut PgConnection,
    app: &App,
    user: UserId,
    id: SessionId,
    reason: EndReason,
) -> Result<bool, Trouble> {
    let ended = sessions::end_in_tx(tx, user, id, reason, app.now()).await?;
    if ended {
        tell_in_tx(tx, app, user, vec![id]).await?;
    }
    Ok(ended)
}

/// Ends all sessions of a person, but `keep`, and tells it. Returns how many.
///
/// # Errors
/// When the database is away.
pub async fn all_in_tx(
    tx: &mut PgConnection,
    app: &App,
    user: UserId,
    keep: Option<SessionId>,
    reason: EndReason,
) -> Result<usize, Trouble> {
    let ended = sessions::end_all_in_tx(tx, user, keep, reason, app.now()).await?;
    let count = ended.len();
    if count > 0 {
        tell_in_tx(tx, app, user, ended).await?;
    }
    Ok(count)
}

async fn tell_in_tx(
    tx: &mut PgConnection,
    app: &App,
    user: UserId,
    session_ids: Vec<SessionId>,
) -> Result<(), Trouble> {
    let event = SessionsEnded { user_id: user, session_ids };
    Ok(chassis::bus::append(tx, &app.chassis.world, &event).await?)
}
