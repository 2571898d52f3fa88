//! A copy is ready when the services' parts are there; they stay apart until they are read.

use crate::app::App;
use crate::domain::deletion::KEEP_EXPORT;
use crate::store::exports;
use async_trait::async_trait;
use chassis::jobs::{After, Effect, Job, JobError};
use contracts::privacy::{ExportReady, HOLDERS, part_key};
use kernel::ids::EventId;
use serde_json::json;

/// The kind of these jobs.
pub const ASSEMBLE_EXPORT: &str = "assemble_export";
/// The kind of the jobs that remove copies.
pub const FORGET_EXPORT: &str = "forget_export";

/// Where a copy lies that was made as one document, as all were before.
#[must_use]
pub fn bundle_key(export: EventId) -> String {
    part_key(export, "bundle")
}

/// Declares copies ready.
pub struct AssembleExport(pub App);

/// Removes copies whose days are over.
pub struct ForgetExport(pub App);

fn export_of(job: &Job) -> Result<EventId, JobError> {
    job.key.parse().map_err(|_| JobError::Failed("the key is no id".to_owned()))
}

#[async_trait]
impl Effect for AssembleExport {
    fn kind(&self) -> &'static str {
        ASSEMBLE_EXPORT
    }

    async fn run(&self, job: &Job) -> Result<After, JobError> {
        let (export, chassis) = (export_of(job)?, &self.0.chassis);
        let now = self.0.now();
        let mut tx = chassis.db.begin().await?;
        let Some((user, state)) = exports::lock_in_tx(&mut tx, export).await? else {
            return Ok(After::Done);
        };
        if state != "gathering" {
            return Ok(After::Done);
        }
        let there = exports::parts_in_tx(&mut tx, export).await?;
        let is_missing = |holder: &&str| !there.iter().any(|h| h == holder);
        let missing: Vec<String> =
            HOLDERS.into_iter().filter(is_missing).map(str::to_owned).collect();
        let expires_at = now + KEEP_EXPORT;
        exports::finish_in_tx(&mut tx, export, &missing, now, expires_at).await?;
        let event = ExportReady { export_id: export, user_id: user, expires_at };
        chassis::bus::append(&mut tx, &chassis.world, &event).await?;
        let world = &chassis.world;
        chassis::jobs::schedule(
            &mut tx,
            world,
            "identity",
            FORGET_EXPORT,
            export,
            expires_at,
            json!({}),
        )
        .await?;
        tx.commit().await?;
        Ok(After::Done)
    }
}

/// Where everything of a copy lies.
#[must_use]
pub fn keys_of(export: EventId) -> Vec<String> {
    let parts = HOLDERS.into_iter().map(|holder| part_key(export, holder));
    parts.chain([bundle_key(export)]).collect()
}

async fn remove_parts(app: &App, export: EventId) -> Result<(), JobError> {
    for holder in HOLDERS {
        let gone = app.chassis.storage.delete(&part_key(export, holder)).await;
        gone.map_err(|error| JobError::Failed(error.to_string()))?;
    }
    Ok(())
}

#[async_trait]
impl Effect for ForgetExport {
    fn kind(&self) -> &'static str {
        FORGET_EXPORT
    }

    async fn run(&self, job: &Job) -> Result<After, JobError> {
        let (export, chassis) = (export_of(job)?, &self.0.chassis);
        let gone = chassis.storage.delete(&bundle_key(export)).await;
        gone.map_err(|error| JobError::Failed(error.to_string()))?;
        // A part that came late lies there still.
        remove_parts(&self.0, export).await?;
        let mut tx = chassis.db.begin().await?;
        exports::expire_in_tx(&mut tx, export).await?;
        tx.commit().await?;
        Ok(After::Done)
    }
}
