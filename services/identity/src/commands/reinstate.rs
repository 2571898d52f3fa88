//! Giving a suspended account back.

use super::request_deletion::cancel_open_in_tx;
use super::suspend::{operator, subject};
use crate::app::App;
use crate::domain::account;
use crate::error::AccountError;
use crate::publish::{self, Deed};
use crate::reads::users::list_item_out;
use crate::store::users::{self, User};
use chassis::idempotency::{Answer, IdempotencyKey};
use httpkit::Actor;
use kernel::ids::UserId;

/// Reinstates an account, and cancels the wish to be forgotten that it may have.
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
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let user = users::lock_in_tx(&mut tx, id).await?.ok_or(AccountError::NotFound)?;
    let status = account::reinstate(operator(actor), &subject(&user))?;
    let user = User { status, ..user };
    users::save_in_tx(&mut tx, &user, app.now()).await?;
    publish::user_changed(&mut tx, app, &user).await?;
    // A wish from before the suspension would erase an account that is in use again.
    let cancelled = cancel_open_in_tx(&mut tx, app, id).await?;
    let deed = Deed {
        reason: Some(reason),
        details: serde_json::json!({"deletionCancelled": cancelled}),
        ..Deed::to_user("user.reinstate", id)
    };
    publish::operator_acted(&mut tx, app, actor, deed).await?;
    let answer = Answer::json(200, &list_item_out(app, &user)?)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
