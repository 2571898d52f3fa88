//! Timers and effects of conversations.

use super::commands::{nudge, say};
use super::store::{attachments, conversations};
use crate::app::App;
use async_trait::async_trait;
use chassis::jobs::{After, Effect, Job, JobError, Timer};
use chrono::TimeDelta;
use contracts::chat::ConversationState;
use kernel::ids::{ConversationId, UserId};
use sqlx::PgConnection;

/// The kind of the jobs that close a conversation.
pub const CLOSE: &str = "close_conversation";
/// The kind of the jobs that tell somebody of what was said.
pub const NUDGE: &str = "nudge_member";
/// The kind of the job that forgets.
const FORGET: &str = "forget_conversations";
/// The kind of the jobs that remove a file.
pub const DROP_FILE: &str = "drop_chat_file";

/// How long a message may wait to be heard.
pub const NUDGE_AFTER: TimeDelta = TimeDelta::seconds(30);
/// How long closed conversations are kept: as long as a warranty and a complaint may take.
const KEEP: TimeDelta = TimeDelta::days(365);
/// How long files are kept that nobody sent.
const KEEP_UNSENT: TimeDelta = TimeDelta::days(1);
/// How many are forgotten in one transaction.
const BATCH: i64 = 500;

/// Closes a conversation whose time is over.
pub struct Close(pub App);

#[async_trait]
impl Timer for Close {
    fn kind(&self) -> &'static str {
        CLOSE
    }

    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        let id: ConversationId = parsed(&job.key)?;
        let now = self.0.chassis.world.now();
        let Some(mut conversation) = conversations::lock_in_tx(tx, id).await? else {
            return Ok(After::Done);
        };
        match conversation.open_until {
            _ if conversation.state == ConversationState::Closed => Ok(After::Done),
            None => Ok(After::Done),
            Some(until) if until > now => Ok(After::At(until)),
            Some(_) => {
                conversation.state = ConversationState::Closed;
                say::changed_in_tx(tx, &self.0, &conversation).await?;
                Ok(After::Done)
            }
        }
    }
}

/// Tells a member of what it did not hear.
pub struct Nudge(pub App);

#[async_trait]
impl Timer for Nudge {
    fn kind(&self) -> &'static str {
        NUDGE
    }

    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        let (conversation, user) = job.key.split_once(':').unwrap_or((&job.key, ""));
        let (conversation, user): (ConversationId, UserId) = (parsed(conversation)?, parsed(user)?);
        let seq = job.payload["seq"].as_i64().unwrap_or(0);
        nudge::run_in_tx(tx, &self.0, conversation, user, seq).await?;
        Ok(After::Done)
    }
}

/// Forgets old conversations and files that nobody sent, once a day.
pub struct ForgetChats(pub App);

#[async_trait]
impl Timer for ForgetChats {
    fn kind(&self) -> &'static str {
        FORGET
    }

    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        let (world, service) = (&self.0.chassis.world, self.0.chassis.service);
        let now = world.now();
        let (forgotten, mut files) = conversations::forget_in_tx(tx, now - KEEP, BATCH).await?;
        let unsent = attachments::forget_unsent_in_tx(tx, now - KEEP_UNSENT, BATCH).await?;
        let more = [forgotten, unsent.len() as u64].into_iter().any(|n| n >= BATCH.unsigned_abs());
        files.extend(unsent);
        for key in files {
            let nothing = serde_json::json!({});
            chassis::jobs::schedule(tx, world, service, DROP_FILE, key, now, nothing).await?;
        }
        Ok(After::At(now + if more { TimeDelta::seconds(1) } else { TimeDelta::days(1) }))
    }
}

/// Removes a file from the store.
pub struct DropFile(pub App);

#[async_trait]
impl Effect for DropFile {
    fn kind(&self) -> &'static str {
        DROP_FILE
    }

    async fn run(&self, job: &Job) -> Result<After, JobError> {
        let gone = self.0.chassis.storage.delete(&job.key).await;
        gone.map_err(|error| JobError::Failed(error.to_string()))?;
        Ok(After::Done)
    }
}

fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, JobError> {
    text.parse().map_err(|_| JobError::Failed("the key names nothing".into()))
}
