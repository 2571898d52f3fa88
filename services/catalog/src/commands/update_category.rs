//! An operator changes a category: its services change with it.

use super::audit::{Action, acted, tell_service};
use super::error::EditError;
use crate::App;
use crate::reads::cached;
use crate::store::categories::{self, NewCategory, StoredCategory};
use crate::store::services;
use httpkit::Actor;
use kernel::ids::CategoryId;
use serde_json::json;

/// Replaces the category of this version. Commission, name and activity are facts of each service
/// in it, so each is told anew.
pub async fn run(
    app: &App,
    actor: Actor,
    id: CategoryId,
    version: i64,
    new: NewCategory,
) -> Result<StoredCategory, EditError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    let before = categories::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    if !categories::update(&mut tx, id, version, &new, world.now()).await? {
        return Err(EditError::VersionConflict);
    }
    let stored = categories::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    for service in services::of_category(&mut tx, id).await? {
        services::index(&mut tx, &service, &stored.keywords).await?;
        tell_service(&mut tx, world, &service).await?;
    }
    let action = Action {
        name: "catalog.category_updated",
        subject: "category",
        id: id.uuid(),
        reason: None,
        details: json!({ "before": before, "after": stored }),
    };
    acted(&mut tx, world, actor, action).await?;
    tx.commit().await?;
    cached::forget_categories(&app.chassis.cache).await;
    cached::forget_services(&app.chassis.cache, id).await;
    Ok(stored)
}
