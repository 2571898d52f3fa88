//! Table `catalog.provider_prices`: what providers offer, from their own service's events.

use chassis::StoreError;
use kernel::ids::{ProviderId, ServiceId};
use kernel::{Instant, Money};
use sqlx::PgConnection;
use uuid::Uuid;

/// What a provider offers of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    /// Not at all.
    No,
    /// At the platform's price.
    AtBasePrice,
    /// At a price of its own.
    At(Money),
}

/// Whether and at which price a provider offers a service.
pub async fn find(
    tx: &mut PgConnection,
    provider: ProviderId,
    service: ServiceId,
) -> Result<Offered, StoreError> {
    let price = sqlx::query_scalar!(
        "select custom_price from catalog.provider_prices
         where provider_id = $1 and service_id = $2",
        provider.uuid(),
        service.uuid()
    )
    .fetch_optional(tx)
    .await?;
    Ok(match price {
        None => Offered::No,
        Some(None) => Offered::AtBasePrice,
        Some(Some(price)) => Offered::At(Money::piastres(price)),
    })
}

/// Replaces everything a provider offers.
pub async fn replace(
    tx: &mut PgConnection,
    provider: ProviderId,
    offered: &[(ServiceId, Option<Money>)],
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!("delete from catalog.provider_prices where provider_id = $1", provider.uuid())
        .execute(&mut *tx)
        .await?;
    let services: Vec<Uuid> = offered.iter().map(|(service, _)| service.uuid()).collect();
    let prices: Vec<Option<i64>> =
        offered.iter().map(|(_, price)| price.map(Money::as_piastres)).collect();
    sqlx::query!(
        "insert into catalog.provider_prices (provider_id, service_id, custom_price, created_at)
         select $1, o.service_id, o.price, $4
         from unnest($2::uuid[], $3::bigint[]) as o(service_id, price)
         on conflict (provider_id, service_id) do nothing",
        provider.uuid(),
        &services,
        &prices as _,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}
