//! Deliveries are kept as long as the inbox.

use crate::KEEP_DAYS;
use crate::store::deliveries;
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use chrono::TimeDelta;
use kernel::World;
use sqlx::PgConnection;

/// The kind of the job that forgets.
const FORGET: &str = "forget_deliveries";
/// How many are forgotten in one transaction.
const BATCH: i64 = 5_000;

/// Deletes deliveries that are too old, a batch at a time, once a day.
pub struct Forget(pub World);

#[async_trait]
impl Timer for Forget {
    fn kind(&self) -> &'static str {
        FORGET
    }

    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        let now = self.0.now();
        let before = now - TimeDelta::days(KEEP_DAYS.into());
        let forgotten = deliveries::forget_in_tx(tx, before, BATCH).await?;
        let more = i64::try_from(forgotten).is_ok_and(|n| n >= BATCH);
        Ok(After::At(now + if more { TimeDelta::seconds(1) } else { TimeDelta::days(1) }))
    }
}
