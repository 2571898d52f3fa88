//! An operator makes a promotion.

use super::audit::{Action, acted};
use super::error::EditError;
use crate::App;
use crate::domain::promotion::{Promotion, Used};
use crate::http::admin::promotions::AdminPromotionOut;
use crate::store::promotions::{self, StoredPromotion};
use chassis::idempotency::{Answer, IdempotencyKey};
use httpkit::Actor;
use kernel::ids::TypedId;
use serde_json::json;

/// Makes it.
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    new: Promotion,
) -> Result<Answer, EditError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    promotions::insert(&mut tx, &new, world.now()).await?;
    let id = new.id;
    let out = AdminPromotionOut::from(StoredPromotion {
        promotion: new,
        used: Used::default(),
        version: 1,
    });
    let action = Action {
        name: "catalog.promotion_created",
        subject: "promotion",
        id: id.uuid(),
        reason: None,
        details: json!({ "promotion": out }),
    };
    acted(&mut tx, world, actor.user_id, action).await?;
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
