//! Once a day: old codes, tokens, sessions and keys.

use crate::domain::deletion::KEEP_CONSENTS;
use crate::store::{codes, consents, keys, sessions, tokens};
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use chrono::TimeDelta;
use kernel::World;
use sqlx::PgConnection;

/// How long codes are kept: as long as the longest limit counts them.
const KEEP_CODES: TimeDelta = TimeDelta::hours(24);
/// How long ended sessions are kept, so that their tokens are still recognised.
const KEEP_ENDED: TimeDelta = TimeDelta::days(7);
/// How often it runs.
const EVERY: TimeDelta = TimeDelta::hours(24);

/// Removes what has expired.
pub struct Purge {
    /// Time.
    pub world: World,
}

#[async_trait]
impl Timer for Purge {
    fn kind(&self) -> &'static str {
        "purge_expired"
    }

    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        let now = self.world.now();
        let codes = codes::purge_in_tx(tx, now - KEEP_CODES).await?;
        let tokens = tokens::purge_in_tx(tx, now).await?;
        let sessions = sessions::purge_in_tx(tx, now, now - KEEP_ENDED).await?;
        let keys = keys::purge_in_tx(tx, now).await?;
        let consents = consents::purge_in_tx(tx, now - KEEP_CONSENTS).await?;
        tracing::info!(consents, codes, tokens, sessions, keys, "purged what has expired");
        Ok(After::At(now + EVERY))
    }
}
