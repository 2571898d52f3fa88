//! Forgets old quotes: they hold precise places of people, and nobody needs one for long.

use crate::store::quotes;
use chassis::{Chassis, StoreError};
use chrono::TimeDelta;
use httpkit::parts::Background;
use std::time::Duration;

/// How long a quote is kept after it expired: as long as precise positions are.
const KEEP: TimeDelta = TimeDelta::days(90);
/// How often old ones are looked for.
const EVERY: Duration = Duration::from_secs(3600);
/// How many are forgotten in one transaction.
const BATCH: i64 = 1_000;

/// Runs until the process stops. Several processes may do this at once.
pub fn background(chassis: Chassis) -> Background {
    Box::new(move |stop| {
        Box::pin(async move {
            loop {
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(EVERY) => {}
                }
                if let Err(error) = run(&chassis).await {
                    tracing::warn!(%error, "old quotes could not be forgotten; trying again later");
                }
            }
        })
    })
}

/// Forgets everything that is old enough now.
pub async fn run(chassis: &Chassis) -> Result<u64, StoreError> {
    let before = chassis.world.now() - KEEP;
    let mut total = 0;
    loop {
        let mut tx = chassis.db.begin().await?;
        let forgotten = quotes::forget(&mut tx, before, BATCH).await?;
        tx.commit().await?;
        total += forgotten;
        if forgotten < BATCH.unsigned_abs() {
            return Ok(total);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::run;
    use crate::api::LocalCatalog;
    use chrono::TimeDelta;
    use contracts::PortError;
    use contracts::catalog::{CatalogApi, QuoteRequest};
    use kernel::LatLng;
    use testkit::TestDb;

    #[tokio::test]
    async fn quotes_are_forgotten_ninety_days_after_they_expired() {
        let db = TestDb::new(&[crate::MIGRATIONS]).await;
        let (world, clock) = testkit::world();
        let chassis = testkit::chassis(&db, "catalog", &world);
        crate::demo::load(&chassis).await.unwrap();
        let catalog = LocalCatalog::new(chassis.clone());
        let request = QuoteRequest {
            customer_id: None,
            service_id: crate::demo::service_id("plumbing.tap_repair"),
            provider_id: None,
            pin: LatLng::parse(29.96, 31.257).unwrap(),
            starts_at: None,
            quantity: 1,
        };
        let quote = catalog.make_quote(request).await.unwrap();
        clock.advance(TimeDelta::days(90) + TimeDelta::minutes(15));
        assert_eq!(run(&chassis).await.unwrap(), 0);
        assert!(catalog.quote(quote.id).await.is_ok());
        clock.advance(TimeDelta::microseconds(1));
        assert_eq!(run(&chassis).await.unwrap(), 1);
        assert_eq!(catalog.quote(quote.id).await, Err(PortError::NotFound));
    }
}
