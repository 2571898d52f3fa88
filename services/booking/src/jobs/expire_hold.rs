//! A held time is given back by itself.

use super::EXPIRE_HOLD;
use crate::App;
use crate::store::calendar;
use crate::store::holds::{self, Ending};
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use chrono::TimeDelta;
use kernel::ids::HoldId;
use sqlx::PgConnection;

/// How long a hold that ended is remembered, for questions of support.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

/// Gives it back at its end, and forgets old ones on the way.
pub struct ExpireHold(pub App);

#[async_trait]
impl Timer for ExpireHold {
    fn kind(&self) -> &'static str {
        EXPIRE_HOLD
    }

    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        let now = self.0.now();
        let key = job.key.parse::<HoldId>();
        let id = key.map_err(|_| JobError::Failed("the key is no hold".into()))?;
        if let Some(until) = calendar::held_until(tx, id.uuid()).await?
            && until > now
        {
            return Ok(After::At(until));
        }
        // A hold that became a booking's ended then.
        holds::end_in_tx(tx, id, Ending::Expired, now).await?;
        calendar::let_go_in_tx(tx, id.uuid(), now).await?;
        holds::forget_in_tx(tx, now - REMEMBERED).await?;
        Ok(After::Done)
    }
}
