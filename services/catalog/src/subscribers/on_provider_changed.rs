//! Keeps what each provider offers, for quotes that name a provider.

use crate::store::provider_prices;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::providers::{ProviderChanged, VerificationStatus};
use kernel::World;
use sqlx::PgConnection;

/// Replaces the provider's rows; one that may not work has none.
pub struct OnProviderChanged {
    /// Tells the time.
    pub world: World,
}

#[async_trait]
impl On<ProviderChanged> for OnProviderChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<ProviderChanged>,
    ) -> Result<(), HandlerError> {
        let provider = &event.event;
        let may_work = provider.verification == VerificationStatus::Verified
            && provider.is_active
            && provider.documents_valid;
        let offered: Vec<_> = provider
            .services
            .iter()
            .filter(|_| may_work)
            // A price of nothing or less is no price of its own.
            .map(|s| (s.service_id, s.custom_price.filter(|p| p.as_piastres() > 0)))
            .collect();
        provider_prices::replace(tx, provider.provider_id, &offered, self.world.now()).await?;
        Ok(())
    }
}
