//! Accounts that the command line makes: the demo world's people and the first operator. Both are
//! made as if their owners had registered, accepted the terms and proved their phones; running it
//! again changes nothing.

use crate::app::App;
use crate::commands::set_consents::{accept_terms_in_tx, write_in_tx};
use crate::domain::address::NewAddress;
use crate::domain::consent::{Said, asked};
use crate::domain::password::NewPassword;
use crate::error::{AccountError, Trouble};
use crate::publish;
use crate::store::addresses;
use crate::store::consents::{self, Channel};
use crate::store::users::{self, NewUser};
use contracts::identity::AccountStatus;
use contracts::privacy::ConsentPurpose;
use kernel::ids::{AddressId, EventId, UserId};
use kernel::{InvalidFields, Lang, PhoneNumber, Role};

/// Somebody who should have an account.
#[derive(Clone, Debug)]
pub struct Person {
    /// The phone.
    pub phone: PhoneNumber,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// What the person is on the platform.
    pub role: Role,
    /// The language the person reads.
    pub lang: Lang,
}

/// The account of `person`, made when it isn't there: active, phone verified, with `password` when
/// one is given. An account that exists stays as it is.
///
/// # Errors
/// [`AccountError::PhoneTaken`] when the phone's account has another role; when the password is too
/// weak; when the database is away.
pub async fn ensure_user(
    app: &App,
    person: &Person,
    password: Option<&str>,
) -> Result<UserId, AccountError> {
    let phone_hash = app.phone_hash(&person.phone);
    if let Some(user) = users::find_by_phone(app.chassis.db.pool(), &phone_hash).await? {
        return if user.role == person.role { Ok(user.id) } else { Err(AccountError::PhoneTaken) };
    }
    let mut password_hash = None;
    if let Some(password) = password {
        let password = NewPassword::parse(password.to_owned(), Some(&person.phone))
            .map_err(|invalid| InvalidFields::one("password", invalid))?;
        password_hash = Some(app.hasher.hash(password.expose()).await?);
    }
    let now = app.now();
    let new = NewUser {
        id: app.chassis.world.id::<UserId>(),
        phone: &app.seal_phone(&person.phone),
        phone_hash: &phone_hash,
        password_hash: password_hash.as_deref(),
        role: person.role,
        status: AccountStatus::Active,
        phone_verified: true,
        terms_accepted_at: Some(now),
        first_name: &person.first_name,
        last_name: &person.last_name,
        lang: person.lang,
    };
    let profile = app.chassis.world.id::<EventId>().uuid();
    let mut tx = app.chassis.db.begin().await?;
    let made = users::insert_in_tx(&mut tx, &new, profile, now).await?;
    let user = users::lock_by_phone_in_tx(&mut tx, &phone_hash)
        .await?
        .ok_or_else(|| Trouble::broken("the account just made"))?;
    if made {
        accept_terms_in_tx(&mut tx, app, user.id, user.lang).await?;
        publish::user_changed(&mut tx, app, &user).await?;
    }
    tx.commit().await?;
    Ok(user.id)
}

/// The yes of `user` to today's text of each of `purposes`, as if said on the privacy screen. What
/// the person said itself stays.
///
/// # Errors
/// [`AccountError::NotFound`] when there is no such account, or the database is away.
pub async fn ensure_consents(
    app: &App,
    user: UserId,
    purposes: &[ConsentPurpose],
) -> Result<(), AccountError> {
    let mut tx = app.chassis.db.begin().await?;
    let lang = users::lock_in_tx(&mut tx, user).await?.ok_or(AccountError::NotFound)?.lang;
    let history = consents::history_in_tx(&mut tx, user).await?;
    for purpose in purposes.iter().filter(|p| history.iter().all(|said| said.purpose != **p)) {
        let said = Said { version: asked(*purpose).version, granted: true };
        write_in_tx(&mut tx, app, user, (*purpose, said), (lang, Channel::PrivacyScreen)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A saved address of `user` with that label, made when it isn't there. The first one is the
/// default.
///
/// # Errors
/// [`AccountError::NotFound`] when there is no such account, or the database is away.
pub async fn ensure_address(
    app: &App,
    user: UserId,
    address: &NewAddress,
) -> Result<AddressId, AccountError> {
    let mut tx = app.chassis.db.begin().await?;
    users::lock_in_tx(&mut tx, user).await?.ok_or(AccountError::NotFound)?;
    for saved in addresses::list(&mut *tx, user, None, 100).await? {
        let saved = app.open_address(saved)?;
        if saved.label == address.label {
            return Ok(saved.id.into());
        }
    }
    let id: AddressId = app.chassis.world.id();
    let contact = address.contact_phone.as_ref().map(|phone| app.seal_contact_phone(phone));
    let sealed = app.seal_address(address);
    addresses::save_in_tx(&mut tx, user, id, &sealed, contact.as_ref(), false, app.now()).await?;
    addresses::ensure_default_in_tx(&mut tx, user).await?;
    tx.commit().await?;
    Ok(id)
}
