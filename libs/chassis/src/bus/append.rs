//! Appending an event in the transaction of the change it tells of.

use crate::StoreError;
use crate::telemetry::trace;
use contracts::Event;
use kernel::World;
use kernel::ids::EventId;
use sqlx::PgConnection;

/// Appends `event`. Locks the aggregate's head until the commit, which keeps its events in order.
///
/// # Errors
/// When the database refuses or is away; then nothing of the transaction may be committed.
pub async fn append<E: Event>(
    tx: &mut PgConnection,
    world: &World,
    event: &E,
) -> Result<(), StoreError> {
    let payload = serde_json::to_value(event).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
    let producer = E::TYPE.split('.').next().unwrap_or(E::TYPE);
    sqlx::query(
        "with head as (
            insert into bus.heads as h (aggregate_type, aggregate_id, version)
            values ($1, $2, 1)
            on conflict (aggregate_type, aggregate_id) do update set version = h.version + 1
            returning version)
         insert into bus.outbox
            (id, producer, aggregate_type, aggregate_id, version, type, payload, trace, occurred_at)
         select $3, $4, $1, $2, head.version, $5, $6, $7, $8 from head",
    )
    .bind(E::AGGREGATE)
    .bind(event.aggregate_id())
    .bind(world.id::<EventId>().uuid())
    .bind(producer)
    .bind(E::TYPE)
    .bind(payload)
    .bind(trace::current().map(|t| t.to_header()))
    .bind(world.now())
    .execute(tx)
    .await?;
    Ok(())
}
