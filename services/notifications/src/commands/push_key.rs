//! The key that push services and browsers know us by. Made when it is first needed, by whichever
//! process is first.

use crate::app::App;
use crate::error::TellError;
use crate::senders::push::VapidKey;
use crate::store::devices::{self, KEY_CONTEXT};
use chassis::crypto::Sealed;
use std::sync::Arc;

/// The key.
pub async fn run(app: &App) -> Result<Arc<VapidKey>, TellError> {
    app.push_key.get_or_try_init(|| load(app)).await.cloned()
}

async fn load(app: &App) -> Result<Arc<VapidKey>, TellError> {
    let broken =
        || TellError::Unreadable { table: "notifications.push_keys", column: "sealed_private" };
    let keyring = &app.chassis.keyring;
    let mut tx = app.chassis.db.begin().await?;
    let sealed = match devices::key_in_tx(&mut tx).await? {
        Some(sealed) => sealed,
        None => {
            let fresh = VapidKey::generate().map_err(|_| broken())?;
            let key = VapidKey::read(&fresh).map_err(|_| broken())?;
            let sealed = keyring.seal(KEY_CONTEXT, &fresh);
            let now = app.chassis.world.now();
            devices::save_key_in_tx(&mut tx, &sealed, key.public(), now).await?;
            devices::key_in_tx(&mut tx).await?.ok_or_else(broken)?
        }
    };
    tx.commit().await?;
    let plain = keyring.open_any(KEY_CONTEXT, &Sealed::parse(sealed)?).await?;
    VapidKey::read(&plain).map(Arc::new).map_err(|_| broken())
}
