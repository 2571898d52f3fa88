//! Telling others what changed.

use crate::app::App;
use crate::error::Trouble;
use crate::store::users::User;
use contracts::admin::OperatorActed;
use contracts::identity::{CONTACT_CONTEXT, Contact, PasswordChanged, UserChanged};
use httpkit::Actor;
use kernel::ids::UserId;
use sqlx::PgConnection;

/// Tells the whole present state of an account.
///
/// # Errors
/// When the database is away.
pub async fn user_changed(tx: &mut PgConnection, app: &App, user: &User) -> Result<(), Trouble> {
    let contact = Contact {
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        phone: app.open_phone(&user.phone)?.as_str().to_owned(),
        email: user.email.as_ref().map(|sealed| app.open_email(sealed)).transpose()?,
        email_verified: user.email_verified,
    };
    let contact =
        serde_json::to_string(&contact).map_err(|e| Trouble::broken_by("a contact", e))?;
    let event = UserChanged {
        user_id: user.id,
        role: user.role,
        status: user.status,
        lang: user.lang,
        sealed_contact: app.chassis.keyring.seal_text(CONTACT_CONTEXT, &contact).into(),
        preferences: user.preferences,
        registered_at: user.created_at,
    };
    Ok(chassis::bus::append(tx, &app.chassis.world, &event).await?)
}

/// Tells that a person's password is another one.
///
/// # Errors
/// When the database is away.
pub async fn password_changed(
    tx: &mut PgConnection,
    app: &App,
    user: &User,
    by_reset: bool,
) -> Result<(), Trouble> {
    let event = PasswordChanged { user_id: user.id, by_reset };
    Ok(chassis::bus::append(tx, &app.chassis.world, &event).await?)
}

/// What an operator did, for the audit log.
pub struct Deed<'a> {
    /// `user.suspend`.
    pub action: &'a str,
    /// `user`, `signing_key`.
    pub subject_type: &'a str,
    /// Its id.
    pub subject_id: String,
    /// Why, in the operator's words.
    pub reason: Option<String>,
    /// What changed; no personal data.
    pub details: serde_json::Value,
}

impl<'a> Deed<'a> {
    /// Something done to an account.
    #[must_use]
    pub fn to_user(action: &'a str, user: UserId) -> Self {
        Self {
            action,
            subject_type: "user",
            subject_id: user.to_string(),
            reason: None,
            details: serde_json::json!({}),
        }
    }
}

/// Tells what an operator did.
///
/// # Errors
/// When the database is away.
pub async fn operator_acted(
    tx: &mut PgConnection,
    app: &App,
    operator: Actor,
    deed: Deed<'_>,
) -> Result<(), Trouble> {
    let event = OperatorActed {
        action_id: app.chassis.world.id(),
        operator_id: operator.user_id,
        action: deed.action.into(),
        subject_type: deed.subject_type.into(),
        subject_id: deed.subject_id,
        reason: deed.reason,
        details: deed.details,
    };
    Ok(chassis::bus::append(tx, &app.chassis.world, &event).await?)
}
