//! An operator changes a zone.

use super::audit::{Action, acted, tell_zone};
use super::changes::{self, Asked};
use super::create_zone::checked;
use super::error::EditError;
use crate::App;
use crate::domain::area::ZoneArea;
use crate::http::admin::zones::AdminZoneOut;
use crate::store::changes::Subject;
use crate::store::zones::{self, NewZone};
use chassis::StoreError;
use httpkit::Actor;
use kernel::World;
use kernel::ids::{UserId, ZoneId};
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
    let world = &app.chassis.world;
    let later = asked.later(world.now())?;
    let mut tx = app.chassis.db.begin().await?;
    changes::apply_due_in_tx(&mut tx, world, world.now()).await?;
    let what = (Subject::Zone, id.uuid());
    changes::none_waits_in_tx(&mut tx, what.0, what.1).await?;
    if let Some(at) = later {
        let stored = zones::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
        if stored.version != version {
            return Err(EditError::VersionConflict);
        }
        checked(&mut tx, new, area).await?;
        changes::schedule_in_tx(&mut tx, world, actor, what, &asked, at).await?;
        tx.commit().await?;
        return Ok(AdminZoneOut::from(stored));
    }
    let (by, reason) = (actor.user_id, asked.reason.as_deref());
    let (before, now_is) =
        write_in_tx(&mut tx, world, by, id, Some(version), (new, area), reason).await?;
    changes::written_in_tx(&mut tx, world, by, what, &asked, Some(&before), now_is).await?;
    let stored = zones::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    tx.commit().await?;
    Ok(AdminZoneOut::from(stored))
}

/// Writes it over this version, or over whatever there is. Answers how it was before, as operators
/// see it, and the version it has now.
pub(super) async fn write_in_tx(
    tx: &mut PgConnection,
    world: &World,
    by: UserId,
    id: ZoneId,
    version: Option<i64>,
    (new, area): (&NewZone, &ZoneArea),
    reason: Option<&str>,
) -> Result<(Value, i64), EditError> {
    let before = zones::find(tx, id).await?.ok_or(EditError::NotFound)?;
    let geojson = checked(tx, new, area).await?;
    let version = version.unwrap_or(before.version);
    if !zones::update(tx, id, version, new, &geojson, world.now()).await? {
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
    let before = serde_json::to_value(before);
    Ok((before.map_err(|e| StoreError(sqlx::Error::Encode(Box::new(e))))?, now_is))
}
