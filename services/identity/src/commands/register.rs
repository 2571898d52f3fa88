//! Registering by phone. The account waits until its phone is proved. Somebody who has an account
//! gets the same answer, and the code lets them in.

use super::request_code::{Accepted, CodeRequest, admit_in_tx, send_in_tx};
use super::set_consents::accept_terms_in_tx;
use crate::app::App;
use crate::domain::otp;
use crate::domain::password::NewPassword;
use crate::error::{AuthError, Trouble};
use crate::publish;
use crate::store::codes;
use crate::store::users::{self, NewUser, User};
use contracts::identity::{AccountStatus, OtpPurpose};
use kernel::ids::{EventId, UserId};
use kernel::{Instant, Lang, Role};
use sqlx::PgConnection;

/// Somebody who registers.
pub struct Registration {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// A password, if one was chosen.
    pub password: Option<NewPassword>,
    /// Customer or provider.
    pub role: Role,
    /// The language the person reads.
    pub lang: Lang,
}

/// Registers and sends the code that proves the phone.
///
/// # Errors
/// [`AuthError::TooOften`]; then nothing was changed.
pub async fn run(
    app: &App,
    request: CodeRequest,
    registration: Registration,
) -> Result<Accepted, AuthError> {
    let request = CodeRequest { purpose: OtpPurpose::VerifyPhone, ..request };
    // Hashed whether it will be needed or not: the time says nothing.
    let (mut registration, mut hash) = (registration, None);
    if let Some(password) = registration.password.take() {
        hash = Some(app.hasher.hash(password.expose()).await?);
    }
    let now = app.now();
    let phone_hash = app.phone_hash(&request.phone);
    let mut tx = app.chassis.db.begin().await?;
    let accepted = admit_in_tx(&mut tx, app, &request).await?;
    // The code before the account: everybody locks in this order.
    let earlier = codes::lock_newest_in_tx(&mut tx, &phone_hash, OtpPurpose::VerifyPhone).await?;
    match users::lock_by_phone_in_tx(&mut tx, &phone_hash).await? {
        None => create_in_tx(&mut tx, app, &request, &registration, hash, now).await?,
        Some(user) if may_begin_again(&user) => {
            // A phone that nobody proved yet is nobody's: the latest registration counts. But while
            // the code of an earlier one is good, nobody can tell whose password a code would make
            // valid, so neither counts, and the owner of the phone chooses one after the log-in.
            let contested = earlier.is_some_and(|code| otp::is_alive(&code.sent, now));
            let hash = hash.filter(|_| !contested);
            begin_again_in_tx(&mut tx, app, user, &registration, hash, now).await?;
        }
        Some(_) => {}
    }
    send_in_tx(&mut tx, app, &request, accepted.expires_at, true).await?;
    tx.commit().await?;
    Ok(accepted)
}

async fn create_in_tx(
    tx: &mut PgConnection,
    app: &App,
    request: &CodeRequest,
    registration: &Registration,
    password_hash: Option<String>,
    now: Instant,
) -> Result<(), Trouble> {
    let id: UserId = app.chassis.world.id();
    let new = NewUser {
        id,
        phone: &app.seal_phone(&request.phone),
        phone_hash: &app.phone_hash(&request.phone),
        password_hash: password_hash.as_deref(),
        role: registration.role,
        status: AccountStatus::PendingVerification,
        phone_verified: false,
        terms_accepted_at: Some(now),
        first_name: &registration.first_name,
        last_name: &registration.last_name,
        lang: registration.lang,
    };
    let profile = app.chassis.world.id::<EventId>().uuid();
    if users::insert_in_tx(tx, &new, profile, now).await?
        && let Some(user) = users::find(&mut *tx, id).await?
    {
        accept_terms_in_tx(tx, app, id, registration.lang).await?;
        publish::user_changed(tx, app, &user).await?;
    }
    Ok(())
}

/// Staff is registered by an admin, never by itself.
fn may_begin_again(user: &User) -> bool {
    user.status == AccountStatus::PendingVerification && !user.role.is_operator()
}

async fn begin_again_in_tx(
    tx: &mut PgConnection,
    app: &App,
    user: User,
    registration: &Registration,
    password_hash: Option<String>,
    now: Instant,
) -> Result<(), Trouble> {
    let user = User {
        password_hash,
        role: registration.role,
        lang: registration.lang,
        first_name: registration.first_name.clone(),
        last_name: registration.last_name.clone(),
        terms_accepted_at: Some(now),
        ..user
    };
    users::save_in_tx(tx, &user, now).await?;
    accept_terms_in_tx(tx, app, user.id, user.lang).await?;
    publish::user_changed(tx, app, &user).await
}
