//! An operator changes a service. Quotes that exist stay as they are.

use super::audit::{Action, acted, tell_service};
use super::create_service::index;
use super::error::EditError;
use crate::App;
use crate::reads::cached;
use crate::store::categories;
use crate::store::services::{self, NewService, StoredService};
use httpkit::Actor;
use kernel::ids::ServiceId;
use serde_json::json;

/// Replaces the service of this version.
pub async fn run(
    app: &App,
    actor: Actor,
    id: ServiceId,
    version: i64,
    new: NewService,
) -> Result<StoredService, EditError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    let before = services::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    categories::hold(&mut tx, &[before.facts.category_id, new.category_id]).await?;
    if !services::update(&mut tx, id, version, &new, world.now()).await? {
        return Err(EditError::VersionConflict);
    }
    let stored = services::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    index(&mut tx, &stored).await?;
    tell_service(&mut tx, world, &stored).await?;
    let action = Action {
        name: "catalog.service_updated",
        subject: "service",
        id: id.uuid(),
        reason: None,
        details: json!({ "before": before, "after": stored }),
    };
    acted(&mut tx, world, actor, action).await?;
    tx.commit().await?;
    let cache = &app.chassis.cache;
    cached::forget_services(cache, before.facts.category_id).await;
    cached::forget_services(cache, stored.facts.category_id).await;
    Ok(stored)
}
