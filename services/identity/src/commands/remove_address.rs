//! Removing an address. Bookings keep their own copy.

use super::save_address::lock_owner_in_tx;
use crate::app::App;
use crate::error::AccountError;
use crate::store::addresses;
use kernel::ids::{AddressId, UserId};

/// Removes an address; when it was the default, the newest other becomes it.
///
/// # Errors
/// [`AccountError::NotFound`] when it isn't theirs.
pub async fn run(app: &App, user: UserId, id: AddressId) -> Result<(), AccountError> {
    let mut tx = app.chassis.db.begin().await?;
    lock_owner_in_tx(&mut tx, user).await?;
    if !addresses::delete_in_tx(&mut tx, user, id).await? {
        return Err(AccountError::NotFound);
    }
    addresses::ensure_default_in_tx(&mut tx, user).await?;
    tx.commit().await?;
    Ok(())
}
