//! An operator makes a service.

use super::audit::{Action, acted, tell_service};
use super::changes::{self, Asked};
use super::error::EditError;
use crate::App;
use crate::http::admin::services::AdminServiceOut;
use crate::store::categories;
use crate::store::changes::Subject;
use crate::store::services::{self, NewService, StoredService};
use chassis::StoreError;
use chassis::idempotency::{Answer, IdempotencyKey};
use httpkit::Actor;
use kernel::ids::ServiceId;
use serde_json::json;
use sqlx::PgConnection;

/// Makes it.
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    new: NewService,
    asked: Asked,
) -> Result<Answer, EditError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    categories::hold(&mut tx, &[new.category_id]).await?;
    let id: ServiceId = world.id();
    services::insert(&mut tx, id, &new, world.now()).await?;
    let stored = services::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    index(&mut tx, &stored).await?;
    tell_service(&mut tx, world, &stored).await?;
    let version = stored.version;
    let out = AdminServiceOut::from(stored);
    let action = Action {
        name: "catalog.service_created",
        subject: "service",
        id: id.uuid(),
        reason: asked.reason.as_deref(),
        details: json!({ "service": out }),
    };
    acted(&mut tx, world, actor.user_id, action).await?;
    let what = (Subject::Service, id.uuid());
    let by = actor.user_id;
    changes::written_in_tx(&mut tx, world, by, what, &asked, None, version).await?;
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Writes the words under which the service is found, its category's among them.
pub(super) async fn index(
    tx: &mut PgConnection,
    service: &StoredService,
) -> Result<(), StoreError> {
    let category = categories::find(tx, service.facts.category_id).await?;
    let keywords = category.map(|c| c.keywords).unwrap_or_default();
    services::index(tx, service, &keywords).await
}
