//! Making an account for a member of staff. They log in by code and choose a password then.

use crate::app::App;
use crate::error::{AccountError, Trouble};
use crate::publish::{self, Deed};
use crate::reads::users::list_item_out;
use crate::store::users::{self, NewUser};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::identity::AccountStatus;
use httpkit::Actor;
use kernel::ids::{EventId, UserId};
use kernel::{Lang, PhoneNumber, Role};

/// Who joins.
#[derive(Clone, Debug)]
pub struct NewOperator {
    /// The phone to log in with.
    pub phone: PhoneNumber,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// One of the operator roles.
    pub role: Role,
    /// The language the person reads.
    pub lang: Lang,
}

/// Makes the account, to be proved by a code at the first log-in.
///
/// # Errors
/// [`AccountError::PhoneTaken`].
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    new: &NewOperator,
) -> Result<Answer, AccountError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let id: UserId = app.chassis.world.id();
    let row = NewUser {
        id,
        phone: &app.seal_phone(&new.phone),
        phone_hash: &app.phone_hash(&new.phone),
        password_hash: None,
        role: new.role,
        status: AccountStatus::PendingVerification,
        phone_verified: false,
        terms_accepted_at: None,
        first_name: &new.first_name,
        last_name: &new.last_name,
        lang: new.lang,
    };
    let profile = app.chassis.world.id::<EventId>().uuid();
    if !users::insert_in_tx(&mut tx, &row, profile, app.now()).await? {
        return Err(AccountError::PhoneTaken);
    }
    let user =
        users::find(&mut *tx, id).await?.ok_or_else(|| Trouble::broken("the account just made"))?;
    publish::user_changed(&mut tx, app, &user).await?;
    let deed = Deed {
        details: serde_json::json!({"role": new.role}),
        ..Deed::to_user("operator.create", id)
    };
    publish::operator_acted(&mut tx, app, actor, deed).await?;
    let answer = Answer::json(201, &list_item_out(app, &user)?)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
