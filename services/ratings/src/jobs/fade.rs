//! Old ratings count less every day: reputations are computed anew once a week. Scores of services
//! that the others were never told of are told here too.

use crate::store::{reputations, service_scores};
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use chrono::TimeDelta;
use kernel::World;
use sqlx::PgConnection;

/// How many reputations one run computes.
const BATCH: i64 = 500;

/// Computes stale reputations anew.
pub struct Fade {
    /// Time and chance.
    pub world: World,
}

#[async_trait]
impl Timer for Fade {
    fn kind(&self) -> &'static str {
        "fade"
    }

    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        let now = self.world.now();
        let mut stale = reputations::stale(tx, now - TimeDelta::days(7), BATCH).await?;
        let mut more = stale.len() as i64 == BATCH;
        stale.sort_unstable_by_key(|(user, _)| *user);
        for (user, role) in stale {
            reputations::refresh(tx, &self.world, user, role).await?;
        }
        // After the people, as whoever reveals ratings locks them.
        more |= service_scores::tell_untold(tx, &self.world, BATCH).await? as i64 == BATCH;
        Ok(After::At(now + if more { TimeDelta::seconds(1) } else { TimeDelta::hours(6) }))
    }
}
