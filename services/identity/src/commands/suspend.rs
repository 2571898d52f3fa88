//! Stopping an account: with a reason, on the record, and at once.

use super::end_sessions;
use crate::app::App;
use crate::domain::account::{self, Operator, Subject};
use crate::error::AccountError;
use crate::publish::{self, Deed};
use crate::reads::users::{UserListItemOut, list_item_out};
use crate::store::deletions;
use crate::store::sessions::EndReason;
use crate::store::users::{self, User};
use chassis::idempotency::{Answer, IdempotencyKey};
use httpkit::Actor;
use kernel::ids::UserId;

/// Suspends an account and ends its sessions.
///
/// # Errors
/// [`AccountError`].
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    id: UserId,
    reason: String,
) -> Result<Answer, AccountError> {
    let now = app.now();
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let user = users::lock_in_tx(&mut tx, id).await?.ok_or(AccountError::NotFound)?;
    let status = account::suspend(operator(actor), &subject(&user))?;
    // Everybody forgets this person by now, and what is set here would be forgotten with it.
    if deletions::lock_open_in_tx(&mut tx, id).await?.is_some_and(|open| open.erasing) {
        return Err(AccountError::BeingErased);
    }
    let user = User { status, ..user };
    users::save_in_tx(&mut tx, &user, now).await?;
    let ended = end_sessions::all_in_tx(&mut tx, app, id, None, EndReason::Suspended).await?;
    publish::user_changed(&mut tx, app, &user).await?;
    let deed = Deed {
        reason: Some(reason),
        details: serde_json::json!({"sessionsEnded": ended}),
        ..Deed::to_user("user.suspend", id)
    };
    publish::operator_acted(&mut tx, app, actor, deed).await?;
    let out: UserListItemOut = list_item_out(app, &user)?;
    let answer = Answer::json(200, &out)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

pub(super) fn operator(actor: Actor) -> Operator {
    Operator { id: actor.user_id, role: actor.role }
}

pub(super) fn subject(user: &User) -> Subject {
    Subject {
        id: user.id,
        role: user.role,
        status: user.status,
        phone_verified: user.phone_verified,
    }
}
