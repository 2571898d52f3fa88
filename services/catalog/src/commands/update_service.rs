//! An operator changes a service. Quotes that exist stay as they are.

use super::audit::{Action, acted, tell_service};
use super::changes::{self, Asked, Replacement};
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
    changes::replace(app, actor, id, version, &new, &asked).await
}

impl Replacement for NewService {
    type Id = ServiceId;
    type Stored = StoredService;
    const SUBJECT: Subject = Subject::Service;

    async fn find(
        tx: &mut PgConnection,
        id: ServiceId,
    ) -> Result<Option<StoredService>, StoreError> {
        services::find(tx, id).await
    }

    fn version(stored: &StoredService) -> i64 {
        stored.version
    }

    async fn write(
        &self,
        tx: &mut PgConnection,
        world: &World,
        by: UserId,
        id: ServiceId,
        version: Option<i64>,
        reason: Option<&str>,
    ) -> Result<(Value, i64), EditError> {
        let before = services::find(tx, id).await?.ok_or(EditError::NotFound)?;
        categories::hold(tx, &[before.facts.category_id, self.category_id]).await?;
        let version = version.unwrap_or(before.version);
        if !services::update(tx, id, version, self, world.now()).await? {
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
        Ok((changes::shown(&AdminServiceOut::from(before))?, stored.version))
    }
}
