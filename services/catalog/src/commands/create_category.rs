//! An operator makes a category.

use super::audit::{Action, acted};
use super::changes::{self, Asked};
use super::error::EditError;
use crate::App;
use crate::http::admin::categories::AdminCategoryOut;
use crate::store::categories::{self, NewCategory};
use crate::store::changes::Subject;
use chassis::idempotency::{Answer, IdempotencyKey};
use httpkit::Actor;
use kernel::ids::CategoryId;
use serde_json::json;

/// Makes it.
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    new: NewCategory,
    asked: Asked,
) -> Result<Answer, EditError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let id: CategoryId = world.id();
    categories::insert(&mut tx, id, &new, world.now()).await?;
    let stored = categories::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    let version = stored.version;
    let out = AdminCategoryOut::from(stored);
    let action = Action {
        name: "catalog.category_created",
        subject: "category",
        id: id.uuid(),
        reason: asked.reason.as_deref(),
        details: json!({ "category": out }),
    };
    acted(&mut tx, world, actor.user_id, action).await?;
    let what = (Subject::Category, id.uuid());
    let by = actor.user_id;
    changes::written_in_tx(&mut tx, world, by, what, &asked, None, version).await?;
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
