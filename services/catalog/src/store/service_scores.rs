//! Table `catalog.service_scores`: what customers say of a service's visits, as the ratings tell it.

use super::rows::int;
use chassis::StoreError;
use kernel::Instant;
use kernel::ids::ServiceId;
use sqlx::PgConnection;

/// Keeps a service's score; one without ratings has none.
pub async fn put(
    tx: &mut PgConnection,
    service: ServiceId,
    mean_centi: u32,
    count: u32,
    now: Instant,
) -> Result<(), StoreError> {
    if count == 0 {
        sqlx::query!("delete from catalog.service_scores where service_id = $1", service.uuid())
            .execute(tx)
            .await?;
        return Ok(());
    }
    sqlx::query!(
        "insert into catalog.service_scores (service_id, mean_centi, count, created_at, updated_at)
         values ($1, $2, $3, $4, $4)
         on conflict (service_id) do update
         set mean_centi = excluded.mean_centi, count = excluded.count,
             updated_at = excluded.updated_at",
        service.uuid(),
        int(mean_centi),
        int(count),
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}
