//! The read model of providers.

use crate::live::ProviderState;
use kernel::Instant;
use kernel::ids::ProviderId;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

struct Row {
    provider_id: Uuid,
    version: i64,
    display_name: String,
    has_photo: bool,
    shift_since: Option<Instant>,
    services: Vec<Uuid>,
}

impl From<Row> for ProviderState {
    fn from(row: Row) -> Self {
        let mut services: Vec<_> = row.services.into_iter().map(Into::into).collect();
        services.sort_unstable();
        Self {
            provider_id: row.provider_id.into(),
            version: row.version,
            display_name: row.display_name,
            has_photo: row.has_photo,
            shift_since: row.shift_since,
            services,
        }
    }
}

/// One provider's state, locked until the end of the transaction.
pub async fn lock_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
) -> Result<Option<ProviderState>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select provider_id, version, display_name, has_photo, shift_since, services
         from tracking.provider_states where provider_id = $1 for update",
        provider.uuid()
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(Into::into))
}

/// One provider's state.
pub async fn find(
    pool: &PgPool,
    provider: ProviderId,
) -> Result<Option<ProviderState>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select provider_id, version, display_name, has_photo, shift_since, services
         from tracking.provider_states where provider_id = $1",
        provider.uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(Into::into))
}

/// Whether we ever heard of a provider.
pub async fn exists_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from tracking.provider_states where provider_id = $1) as "is!""#,
        provider.uuid()
    )
    .fetch_one(tx)
    .await
}

/// Writes a provider's state.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    state: &ProviderState,
) -> Result<(), sqlx::Error> {
    let services: Vec<Uuid> = state.services.iter().map(|s| s.uuid()).collect();
    sqlx::query!(
        "insert into tracking.provider_states (provider_id, version, display_name, has_photo,
             on_shift, shift_since, services, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
         on conflict (provider_id) do update set version = excluded.version,
             display_name = excluded.display_name, has_photo = excluded.has_photo,
             on_shift = excluded.on_shift,
             shift_since = excluded.shift_since, services = excluded.services,
             updated_at = excluded.updated_at",
        state.provider_id.uuid(),
        state.version,
        state.display_name,
        state.has_photo,
        state.shift_since.is_some(),
        state.shift_since,
        &services,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The states that changed at or after `since`; all of them without.
pub async fn changed(
    pool: &PgPool,
    since: Option<Instant>,
) -> Result<Vec<ProviderState>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "select provider_id, version, display_name, has_photo, shift_since, services
         from tracking.provider_states where updated_at >= coalesce($1, '-infinity'::timestamptz)",
        since
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}
