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
