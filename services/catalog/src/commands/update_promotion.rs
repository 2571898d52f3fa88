//! An operator changes a promotion. Quotes that exist stay as they are.

use super::audit::{Action, acted};
use super::error::EditError;
use crate::App;
use crate::domain::promotion::Promotion;
use crate::http::admin::promotions::AdminPromotionOut;
use crate::store::promotions::{self, StoredPromotion};
use httpkit::Actor;
use kernel::ids::TypedId;
use serde_json::json;

/// Replaces the promotion of this version.
pub async fn run(
    app: &App,
    actor: Actor,
    version: i64,
    new: Promotion,
) -> Result<AdminPromotionOut, EditError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    let before = promotions::find(&mut tx, new.id).await?.ok_or(EditError::NotFound)?;
    if !promotions::update(&mut tx, version, &new, world.now()).await? {
        return Err(EditError::VersionConflict);
    }
    let id = new.id;
    let used = before.used;
    let before = AdminPromotionOut::from(before);
    let stored = StoredPromotion { promotion: new, used, version: version + 1 };
    let after = AdminPromotionOut::from(stored);
    let action = Action {
        name: "catalog.promotion_updated",
        subject: "promotion",
        id: id.uuid(),
        reason: None,
        details: json!({ "before": before, "after": after }),
    };
    acted(&mut tx, world, actor.user_id, action).await?;
    tx.commit().await?;
    Ok(after)
}
