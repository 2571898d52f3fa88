//! An operator changes a zone.

use super::audit::{Action, acted, tell_zone};
use super::changes::{self, Asked, Replacement};
use super::create_zone::checked;
use super::error::EditError;
use crate::App;
use crate::domain::area::ZoneArea;
use crate::http::admin::zones::AdminZoneOut;
use crate::store::changes::Subject;
use crate::store::zones::{self, NewZone, StoredZone};
use chassis::StoreError;
use httpkit::Actor;
use kernel::ids::{UserId, ZoneId};
use kernel::{Instant, World};
use serde_json::{Value, json};
use sqlx::PgConnection;

/// Replaces the zone of this version, at once or from a moment on; its present surge is moved into
/// the new bounds.
pub async fn run(
    app: &App,
    actor: Actor,
    id: ZoneId,
    version: i64,
    (new, area): (&NewZone, &ZoneArea),
    asked: Asked,
) -> Result<AdminZoneOut, EditError> {
    let stored = changes::replace(app, actor, id, version, &Drawn(new, area), &asked).await?;
    Ok(AdminZoneOut::from(stored))
}

/// A zone with its area.
pub(super) struct Drawn<'a>(pub &'a NewZone, pub &'a ZoneArea);

impl Replacement for Drawn<'_> {
    type Id = ZoneId;
    type Stored = StoredZone;
    const SUBJECT: Subject = Subject::Zone;

    async fn find(tx: &mut PgConnection, id: ZoneId) -> Result<Option<StoredZone>, StoreError> {
        zones::find(tx, id).await
    }

    fn version(stored: &StoredZone) -> i64 {
        stored.version
    }

    async fn may_wait(
        &self,
        tx: &mut PgConnection,
        id: ZoneId,
        at: Instant,
    ) -> Result<(), EditError> {
        checked(tx, Some(id), (self.0, self.1), Some(at)).await.map(drop)
    }

    async fn write(
        &self,
        tx: &mut PgConnection,
        world: &World,
        by: UserId,
        id: ZoneId,
        version: Option<i64>,
        reason: Option<&str>,
    ) -> Result<(Value, i64), EditError> {
        let before = zones::find(tx, id).await?.ok_or(EditError::NotFound)?;
        let geojson = checked(tx, Some(id), (self.0, self.1), None).await?;
        let version = version.unwrap_or(before.version);
        if !zones::update(tx, id, version, self.0, &geojson, world.now()).await? {
            return Err(EditError::VersionConflict);
        }
        let stored = zones::find(tx, id).await?.ok_or(EditError::NotFound)?;
        let now_is = stored.version;
        tell_zone(tx, world, &stored).await?;
        let (before, after) = (AdminZoneOut::from(before), AdminZoneOut::from(stored));
        let action = Action {
            name: "catalog.zone_updated",
            subject: "zone",
            id: id.uuid(),
            reason,
            details: json!({ "before": before, "after": after }),
        };
        acted(tx, world, by, action).await?;
        Ok((changes::shown(&before)?, now_is))
    }
}
