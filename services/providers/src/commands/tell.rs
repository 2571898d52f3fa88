//! The events of this service, and loading a provider to change it.
//!
//! A command that finds a kept answer ends its transaction before it answers: dropped, it would
//! hold the key's lock until the rollback, and a third request would be told that one is running.

use crate::error::{ProviderError, Result};
use crate::store::profiles::{self, Profile};
use crate::store::snapshot;
use chassis::bus;
use contracts::admin::OperatorActed;
use kernel::World;
use kernel::ids::{ProviderId, UserId};
use sqlx::PgConnection;

/// Tells the whole present state of a provider.
pub async fn changed_in_tx(tx: &mut PgConnection, world: &World, id: ProviderId) -> Result<()> {
    if let Some(state) = snapshot::load_in_tx(tx, id, world.now()).await? {
        bus::append(tx, world, &state).await?;
    }
    Ok(())
}

/// An operator's action, for the audit log.
pub struct Act<'a> {
    /// Who.
    pub operator: UserId,
    /// What: `provider.verify`.
    pub action: &'a str,
    /// On whom.
    pub provider: ProviderId,
    /// Why.
    pub reason: Option<&'a str>,
    /// What changed; no personal data.
    pub details: serde_json::Value,
}

/// Tells what an operator did.
pub async fn acted_in_tx(tx: &mut PgConnection, world: &World, act: Act<'_>) -> Result<()> {
    let event = OperatorActed {
        action_id: world.id(),
        operator_id: act.operator,
        action: act.action.to_owned(),
        subject_type: "provider".to_owned(),
        subject_id: act.provider.to_string(),
        reason: act.reason.map(str::to_owned),
        details: act.details,
    };
    Ok(bus::append(tx, world, &event).await?)
}

/// The caller's own profile, locked for this transaction.
///
/// # Errors
/// [`ProviderError::NotApplied`].
pub async fn own_in_tx(tx: &mut PgConnection, id: ProviderId) -> Result<Profile> {
    locked_in_tx(tx, id).await?.ok_or(ProviderError::NotApplied)
}

/// Somebody's profile, locked for this transaction.
///
/// # Errors
/// [`ProviderError::NotFound`].
pub async fn any_in_tx(tx: &mut PgConnection, id: ProviderId) -> Result<Profile> {
    locked_in_tx(tx, id).await?.ok_or(ProviderError::NotFound)
}

async fn locked_in_tx(tx: &mut PgConnection, id: ProviderId) -> Result<Option<Profile>> {
    if !profiles::lock_in_tx(tx, id).await? {
        return Ok(None);
    }
    Ok(profiles::find_in_tx(tx, id).await?)
}
