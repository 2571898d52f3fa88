//! Logging in by phone and one-time code; registers whoever has no account.

use super::log_in::let_in;
use super::open_session::{Device, LoggedIn, open_session_in_tx};
use super::request_deletion::come_back_in_tx;
use super::set_consents::accept_terms_in_tx;
use crate::app::App;
use crate::domain::otp;
use crate::error::{AuthError, Trouble};
use crate::publish;
use crate::store::codes;
use crate::store::users::{self, NewUser, User};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use chassis::Tx;
use contracts::identity::{AccountStatus, OtpPurpose};
use kernel::ids::{EventId, UserId};
use kernel::{Lang, PhoneNumber, Role};
use sqlx::PgConnection;

/// A code that somebody typed.
#[derive(Clone, Debug)]
pub struct TypedCode {
    /// Whose phone.
    pub phone: PhoneNumber,
    /// The six digits.
    pub code: String,
    /// What for.
    pub purpose: OtpPurpose,
}

/// What an account begins with, if this log-in makes it.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// First name; may be empty.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// Customer or provider.
    pub role: Role,
    /// The language the person reads.
    pub lang: Lang,
    /// Whether the terms were accepted.
    pub accepted_terms: bool,
}

/// Checks the code and logs its owner in.
///
/// # Errors
/// [`AuthError`].
pub async fn run(
    app: &App,
    typed: &TypedCode,
    newcomer: &Newcomer,
    device: &Device,
) -> Result<LoggedIn, AuthError> {
    let mut tx = check_and_use_up(app, typed).await?;
    let now = app.now();
    let phone_hash = app.phone_hash(&typed.phone);
    let before = users::lock_by_phone_in_tx(&mut tx, &phone_hash).await?;
    let was_active = before.as_ref().is_some_and(|user| user.status == AccountStatus::Active);
    let user = match before {
        None if typed.purpose == OtpPurpose::LogIn => {
            create_in_tx(&mut tx, app, &typed.phone, newcomer).await?
        }
        None => {
            tx.commit().await?;
            return Err(AuthError::WrongCode);
        }
        Some(user) => come_back_in_tx(&mut tx, app, activate(user, typed.purpose)).await?,
    };
    if let Err(error) = let_in(user.status) {
        // The code was good once; it stays used.
        tx.commit().await?;
        return Err(error);
    }
    let user = User { last_login: Some(now), ..user };
    users::save_in_tx(&mut tx, &user, now).await?;
    if !was_active {
        publish::user_changed(&mut tx, app, &user).await?;
    }
    let logged_in = open_session_in_tx(&mut tx, app, user, device).await?;
    tx.commit().await?;
    Ok(logged_in)
}

/// Checks a code in a new transaction, which it hands back with the code used up. A wrong guess is
/// counted and committed.
///
/// # Errors
/// [`AuthError::WrongCode`].
pub(super) async fn check_and_use_up(app: &App, typed: &TypedCode) -> Result<Tx, AuthError> {
    let mut tx = app.chassis.db.begin().await?;
    let now = app.now();
    let phone_hash = app.phone_hash(&typed.phone);
    let code = codes::lock_newest_in_tx(&mut tx, &phone_hash, typed.purpose)
        .await?
        .filter(|code| otp::is_alive(&code.sent, now))
        .ok_or(AuthError::WrongCode)?;
    let hash = app.code_hash(code.id, &typed.code);
    if verify_slices_are_equal(&hash, &code.code_hash).is_err() {
        codes::count_attempt_in_tx(&mut tx, code.id).await?;
        tx.commit().await?;
        return Err(AuthError::WrongCode);
    }
    codes::use_up_in_tx(&mut tx, code.id, now).await?;
    Ok(tx)
}

/// The account once its phone is proved. A password that somebody chose before that counts only
/// when the code was the answer to that registration: else a stranger could have left it there.
pub(super) fn activate(user: User, purpose: OtpPurpose) -> User {
    if user.status != AccountStatus::PendingVerification {
        return User { phone_verified: true, ..user };
    }
    let password_hash = user.password_hash.clone().filter(|_| purpose == OtpPurpose::VerifyPhone);
    User { status: AccountStatus::Active, phone_verified: true, password_hash, ..user }
}

async fn create_in_tx(
    tx: &mut PgConnection,
    app: &App,
    phone: &PhoneNumber,
    newcomer: &Newcomer,
) -> Result<User, Trouble> {
    let now = app.now();
    let phone_hash = app.phone_hash(phone);
    let new = NewUser {
        id: app.chassis.world.id::<UserId>(),
        phone: &app.seal_phone(phone),
        phone_hash: &phone_hash,
        password_hash: None,
        role: newcomer.role,
        status: AccountStatus::Active,
        phone_verified: true,
        terms_accepted_at: newcomer.accepted_terms.then_some(now),
        first_name: &newcomer.first_name,
        last_name: &newcomer.last_name,
        lang: newcomer.lang,
    };
    let profile = app.chassis.world.id::<EventId>().uuid();
    users::insert_in_tx(tx, &new, profile, now).await?;
    if newcomer.accepted_terms {
        accept_terms_in_tx(tx, app, new.id, newcomer.lang).await?;
    }
    users::lock_by_phone_in_tx(tx, &phone_hash)
        .await?
        .ok_or_else(|| Trouble::broken("the account just made"))
}
