//! Changes of the future: they wait, and are written at their moment by a job or by whoever reads
//! first, so that nothing is ever priced by what does not hold any more.

use super::audit::{Action, acted};
use super::error::EditError;
use super::update_zone::Drawn;
use crate::App;
use crate::http::admin::categories::CategoryIn;
use crate::http::admin::services::ServiceIn;
use crate::http::admin::zones::ZoneIn;
use crate::jobs::apply_change::APPLY_CHANGE;
use crate::store::changes::{self, End, NewChange, Subject, Waiting};
use chassis::StoreError;
use httpkit::Actor;
use kernel::ids::{EventId, TypedId, UserId};
use kernel::{Fault, Instant, Invalid, InvalidFields, World};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

/// What an operator asks besides the values.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What was sent.
    pub value: Value,
    /// From when on it holds; at once when absent.
    pub valid_from: Option<Instant>,
    /// Why.
    pub reason: Option<String>,
}

impl Asked {
    /// The moment, if it is in the future.
    ///
    /// # Errors
    /// `settings.past` when it is over.
    pub fn later(&self, now: Instant) -> Result<Option<Instant>, EditError> {
        match self.valid_from {
            Some(at) if at < now => Err(InvalidFields::one("validFrom", past()).into()),
            Some(at) if at > now => Ok(Some(at)),
            _ => Ok(None),
        }
    }
}

fn past() -> Invalid {
    Invalid::new(
        "settings.past",
        "اختر موعد سريان لم يمضِ بعد.",
        "Choose a moment that is not over yet.",
    )
}

/// A thing that operators replace as a whole, at once or from a moment on.
pub(super) trait Replacement: Sync {
    /// Its id.
    type Id: Copy + Send + TypedId;
    /// How it stands.
    type Stored: Send;
    /// What it is.
    const SUBJECT: Subject;

    /// How it stands, if there is one.
    fn find(
        tx: &mut PgConnection,
        id: Self::Id,
    ) -> impl Future<Output = Result<Option<Self::Stored>, StoreError>> + Send;

    /// Counts its changes.
    fn version(stored: &Self::Stored) -> i64;

    /// Whether it can be so `at` a moment to come; it is looked at again then.
    fn may_wait(
        &self,
        _tx: &mut PgConnection,
        _id: Self::Id,
        _at: Instant,
    ) -> impl Future<Output = Result<(), EditError>> + Send {
        async { Ok(()) }
    }

    /// Writes it over this version, or over whatever there is. Answers how it was before, as
    /// operators see it, and the version it has now.
    fn write(
        &self,
        tx: &mut PgConnection,
        world: &World,
        by: UserId,
        id: Self::Id,
        version: Option<i64>,
        reason: Option<&str>,
    ) -> impl Future<Output = Result<(Value, i64), EditError>> + Send;
}

/// Replaces the thing of this version, at once or from a moment on. Answers how it stands then.
pub(super) async fn replace<R: Replacement>(
    app: &App,
    actor: Actor,
    id: R::Id,
    version: i64,
    new: &R,
    asked: &Asked,
) -> Result<R::Stored, EditError> {
    let world = &app.chassis.world;
    let later = asked.later(world.now())?;
    let mut tx = app.chassis.db.begin().await?;
    apply_due_in_tx(&mut tx, world, world.now()).await?;
    let what = (R::SUBJECT, id.uuid());
    none_waits_in_tx(&mut tx, what.0, what.1).await?;
    if let Some(at) = later {
        let stored = R::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
        if R::version(&stored) != version {
            return Err(EditError::VersionConflict);
        }
        new.may_wait(&mut tx, id, at).await?;
        schedule_in_tx(&mut tx, world, actor, what, asked, at).await?;
        tx.commit().await?;
        return Ok(stored);
    }
    let (by, reason) = (actor.user_id, asked.reason.as_deref());
    let (before, now_is) = new.write(&mut tx, world, by, id, Some(version), reason).await?;
    written_in_tx(&mut tx, world, by, what, asked, Some(&before), now_is).await?;
    let stored = R::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    tx.commit().await?;
    Ok(stored)
}

/// That no change of the thing waits: it would be undone, or undo this one.
///
/// # Errors
/// [`EditError::ChangeWaiting`].
async fn none_waits_in_tx(
    tx: &mut PgConnection,
    subject: Subject,
    id: Uuid,
) -> Result<(), EditError> {
    match changes::waiting_of(tx, subject, id).await? {
        Some((_, from)) => Err(EditError::ChangeWaiting(from)),
        None => Ok(()),
    }
}

/// Keeps a change until its moment.
async fn schedule_in_tx(
    tx: &mut PgConnection,
    world: &World,
    actor: Actor,
    (subject, subject_id): (Subject, Uuid),
    asked: &Asked,
    at: Instant,
) -> Result<(), EditError> {
    let id = world.id::<EventId>().uuid();
    let new = NewChange {
        id,
        subject,
        subject_id,
        valid_from: at,
        value: &asked.value,
        made_by: actor.user_id,
        reason: asked.reason.as_deref(),
    };
    changes::insert(tx, &new, world.now()).await?;
    chassis::jobs::schedule(tx, world, "catalog", APPLY_CHANGE, id, at, json!({})).await?;
    let action = Action {
        name: "catalog.change_scheduled",
        subject: subject.tag(),
        id: subject_id,
        reason: asked.reason.as_deref(),
        details: json!({ "validFrom": at, "value": asked.value }),
    };
    Ok(acted(tx, world, actor.user_id, action).await?)
}

