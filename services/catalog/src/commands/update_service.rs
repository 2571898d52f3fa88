//! An operator changes a service. Quotes that exist stay as they are.

use super::audit::{Action, acted, tell_service};
use super::changes::{self, Asked};
use super::create_service::index;
use super::error::EditError;
use crate::App;
use crate::http::admin::services::AdminServiceOut;
use crate::store::categories;
use crate::store::changes::Subject;
use crate::store::services::{self, NewService, StoredService};
use chassis::StoreError;
use httpkit::Actor;
use kernel::World;
use kernel::ids::{ServiceId, UserId};
use serde_json::{Value, json};
use sqlx::PgConnection;

/// Replaces the service of this version, at once or from a moment on.
pub async fn run(
    app: &App,
    actor: Actor,
    id: ServiceId,
    version: i64,
    new: NewService,
    asked: Asked,
) -> Result<StoredService, EditError> {
    let world = &app.chassis.world;
    let later = asked.later(world.now())?;
    let mut tx = app.chassis.db.begin().await?;
    changes::apply_due_in_tx(&mut tx, world, world.now()).await?;
    let what = (Subject::Service, id.uuid());
    changes::none_waits_in_tx(&mut tx, what.0, what.1).await?;
    if let Some(at) = later {
        let stored = services::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
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
    let stored = services::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    tx.commit().await?;
    Ok(stored)
}

/// Writes it over this version, or over whatever there is. Answers how it was before, as operators
/// see it, and the version it has now.
pub(super) async fn write_in_tx(
    tx: &mut PgConnection,
    world: &World,
    by: UserId,
    id: ServiceId,
    version: Option<i64>,
    new: &NewService,
    reason: Option<&str>,
) -> Result<(Value, i64), EditError> {
    let before = services::find(tx, id).await?.ok_or(EditError::NotFound)?;
    categories::hold(tx, &[before.facts.category_id, new.category_id]).await?;
    let version = version.unwrap_or(before.version);
    if !services::update(tx, id, version, new, world.now()).await? {
        return Err(EditError::VersionConflict);
    }
    let stored = services::find(tx, id).await?.ok_or(EditError::NotFound)?;
    index(tx, &stored).await?;
    tell_service(tx, world, &stored).await?;
    let action = Action {
        name: "catalog.service_updated",
        subject: "service",
        id: id.uuid(),
        reason,
        details: json!({ "before": before, "after": stored }),
    };
    acted(tx, world, by, action).await?;
    let before = serde_json::to_value(AdminServiceOut::from(before));
    Ok((before.map_err(|e| StoreError(sqlx::Error::Encode(Box::new(e))))?, stored.version))
}
