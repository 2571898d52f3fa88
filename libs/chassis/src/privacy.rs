//! Personal data in one place a service: a service that keeps something of people says once how to
//! gather it and how to erase it ([`PersonalData`]); [`follow`] and [`work`] do the rest.
//!
//! Gathering ends in object storage, sealed, never in an event. Erasing runs in the transaction that
//! moves the subscriber's cursor, so that it happens exactly once; files go afterwards, by a job that
//! tries until they are gone.

use crate::bus::{self, Envelope, HandlerError, On, Subscription};
use crate::jobs::{self, After, Effect, Job, JobError, Jobs};
use crate::{Chassis, StoreError};
use async_trait::async_trait;
use contracts::privacy::{
    EXPORT_CONTEXT, ExportPartReady, ExportRequested, PersonalDataErased, UserErased, part_key,
};
use kernel::ids::{EventId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;
use std::sync::Arc;
use zeroize::Zeroizing;

const GATHER: &str = "gather_personal_data";
const ERASE_FILES: &str = "erase_personal_files";

/// What was erased of a person.
#[derive(Clone, Debug, Default)]
pub struct Erased {
    /// How many rows were removed or emptied.
    pub rows: u64,
    /// Keys of files to remove from object storage.
    pub files: Vec<String>,
}

/// What a service keeps of people.
#[async_trait]
pub trait PersonalData: Send + Sync + 'static {
    /// Everything of a person, in clear, as it may read it; an empty object when there is nothing.
    ///
    /// # Errors
    /// When the database is away, or something sealed can't be read.
    async fn gather(&self, tx: &mut PgConnection, user: UserId) -> Result<Value, HandlerError>;

    /// Erases what is personal. What must be kept keeps the id only, as a pseudonym. A second time
    /// changes nothing.
    ///
    /// # Errors
    /// When the database is away.
    async fn erase(&self, tx: &mut PgConnection, user: UserId) -> Result<Erased, HandlerError>;
}

/// Lets a service's subscription answer [`ExportRequested`] and [`UserErased`].
#[must_use]
pub fn follow(
    subscription: Subscription,
    chassis: &Chassis,
    data: &Arc<dyn PersonalData>,
) -> Subscription {
    let holder = Holder { chassis: chassis.clone(), data: data.clone() };
    subscription.on::<ExportRequested>(holder.clone()).on::<UserErased>(holder)
}

/// Lets a service's jobs do what [`follow`] leaves to them.
#[must_use]
pub fn work(jobs: Jobs, chassis: &Chassis, data: &Arc<dyn PersonalData>) -> Jobs {
    let holder = Holder { chassis: chassis.clone(), data: data.clone() };
    jobs.effect(Gather(holder)).effect(EraseFiles(chassis.clone()))
}

#[derive(Clone)]
struct Holder {
    chassis: Chassis,
    data: Arc<dyn PersonalData>,
}

#[derive(Serialize, Deserialize)]
struct Files {
    keys: Vec<String>,
}

#[async_trait]
impl On<ExportRequested> for Holder {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        told: &Envelope<ExportRequested>,
    ) -> Result<(), HandlerError> {
        let (service, world) = (self.chassis.service, &self.chassis.world);
        let export = told.event.export_id;
        jobs::schedule(tx, world, service, GATHER, export, world.now(), &told.event).await?;
        Ok(())
    }
}

#[async_trait]
impl On<UserErased> for Holder {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        told: &Envelope<UserErased>,
    ) -> Result<(), HandlerError> {
        let (service, world) = (self.chassis.service, &self.chassis.world);
        let user = told.event.user_id;
        let erased = self.data.erase(tx, user).await?;
        if !erased.files.is_empty() {
            let files = Files { keys: erased.files };
            jobs::schedule(tx, world, service, ERASE_FILES, user, world.now(), files).await?;
        }
        let event =
            PersonalDataErased { user_id: user, holder: service.to_owned(), rows: erased.rows };
        bus::append(tx, world, &event).await?;
        Ok(())
    }
}

struct Gather(Holder);

#[async_trait]
impl Effect for Gather {
    fn kind(&self) -> &'static str {
        GATHER
    }

    async fn run(&self, job: &Job) -> Result<After, JobError> {
        let chassis = &self.0.chassis;
        let asked: ExportRequested = serde_json::from_value(job.payload.clone()).map_err(failed)?;
        let mut tx = chassis.db.begin().await?;
        let part = self.0.data.gather(&mut tx, asked.user_id).await.map_err(|e| match e {
            HandlerError::Store(error) => JobError::Store(error),
            HandlerError::Refused(why) => JobError::Failed(why),
        })?;
        put_sealed(chassis, &part_key(asked.export_id, chassis.service), &part).await?;
        let event =
            ExportPartReady { export_id: asked.export_id, holder: chassis.service.to_owned() };
        bus::append(&mut tx, &chassis.world, &event).await?;
        tx.commit().await?;
        Ok(After::Done)
    }
}

struct EraseFiles(Chassis);

#[async_trait]
impl Effect for EraseFiles {
    fn kind(&self) -> &'static str {
        ERASE_FILES
    }

    async fn run(&self, job: &Job) -> Result<After, JobError> {
        let files: Files = serde_json::from_value(job.payload.clone()).map_err(failed)?;
        for key in files.keys {
            self.0.storage.delete(&key).await.map_err(failed)?;
        }
        Ok(After::Done)
    }
}

/// Seals a JSON document and lays it into object storage.
///
/// # Errors
/// When the store is away.
pub async fn put_sealed(chassis: &Chassis, key: &str, document: &Value) -> Result<(), JobError> {
    let sealed = chassis.keyring.seal_text(EXPORT_CONTEXT, &document.to_string());
    let bytes = sealed.as_str().to_owned().into();
    chassis.storage.put(key, "application/octet-stream", bytes).await.map_err(failed)
}

/// Opens what [`put_sealed`] laid there, as the JSON text it is; `None` when there is nothing.
///
/// # Errors
/// When the store is away, or the document can't be opened.
pub async fn get_sealed(
    chassis: &Chassis,
    key: &str,
) -> Result<Option<Zeroizing<Vec<u8>>>, JobError> {
    let Some(object) = chassis.storage.get(key).await.map_err(failed)? else { return Ok(None) };
    let sealed = String::from_utf8(object.bytes.to_vec()).map_err(failed)?;
    let sealed = crate::crypto::Sealed::parse(sealed).map_err(failed)?;
    chassis.keyring.open_any(EXPORT_CONTEXT, &sealed).await.map(Some).map_err(failed)
}

fn failed(error: impl std::error::Error) -> JobError {
    JobError::Failed(error.to_string())
}

/// Schedules the removal of files, in the caller's transaction. `about` names the reason for it: one
/// removal a service and `about`.
///
/// # Errors
/// When the database is away.
pub async fn remove_files_in_tx(
    tx: &mut PgConnection,
    chassis: &Chassis,
    about: EventId,
    keys: Vec<String>,
) -> Result<(), StoreError> {
    let (service, world) = (chassis.service, &chassis.world);
    jobs::schedule(tx, world, service, ERASE_FILES, about, world.now(), Files { keys }).await
}
