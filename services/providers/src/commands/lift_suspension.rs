//! The platform ends a suspension whose appeal nobody decided in time.

use super::tell;
use crate::domain::verification::{Move, after};
use crate::error::{ProviderError, Result};
use crate::store::decisions::{self, NewDecision};
use crate::store::profiles;
use chassis::bus;
use contracts::providers::ProviderDecided;
use kernel::World;
use kernel::ids::ProviderId;
use sqlx::PgConnection;

/// Why, as the provider and operators read it.
const REASON: &str = "لم يُبَتّ في التظلّم في موعده، فرُفع الإيقاف. \
                      The appeal was not decided in time, so the suspension was lifted.";

/// Lifts it. The caller holds the provider's lock.
///
/// # Errors
/// [`ProviderError::Move`] when it isn't suspended.
pub async fn run_in_tx(tx: &mut PgConnection, world: &World, provider: ProviderId) -> Result<()> {
    let now = world.now();
    let profile = profiles::find_in_tx(tx, provider).await?.ok_or(ProviderError::NotFound)?;
    let to = after(profile.status, Move::Reinstate)?;
    let decision = NewDecision {
        id: world.id(),
        provider,
        kind: "lifted",
        from: profile.status,
        to,
        reason: REASON,
        evidence: None,
        operator: None,
        safety_risk: false,
        appeal_until: None,
        at: now,
    };
    decisions::insert_in_tx(tx, &decision).await?;
    decisions::settle_appeals_in_tx(tx, provider, now).await?;
    profiles::set_status_in_tx(tx, provider, to, now).await?;
    tell::changed_in_tx(tx, world, provider).await?;
    let event = ProviderDecided {
        provider_id: provider,
        verification: to,
        reason: REASON.to_owned(),
        appeal_until: None,
    };
    tracing::warn!(%provider, "a suspension was lifted: its appeal was not decided in time");
    Ok(bus::append(tx, world, &event).await?)
}
