//! One's own account.

use crate::app::App;
use crate::error::{AccountError, Trouble};
use crate::store::users::{self, User};
use chrono::NaiveDate;
use contracts::identity::{AccountStatus, NotificationPreferences};
use kernel::ids::UserId;
use kernel::{DateTime, Lang, PhoneNumber, Role};
use serde::Serialize;

/// One's own account.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MeOut {
    /// The account.
    pub id: UserId,
    /// The phone, E.164.
    pub phone: PhoneNumber,
    /// The email.
    #[schema(example = "mona@example.com")]
    pub email: Option<String>,
    /// Whether the email was proved.
    pub email_verified: bool,
    /// First name; empty until given.
    #[schema(example = "منى")]
    pub first_name: String,
    /// Last name; may be empty.
    #[schema(example = "علي")]
    pub last_name: String,
    /// Date of birth.
    pub date_of_birth: Option<NaiveDate>,
    /// `male`, `female` or `other`.
    #[schema(example = "female")]
    pub gender: Option<String>,
    /// What the person is on the platform.
    pub role: Role,
    /// What that allows.
    #[schema(example = json!(["booking:create"]))]
    pub permissions: Vec<String>,
    /// The account's state.
    pub status: AccountStatus,
    /// The language the person reads.
    pub lang: Lang,
    /// How the person wants to be told.
    pub notification_preferences: NotificationPreferences,
    /// Whether a password was chosen; without one the person logs in by code.
    pub has_password: bool,
    /// When the account was made.
    pub created_at: DateTime,
}

/// Reads one's own account.
///
/// # Errors
/// [`AccountError::NotFound`].
pub async fn read(app: &App, id: UserId) -> Result<MeOut, AccountError> {
    let user = users::find(app.chassis.db.pool(), id).await?.ok_or(AccountError::NotFound)?;
    Ok(me_out(app, &user)?)
}

/// An account as its owner sees it.
///
/// # Errors
/// When something sealed can't be opened.
pub fn me_out(app: &App, user: &User) -> Result<MeOut, Trouble> {
    Ok(MeOut {
        id: user.id,
        phone: app.open_phone(&user.phone)?,
        email: user.email.as_ref().map(|sealed| app.open_email(sealed)).transpose()?,
        email_verified: user.email_verified,
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        date_of_birth: user.date_of_birth,
        gender: user.gender.clone(),
        role: user.role,
        permissions: user.role.permissions().iter().map(|p| p.tag().to_owned()).collect(),
        status: user.status,
        lang: user.lang,
        notification_preferences: user.preferences,
        has_password: user.password_hash.is_some(),
        created_at: user.created_at,
    })
}
