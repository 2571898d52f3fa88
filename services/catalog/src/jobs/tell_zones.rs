//! Tells others of the zones of which the log knows nothing: those that were drawn before zones were
//! told of, and those of the demo world.

use crate::commands::audit::tell_zone;
use crate::store::zones;
use chassis::{Chassis, StoreError};
use httpkit::parts::Background;
use std::time::Duration;

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(60);

/// Runs until the process stops. Several processes may do this at once.
pub fn background(chassis: Chassis) -> Background {
    Box::new(move |stop| {
        Box::pin(async move {
            loop {
                if let Err(error) = run(&chassis).await {
                    tracing::warn!(%error, "zones could not be told of; trying again later");
                }
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(EVERY) => {}
                }
            }
        })
    })
}

/// Tells of every zone that was never told of; returns of how many.
pub async fn run(chassis: &Chassis) -> Result<usize, StoreError> {
    let mut tx = chassis.db.begin().await?;
    sqlx::query!("select pg_advisory_xact_lock(hashtext('catalog.tell_zones'))::text as locked")
        .fetch_one(&mut *tx)
        .await
        .map_err(StoreError)?;
    let untold = zones::untold(&mut tx).await?;
    if !untold.is_empty() {
        for zone in zones::all(&mut tx, true).await?.iter().filter(|z| untold.contains(&z.id)) {
            tell_zone(&mut tx, &chassis.world, zone).await?;
        }
    }
    tx.commit().await?;
    Ok(untold.len())
}

#[cfg(test)]
mod tests {
    use super::run;
    use testkit::TestDb;

    #[tokio::test]
    async fn zones_of_which_nobody_was_told_are_told_of_once() {
        let db = TestDb::new(&[crate::MIGRATIONS]).await;
        let (world, _) = testkit::world();
        let chassis = testkit::chassis(&db, "catalog", &world);
        let loaded = crate::demo::load(&chassis).await.unwrap();
        assert!(loaded.zones > 10);
        assert_eq!(run(&chassis).await.unwrap(), loaded.zones);
        assert_eq!(run(&chassis).await.unwrap(), 0);
    }
}
