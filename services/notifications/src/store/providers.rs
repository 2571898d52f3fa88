//! The read model of providers.

use contracts::payments::DebtState;
use kernel::Instant;
use kernel::ids::ProviderId;
use sqlx::PgConnection;

/// Keeps the name customers may see.
pub async fn rename_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    display_name: &str,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into notifications.providers (provider_id, display_name, created_at)
         values ($1, $2, $3)
         on conflict (provider_id) do update set display_name = excluded.display_name",
        provider.uuid(),
        display_name,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The name customers may see, if there is one.
pub async fn name_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
) -> sqlx::Result<Option<String>> {
    let name = sqlx::query_scalar!(
        "select display_name from notifications.providers where provider_id = $1",
        provider.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(name.flatten().filter(|name| !name.trim().is_empty()))
}

/// Keeps how a debt stands and answers how it stood before.
pub async fn swap_debt_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    debt: DebtState,
    now: Instant,
) -> sqlx::Result<DebtState> {
    sqlx::query!(
        "insert into notifications.providers (provider_id, created_at) values ($1, $2)
         on conflict (provider_id) do nothing",
        provider.uuid(),
        now,
    )
    .execute(&mut *tx)
    .await?;
    let before = sqlx::query_scalar!(
        "select debt from notifications.providers where provider_id = $1 for update",
        provider.uuid(),
    )
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query!(
        "update notifications.providers set debt = $2 where provider_id = $1",
        provider.uuid(),
        tag(debt),
    )
    .execute(tx)
    .await?;
    Ok(match before.as_str() {
        "soft" => DebtState::Soft,
        "hard" => DebtState::Hard,
        _ => DebtState::Clear,
    })
}

fn tag(debt: DebtState) -> &'static str {
    match debt {
        DebtState::Clear => "clear",
        DebtState::Soft => "soft",
        DebtState::Hard => "hard",
    }
}
