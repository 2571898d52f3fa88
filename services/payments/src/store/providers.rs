//! What the platform owes providers, and they it.

use crate::domain::debt::ProviderBalance;
use chassis::StoreError;
use kernel::ids::ProviderId;
use kernel::{Instant, Money};
use sqlx::PgConnection;

/// Locks a provider's balance until the commit.
pub async fn lock(tx: &mut PgConnection, provider: ProviderId) -> Result<(), StoreError> {
    sqlx::query!(
        "select balance from payments.balances
         where owner_id = $1 and kind = 'provider_payable' for update",
        provider.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(())
}

/// A provider's money now. `recent` is what jobs and fees since `reserved_from` brought it.
pub async fn balance(
    tx: &mut PgConnection,
    provider: ProviderId,
    reserved_from: Instant,
) -> Result<ProviderBalance, StoreError> {
    let row = sqlx::query!(
        r#"select
            coalesce((select balance from payments.balances
                where owner_id = $1 and kind = 'provider_payable'), 0) as "balance!",
            coalesce((select sum(held) from payments.disputes
                where provider_id = $1 and decided_at is null), 0)::bigint as "held!",
            (coalesce((select sum(greatest(earnings + parts - by_cash, 0))
                from payments.settlements where provider_id = $1 and created_at > $2), 0)
             + coalesce((select sum(to_provider) from payments.fees
                where provider_id = $1 and created_at > $2), 0))::bigint as "recent!""#,
        provider.uuid(),
        reserved_from,
    )
    .fetch_one(tx)
    .await?;
    Ok(ProviderBalance {
        balance: Money::piastres(row.balance),
        held: Money::piastres(row.held),
        recent: Money::piastres(row.recent),
    })
}

/// Every provider whose balance is below zero.
pub async fn in_debt(tx: &mut PgConnection) -> Result<Vec<ProviderId>, StoreError> {
    let rows = sqlx::query_scalar!(
        "select owner_id from payments.balances
         where kind = 'provider_payable' and balance < 0 order by owner_id"
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}
