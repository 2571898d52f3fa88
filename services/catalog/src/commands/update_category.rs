//! An operator changes a category: its services change with it.

use super::audit::{Action, acted, tell_service};
use super::changes::{self, Asked, Replacement};
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
    changes::replace(app, actor, id, version, &new, &asked).await
}

impl Replacement for NewCategory {
    type Id = CategoryId;
    type Stored = StoredCategory;
    const SUBJECT: Subject = Subject::Category;

    async fn find(
        tx: &mut PgConnection,
        id: CategoryId,
    ) -> Result<Option<StoredCategory>, StoreError> {
        categories::find(tx, id).await
    }

    fn version(stored: &StoredCategory) -> i64 {
        stored.version
    }

    /// Commission, name and activity are facts of each service in it, so each is told anew.
    async fn write(
        &self,
        tx: &mut PgConnection,
        world: &World,
        by: UserId,
        id: CategoryId,
        version: Option<i64>,
        reason: Option<&str>,
    ) -> Result<(Value, i64), EditError> {
        let before = categories::find(tx, id).await?.ok_or(EditError::NotFound)?;
        let version = version.unwrap_or(before.version);
        if !categories::update(tx, id, version, self, world.now()).await? {
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
        Ok((changes::shown(&AdminCategoryOut::from(before))?, stored.version))
    }
}
