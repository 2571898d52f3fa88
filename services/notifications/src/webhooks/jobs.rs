//! Sending, and forgetting what was sent.

use super::attempt;
use super::store::messages;
use crate::app::App;
use async_trait::async_trait;
use chassis::jobs::{After, Effect, Job, JobError, Timer};
use chrono::TimeDelta;
use kernel::World;
use kernel::ids::WebhookMessageId;
use sqlx::PgConnection;

/// The kind of the jobs that send.
pub const SEND: &str = "send_webhook";
/// How many messages are sent at once: a slow receiver must not hold up the others.
pub const LANES: usize = 4;
/// How long messages and their attempts are kept.
const KEPT: TimeDelta = TimeDelta::days(30);
/// How many are forgotten in one transaction.
const BATCH: i64 = 5_000;

/// Makes one attempt at the message that the job's key names.
pub struct Send(pub App);

#[async_trait]
impl Effect for Send {
    fn kind(&self) -> &'static str {
        SEND
    }

    async fn run(&self, job: &Job) -> Result<After, JobError> {
        let id: WebhookMessageId =
            job.key.parse().map_err(|_| JobError::Failed("the key is no message".into()))?;
        Ok(attempt::run(&self.0, id).await?)
    }
}

/// Deletes messages that are too old, a batch at a time, once a day.
pub struct ForgetMessages(pub World);

#[async_trait]
impl Timer for ForgetMessages {
    fn kind(&self) -> &'static str {
        "forget_webhooks"
    }

    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        let now = self.0.now();
        let forgotten = messages::forget_in_tx(tx, now - KEPT, BATCH).await?;
        let more = i64::try_from(forgotten).is_ok_and(|n| n >= BATCH);
        Ok(After::At(now + if more { TimeDelta::seconds(1) } else { TimeDelta::days(1) }))
    }
}
