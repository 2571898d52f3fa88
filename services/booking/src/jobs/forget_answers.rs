//! What is too old to learn from.

use super::FORGET_ANSWERS;
use crate::App;
use crate::store::stats;
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use chrono::{Days, TimeDelta};
use kernel::cairo;
use sqlx::PgConnection;

/// Removes old answers to offers, once a day.
pub struct ForgetAnswers(pub App);

#[async_trait]
impl Timer for ForgetAnswers {
    fn kind(&self) -> &'static str {
        FORGET_ANSWERS
    }

    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        let now = self.0.now();
        let kept = Days::new(self.0.config.searching.answers_kept_days.into());
        let today = cairo::local_date(now);
        stats::forget_answers_in_tx(tx, today.checked_sub_days(kept).unwrap_or(today)).await?;
        Ok(After::At(now + TimeDelta::days(1)))
    }
}
