//! The catalog told of a service.

use super::refused;
use crate::commands::tell;
use crate::domain::prices::Band;
use crate::store::{known, profiles, services};
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::catalog::ServiceChanged;
use contracts::providers::OwnPriceAdjusted;
use kernel::World;
use sqlx::PgConnection;

/// Keeps what is needed of it. Who asks for a service that is closed is refused by the catalog, so
/// providers are not told of that; whose own price is too far from a new price, is: it is moved to
/// the nearest allowed one.
pub struct KeepService {
    /// The time.
    pub world: World,
    /// How far own prices may be from the catalog's.
    pub band: Band,
}

#[async_trait]
impl On<ServiceChanged> for KeepService {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        told: &Envelope<ServiceChanged>,
    ) -> Result<(), HandlerError> {
        let (service, world) = (&told.event.service, &self.world);
        known::keep_service_in_tx(tx, &told.event, world.now()).await?;
        let (low, high) = self.band.around(service.base_price);
        for provider in services::outside_in_tx(tx, service.id, low, high).await? {
            // The provider may be changing its list right now.
            if !profiles::lock_in_tx(tx, provider).await? {
                continue;
            }
            let Some(before) = services::own_price_in_tx(tx, provider, service.id).await? else {
                continue;
            };
            let after = self.band.nearest(service.base_price, before);
            if after == before {
                continue;
            }
            services::set_own_price_in_tx(tx, provider, service.id, after).await?;
            tell::changed_in_tx(tx, world, provider).await.map_err(refused)?;
            let event = OwnPriceAdjusted {
                provider_id: provider,
                service_id: service.id,
                service_name: service.name.clone(),
                before,
                after,
            };
            chassis::bus::append(tx, world, &event).await?;
        }
        Ok(())
    }
}
