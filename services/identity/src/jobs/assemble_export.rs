//! Making the copy out of the services' parts.

use crate::app::App;
use crate::domain::deletion::KEEP_EXPORT;
use crate::store::exports;
use async_trait::async_trait;
use chassis::jobs::{After, Effect, Job, JobError};
use chassis::privacy::{get_sealed, put_sealed};
use contracts::privacy::{ExportReady, HOLDERS, part_key};
use kernel::ids::{EventId, UserId};
use serde_json::{Map, Value, json};

/// The kind of these jobs.
pub const ASSEMBLE_EXPORT: &str = "assemble_export";
/// The kind of the jobs that remove copies.
pub const FORGET_EXPORT: &str = "forget_export";

/// Where a finished copy lies.
#[must_use]
pub fn bundle_key(export: EventId) -> String {
    part_key(export, "bundle")
}

/// Makes copies.
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
        let bundle = self.bundle(export, user, &missing).await?;
        put_sealed(chassis, &bundle_key(export), &bundle).await?;
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
        remove_parts(&self.0, export).await?;
        Ok(After::Done)
    }
}

impl AssembleExport {
    async fn bundle(
        &self,
        export: EventId,
        user: UserId,
        missing: &[String],
    ) -> Result<Value, JobError> {
        let mut parts = Map::new();
        for holder in HOLDERS {
            if let Some(part) = get_sealed(&self.0.chassis, &part_key(export, holder)).await? {
                parts.insert(holder.to_owned(), part);
            }
        }
        Ok(json!({
            "exportId": export,
            "userId": user,
            "madeAt": self.0.now(),
            "missing": missing,
            "data": parts,
        }))
    }
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
