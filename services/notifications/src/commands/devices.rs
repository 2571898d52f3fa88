//! Browsers that take push messages.

use super::push::Subscription;
use crate::app::App;
use crate::error::{ReadError, TellError};
use crate::store::devices::{self, ENDPOINT_CONTEXT, NewDevice, SUBSCRIPTION_CONTEXT};
use httpkit::Actor;
use kernel::Instant;
use kernel::ids::{DeviceId, UserId};

/// Most browsers that one person may have; the one that was not renewed longest leaves.
const MOST: i64 = 10;

/// Keeps a browser for whoever is logged in there now. `true` when it was not known.
pub async fn add(
    app: &App,
    actor: Actor,
    subscription: &Subscription,
    label: Option<&str>,
) -> Result<(DeviceId, Instant, bool), TellError> {
    let (keyring, world) = (&app.chassis.keyring, &app.chassis.world);
    let json = serde_json::to_string(subscription).unwrap_or_default();
    let sealed = keyring.seal_text(SUBSCRIPTION_CONTEXT, &json);
    let hash = keyring.blind_index(ENDPOINT_CONTEXT, subscription.endpoint.as_bytes());
    let new = NewDevice {
        id: world.id(),
        user: actor.user_id,
        session: actor.session_id,
        endpoint_hash: &hash,
        sealed_subscription: &sealed,
        label,
    };
    let mut tx = app.chassis.db.begin().await?;
    let (id, since) = devices::save_in_tx(&mut tx, &new, world.now()).await?;
    devices::keep_latest_in_tx(&mut tx, actor.user_id, MOST).await?;
    tx.commit().await?;
    Ok((id, since, id == new.id))
}

/// Forgets one of a person's browsers.
pub async fn remove(app: &App, user: UserId, id: DeviceId) -> Result<(), ReadError> {
    let mut tx = app.chassis.db.begin().await?;
    if !devices::forget_in_tx(&mut tx, user, id).await? {
        return Err(ReadError::NoDevice);
    }
    tx.commit().await?;
    Ok(())
}
