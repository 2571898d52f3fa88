//! Saving an address, new or changed. A person who has addresses has exactly one default.

use crate::app::App;
use crate::domain::address::{MOST_ADDRESSES, NewAddress};
use crate::error::{AccountError, Trouble};
use crate::reads::addresses::{SavedAddressOut, address_out};
use crate::store::{addresses, users};
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{AddressId, UserId};
use sqlx::PgConnection;

/// Adds an address.
///
/// # Errors
/// [`AccountError::TooManyAddresses`].
pub async fn add(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    new: NewAddress,
    as_default: bool,
) -> Result<Answer, AccountError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    lock_owner_in_tx(&mut tx, user).await?;
    if addresses::count_in_tx(&mut tx, user).await? >= MOST_ADDRESSES {
        return Err(AccountError::TooManyAddresses);
    }
    let out = write_in_tx(&mut tx, app, user, app.chassis.world.id(), &new, as_default).await?;
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Replaces an address. The default stays one: another takes the flag by asking for it.
///
/// # Errors
/// [`AccountError::NotFound`] when it isn't theirs.
pub async fn replace(
    app: &App,
    user: UserId,
    id: AddressId,
    new: NewAddress,
    as_default: bool,
) -> Result<SavedAddressOut, AccountError> {
    let mut tx = app.chassis.db.begin().await?;
    lock_owner_in_tx(&mut tx, user).await?;
    let present = addresses::find(&mut *tx, user, id).await?.ok_or(AccountError::NotFound)?;
    let as_default = as_default || present.is_default;
    let out = write_in_tx(&mut tx, app, user, id, &new, as_default).await?;
    tx.commit().await?;
    Ok(out)
}

/// One change of a person's addresses at a time, so that there is one default.
pub(super) async fn lock_owner_in_tx(
    tx: &mut PgConnection,
    user: UserId,
) -> Result<(), AccountError> {
    users::lock_in_tx(tx, user).await?.map(|_| ()).ok_or(AccountError::NotFound)
}

async fn write_in_tx(
    tx: &mut PgConnection,
    app: &App,
    user: UserId,
    id: AddressId,
    new: &NewAddress,
    as_default: bool,
) -> Result<SavedAddressOut, Trouble> {
    if as_default {
        addresses::clear_default_in_tx(tx, user).await?;
    }
    let contact = new.contact_phone.as_ref().map(|phone| app.seal_contact_phone(phone));
    let now = app.now();
    let sealed = app.seal_address(new);
    addresses::save_in_tx(tx, user, id, &sealed, contact.as_ref(), as_default, now).await?;
    addresses::ensure_default_in_tx(tx, user).await?;
    let saved = addresses::find(&mut *tx, user, id).await?;
    address_out(app, saved.ok_or_else(|| Trouble::broken("the address just saved"))?)
}
