//! An operator sets a zone's surge, within the zone's bounds.

use super::audit::{Action, acted};
use super::error::EditError;
use crate::App;
use crate::http::admin::zones::AdminZoneOut;
use crate::store::zones;
use httpkit::Actor;
use kernel::ids::ZoneId;
use kernel::{BasisPoints, Fields, Instant, Invalid};
use serde_json::json;

/// What the surge shall be.
#[derive(Clone, Debug)]
pub struct SurgeChange {
    /// The multiplier; 10000 is the price itself.
    pub multiplier: BasisPoints,
    /// When it ends by itself.
    pub until: Option<Instant>,
    /// Why.
    pub reason: Option<String>,
}

/// Sets it on the zone of this version.
pub async fn run(
    app: &App,
    actor: Actor,
    id: ZoneId,
    version: i64,
    change: SurgeChange,
) -> Result<AdminZoneOut, EditError> {
    let world = &app.chassis.world;
    let now = world.now();
    let mut tx = app.chassis.db.begin().await?;
    let before = zones::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    let (min, max) = (before.surge.min, before.surge.max);
    let mut fields = Fields::new();
    fields.check((min..=max).contains(&change.multiplier), "multiplierBp", || {
        let (min, max) = (min.get(), max.get());
        Invalid::new(
            "catalog.surge_out_of_bounds",
            format!("معامل الذروة في هذه المنطقة من {min} إلى {max}."),
            format!("The multiplier of this zone goes from {min} to {max}."),
        )
    });
    fields.check(change.until.is_none_or(|until| until > now), "until", || {
        Invalid::new(
            "catalog.surge_ends_in_past",
            "وقت انتهاء الذروة فات. اختر وقتًا قادمًا.",
            "This end has passed. Choose a later one.",
        )
    });
    fields.finish()?;
    if !zones::set_surge(&mut tx, id, version, change.multiplier, change.until, now).await? {
        return Err(EditError::VersionConflict);
    }
    let after = AdminZoneOut::from(zones::find(&mut tx, id).await?.ok_or(EditError::NotFound)?);
    let action = Action {
        name: "catalog.surge_set",
        subject: "zone",
        id: id.uuid(),
        reason: change.reason.as_deref(),
        details: json!({
            "beforeBp": before.surge.current,
            "afterBp": change.multiplier,
            "until": change.until,
        }),
    };
    acted(&mut tx, world, actor.user_id, action).await?;
    tx.commit().await?;
    Ok(after)
}