/// Keeps what was written just now.
pub(super) async fn written_in_tx(
    tx: &mut PgConnection,
    world: &World,
    by: UserId,
    (subject, subject_id): (Subject, Uuid),
    asked: &Asked,
    before: Option<&Value>,
    version: i64,
) -> Result<(), StoreError> {
    let (id, now) = (world.id::<EventId>().uuid(), world.now());
    let new = NewChange {
        id,
        subject,
        subject_id,
        valid_from: now,
        value: &asked.value,
        made_by: by,
        reason: asked.reason.as_deref(),
    };
    changes::insert(tx, &new, now).await?;
    changes::end(tx, id, End::Applied { before, version }, now).await?;
    changes::count(tx).await
}

/// Takes a waiting change back.
///
/// # Errors
/// [`EditError::NotFound`] when none waits.
pub async fn withdraw(
    app: &App,
    actor: Actor,
    subject: Subject,
    subject_id: Uuid,
) -> Result<(), EditError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    let waiting = changes::waiting_of(&mut tx, subject, subject_id).await?;
    let (id, from) = waiting.ok_or(EditError::NotFound)?;
    // Its moment has come: it holds already, whether it was written or not.
    if from <= world.now() {
        return Err(EditError::NotFound);
    }
    changes::end(&mut tx, id, End::Withdrawn, world.now()).await?;
    let action = Action {
        name: "catalog.change_withdrawn",
        subject: subject.tag(),
        id: subject_id,
        reason: None,
        details: json!({ "validFrom": from }),
    };
    acted(&mut tx, world, actor.user_id, action).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes every change whose moment has come, in a transaction of its own. Cheap when there is none.
///
/// # Errors
/// When the database is away.
pub async fn catch_up(app: &App) -> Result<(), StoreError> {
    let now = app.chassis.world.now();
    let due = {
        let mut db = app.chassis.db.pool().acquire().await?;
        changes::any_due(&mut db, now).await?
    };
    if due {
        let mut tx = app.chassis.db.begin().await?;
        apply_due_in_tx(&mut tx, &app.chassis.world, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Writes every change whose moment has come. One that can't be written (its code is taken
/// meanwhile) ends as failed, with the reason, and holds up nobody.
///
/// # Errors
/// When the database is away.
pub async fn apply_due_in_tx(
    tx: &mut PgConnection,
    world: &World,
    now: Instant,
) -> Result<(), StoreError> {
    if !changes::any_due(tx, now).await? {
        return Ok(());
    }
    for waiting in changes::lock_due(tx, now).await? {
        let mut savepoint = tx.begin().await?;
        match apply_in_tx(&mut savepoint, world, &waiting).await {
            Ok((before, version)) => {
                let end = End::Applied { before: Some(&before), version };
                changes::end(&mut savepoint, waiting.id, end, now).await?;
                changes::count(&mut savepoint).await?;
                savepoint.commit().await?;
            }
            Err(EditError::Store(error)) if error.constraint().is_none() => return Err(error),
            Err(error) => {
                savepoint.rollback().await?;
                let code = error.fields().first().map_or(error.code(), |field| field.code);
                tracing::warn!(change.id = %waiting.id, code, "a scheduled change failed");
                changes::end(tx, waiting.id, End::Failed(code), now).await?;
            }
        }
    }
    Ok(())
}

/// Writes one change over whatever version there is. Answers how it was before, and the version.
async fn apply_in_tx(
    tx: &mut PgConnection,
    world: &World,
    waiting: &Waiting,
) -> Result<(Value, i64), EditError> {
    let (by, reason, id) = (waiting.made_by, waiting.reason.as_deref(), waiting.subject_id);
    match waiting.subject {
        Subject::Service => {
            let new = read::<ServiceIn>(&waiting.value)?.parse_new()?;
            new.write(tx, world, by, id.into(), None, reason).await
        }
        Subject::Category => {
            let new = read::<CategoryIn>(&waiting.value)?.parse_new()?;
            new.write(tx, world, by, id.into(), None, reason).await
        }
        Subject::Zone => {
            let (new, area) = read::<ZoneIn>(&waiting.value)?.parse_new()?;
            Drawn(&new, &area).write(tx, world, by, id.into(), None, reason).await
        }
    }
}

/// A thing as operators see it, for the history.
pub(super) fn shown(out: &impl Serialize) -> Result<Value, StoreError> {
    serde_json::to_value(out).map_err(|error| StoreError(sqlx::Error::Encode(Box::new(error))))
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, StoreError> {
    serde_json::from_value(value.clone())
        .map_err(|error| StoreError(sqlx::Error::Decode(Box::new(error))))
}
