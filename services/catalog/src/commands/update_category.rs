//! An operator changes a category: its services change with it.

use super::audit::{Action, acted, tell_service};
use super::changes::{self, Asked};
use super::error::EditError;
use crate::App;
use crate::http::admin::categories::AdminCategoryOut;
use crate::store::categories::{self, NewCategory, StoredCategory};
use crate::store::changes::Subject;
use crate::store::services;
use chassis::StoreError;
use httpkit::Actor;
use kernel::World;
use kernel::ids::{CategoryId, UserId};
use serde_json::{Value, json};
use sqlx::PgConnection;

/// Replaces the category of this version, at once or from a moment on.
pub async fn run(
    app: &App,
    actor: Actor,
    id: CategoryId,
    version: i64,
    new: NewCategory,
    asked: Asked,
) -> Result<StoredCategory, EditError> {
    let world = &app.chassis.world;
    let later = asked.later(world.now())?;
    let mut tx = app.chassis.db.begin().await?;
    changes::apply_due_in_tx(&mut tx, world, world.now()).await?;
    let what = (Subject::Category, id.uuid());
    changes::none_waits_in_tx(&mut tx, what.0, what.1).await?;
    if let Some(at) = later {
        let stored = categories::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
        if stored.version != version {
            return Err(EditError::VersionConflict);
        }
        changes::schedule_in_tx(&mut tx, world, actor, what, &asked, at).await?;
        tx.commit().await?;
        return Ok(stored);
    }
    let (by, reason) = (actor.user_id, asked.reason.as_deref());
    let (before, now_is) = write_in_tx(&mut tx, world, by, id, Some(version), &new, reason).await?;
    changes::written_in_tx(&mut tx, world, by, what, &asked, Some(&before), now_is).await?;
    let stored = categories::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    tx.commit().await?;
    Ok(stored)
}

/// Writes it over this version, or over whatever there is. Commission, name and activity are facts
/// of each service in it, so each is told anew. Answers how it was before, as operators see it, and
/// the version it has now.
pub(super) async fn write_in_tx(
    tx: &mut PgConnection,
    world: &World,
    by: UserId,
    id: CategoryId,
    version: Option<i64>,
    new: &NewCategory,
    reason: Option<&str>,
) -> Result<(Value, i64), EditError> {
    let before = categories::find(tx, id).await?.ok_or(EditError::NotFound)?;
    let version = version.unwrap_or(before.version);
    if !categories::update(tx, id, version, new, world.now()).await? {
        return Err(EditError::VersionConflict);
    }
    let stored = categories::find(tx, id).await?.ok_or(EditError::NotFound)?;
    for service in services::of_category(tx, id).await? {
        services::index(tx, &service, &stored.keywords).await?;
        tell_service(tx, world, &service).await?;
    }
    let action = Action {
        name: "catalog.category_updated",
        subject: "category",
        id: id.uuid(),
        reason,
        details: json!({ "before": before, "after": stored }),
    };
    acted(tx, world, by, action).await?;
    let before = serde_json::to_value(AdminCategoryOut::from(before));
    Ok((before.map_err(|e| StoreError(sqlx::Error::Encode(Box::new(e))))?, stored.version))
}
