//! An operator looks at one account with its contact details, which goes on the record.

use crate::app::App;
use crate::error::AccountError;
use crate::publish::{self, Deed};
use crate::reads::users::{UserDetailOut, detail_out};
use crate::store::users;
use httpkit::Actor;
use kernel::ids::UserId;

/// The account, with its contact details in clear.
///
/// # Errors
/// [`AccountError::NotFound`].
pub async fn run(app: &App, actor: Actor, id: UserId) -> Result<UserDetailOut, AccountError> {
    let mut tx = app.chassis.db.begin().await?;
    let user = users::find(&mut *tx, id).await?.ok_or(AccountError::NotFound)?;
    publish::operator_acted(&mut tx, app, actor, Deed::to_user("user.view", id)).await?;
    tx.commit().await?;
    Ok(detail_out(app, &user)?)
}
