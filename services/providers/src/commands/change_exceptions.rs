//! A provider adds or removes a dated exception from its week.

use super::tell;
use crate::App;
use crate::domain::hours;
use crate::error::{ProviderError, Result};
use crate::ids::ExceptionId;
use crate::reads::offering::ExceptionOut;
use crate::store::schedule::{self, Exception};
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::Instant;
use kernel::ids::ProviderId;

/// Most exceptions that are not over.
const MAX_EXCEPTIONS: usize = 100;

/// What is to be added.
pub struct NewException {
    /// From when.
    pub starts_at: Instant,
    /// Until when.
    pub ends_at: Instant,
    /// Whether the provider works then.
    pub works: bool,
    /// What for.
    pub note: Option<String>,
}

/// Adds an exception.
///
/// # Errors
/// Field errors; [`ProviderError::ExceptionOverlaps`], [`ProviderError::TooManyExceptions`].
pub async fn add(
    app: &App,
    id: ProviderId,
    key: &IdempotencyKey,
    new: NewException,
) -> Result<Answer> {
    let world = &app.chassis.world;
    let now = world.now();
    hours::exception(new.starts_at, new.ends_at, now)?;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    tell::own_in_tx(&mut tx, id).await?;
    if schedule::exceptions_in_tx(&mut tx, id, now).await?.len() >= MAX_EXCEPTIONS {
        return Err(ProviderError::TooManyExceptions);
    }
    let exception = Exception {
        id: world.id(),
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        works: new.works,
        note: new.note,
    };
    schedule::add_exception_in_tx(&mut tx, id, &exception, now).await.map_err(|error| {
        if error.is_constraint("exceptions_do_not_overlap") {
            ProviderError::ExceptionOverlaps
        } else {
            error.into()
        }
    })?;
    tell::changed_in_tx(&mut tx, world, id).await?;
    let answer = Answer::json(201, &ExceptionOut::from(exception))?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Removes an exception.
///
/// # Errors
/// [`ProviderError::NotFound`] when the caller has none of that id.
pub async fn remove(app: &App, id: ProviderId, exception: ExceptionId) -> Result<()> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    tell::own_in_tx(&mut tx, id).await?;
    if !schedule::remove_exception_in_tx(&mut tx, id, exception).await? {
        return Err(ProviderError::NotFound);
    }
    tell::changed_in_tx(&mut tx, world, id).await?;
    Ok(tx.commit().await?)
}
