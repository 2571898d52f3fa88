//! The online switch for instant work.

use super::tell;
use crate::App;
use crate::error::{ProviderError, Result};
use crate::store::{profiles, snapshot};
use contracts::providers::VerificationStatus;
use kernel::ids::ProviderId;

/// Goes online or offline. Offline is always possible, and twice the same changes nothing.
///
/// # Errors
/// [`ProviderError::NotVerified`], [`ProviderError::NotActive`],
/// [`ProviderError::DocumentsNotValid`].
pub async fn run(app: &App, id: ProviderId, online: bool) -> Result<bool> {
    let world = &app.chassis.world;
    let now = world.now();
    let mut tx = app.chassis.db.begin().await?;
    let mut profile = tell::own_in_tx(&mut tx, id).await?;
    if online {
        if profile.status != VerificationStatus::Verified {
            return Err(ProviderError::NotVerified);
        }
        if !profile.takes_work() {
            return Err(ProviderError::NotActive);
        }
        let state = snapshot::load_in_tx(&mut tx, id, now).await?;
        if !state.is_some_and(|state| state.documents_valid) {
            return Err(ProviderError::DocumentsNotValid);
        }
    }
    if profile.is_online != online {
        profile.is_online = online;
        profiles::save_in_tx(&mut tx, &profile, now).await?;
        tell::changed_in_tx(&mut tx, world, id).await?;
    }
    tx.commit().await?;
    Ok(online)
}
