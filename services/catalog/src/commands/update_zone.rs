//! An operator changes a zone.

use super::audit::{Action, acted, tell_zone};
use super::create_zone::checked;
use super::error::EditError;
use crate::App;
use crate::domain::area::ZoneArea;
use crate::http::admin::zones::AdminZoneOut;
use crate::store::zones::{self, NewZone};
use httpkit::Actor;
use kernel::ids::ZoneId;
use serde_json::json;

/// Replaces the zone of this version; its present surge is moved into the new bounds.
pub async fn run(
    app: &App,
    actor: Actor,
    id: ZoneId,
    version: i64,
    new: NewZone,
    area: &ZoneArea,
) -> Result<AdminZoneOut, EditError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    let before = zones::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    let geojson = checked(&mut tx, &new, area).await?;
    if !zones::update(&mut tx, id, version, &new, &geojson, world.now()).await? {
        return Err(EditError::VersionConflict);
    }
    let stored = zones::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    tell_zone(&mut tx, world, &stored).await?;
    let (before, after) = (AdminZoneOut::from(before), AdminZoneOut::from(stored));
    let action = Action {
        name: "catalog.zone_updated",
        subject: "zone",
        id: id.uuid(),
        reason: None,
        details: json!({ "before": before, "after": after }),
    };
    acted(&mut tx, world, actor, action).await?;
    tx.commit().await?;
    Ok(after)
}
