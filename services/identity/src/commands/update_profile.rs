//! Changing what an account says of its person.

use crate::app::App;
use crate::error::AccountError;
use crate::publish;
use crate::store::users::{self, User};
use chassis::StoreError;
use chrono::NaiveDate;
use contracts::identity::NotificationPreferences;
use kernel::Lang;
use kernel::ids::UserId;

/// What to change; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// The email, or `Some(None)` to remove it.
    pub email: Option<Option<String>>,
    /// The language the person reads.
    pub lang: Option<Lang>,
    /// How the person wants to be told.
    pub preferences: Option<NotificationPreferences>,
    /// Date of birth, or `Some(None)` to remove it.
    pub date_of_birth: Option<Option<NaiveDate>>,
    /// Gender, or `Some(None)` to remove it.
    pub gender: Option<Option<String>>,
}

/// Changes a profile.
///
/// # Errors
/// [`AccountError::EmailTaken`].
pub async fn run(app: &App, id: UserId, change: ProfileChange) -> Result<User, AccountError> {
    let now = app.now();
    let mut tx = app.chassis.db.begin().await?;
    let user = users::lock_in_tx(&mut tx, id).await?.ok_or(AccountError::NotFound)?;
    let user = User {
        first_name: change.first_name.unwrap_or(user.first_name),
        last_name: change.last_name.unwrap_or(user.last_name),
        lang: change.lang.unwrap_or(user.lang),
        preferences: change.preferences.unwrap_or(user.preferences),
        date_of_birth: change.date_of_birth.unwrap_or(user.date_of_birth),
        gender: change.gender.unwrap_or(user.gender),
        ..user
    };
    users::save_in_tx(&mut tx, &user, now).await?;
    if let Some(email) = change.email {
        let present = user.email.as_ref().map(|sealed| app.open_email(sealed)).transpose()?;
        if present != email {
            let stored = email.map(|email| (app.seal_email(&email), app.email_hash(&email)));
            let stored = stored.as_ref().map(|(sealed, hash)| (sealed, hash));
            users::set_email_in_tx(&mut tx, id, stored, now).await.map_err(taken)?;
        }
    }
    let user = users::find(&mut *tx, id).await?.ok_or(AccountError::NotFound)?;
    publish::user_changed(&mut tx, app, &user).await?;
    tx.commit().await?;
    Ok(user)
}

fn taken(error: sqlx::Error) -> AccountError {
    let error = StoreError::from(error);
    if error.is_constraint("users_email_hash_key") {
        AccountError::EmailTaken
    } else {
        error.into()
    }
}
