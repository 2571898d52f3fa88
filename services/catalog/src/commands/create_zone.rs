//! An operator draws a zone.

use super::audit::{Action, acted, tell_zone};
use super::changes::{self, Asked};
use super::error::EditError;
use crate::App;
use crate::domain::area::ZoneArea;
use crate::http::admin::zones::AdminZoneOut;
use crate::store::changes::Subject;
use crate::store::zones::{self, NewZone, Overlap};
use chassis::idempotency::{Answer, IdempotencyKey};
use httpkit::Actor;
use kernel::ids::ZoneId;
use kernel::{Fields, Instant, Invalid, InvalidFields};
use serde_json::json;
use sqlx::PgConnection;

/// The smallest and largest area of a zone, in km².
const SIZE_KM2: std::ops::RangeInclusive<f64> = 0.1..=5_000.0;
/// How much of the smaller of two active zones may lie in both: what is drawn by hand never meets
/// exactly. An address there belongs to the zone whose district, else whose hub, is nearest.
const OVERLAP: f64 = 0.02;

/// Makes it.
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    (new, area): (&NewZone, &ZoneArea),
    asked: Asked,
) -> Result<Answer, EditError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let geojson = checked(&mut tx, None, (new, area), None).await?;
    let id: ZoneId = world.id();
    zones::insert(&mut tx, id, new, &geojson, world.now()).await?;
    let stored = zones::find(&mut tx, id).await?.ok_or(EditError::NotFound)?;
    let version = stored.version;
    tell_zone(&mut tx, world, &stored).await?;
    let out = AdminZoneOut::from(stored);
    let action = Action {
        name: "catalog.zone_created",
        subject: "zone",
        id: id.uuid(),
        reason: asked.reason.as_deref(),
        details: json!({ "zone": out }),
    };
    acted(&mut tx, world, actor.user_id, action).await?;
    let what = (Subject::Zone, id.uuid());
    let by = actor.user_id;
    changes::written_in_tx(&mut tx, world, by, what, &asked, None, version).await?;
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// The area's GeoJSON, when its lines don't cross, its size is sane, the hub lies inside, and no other
/// active zone has a say about the same addresses. A change of the future may take the place of zones
/// that change by then themselves; it is looked at again `at` its moment.
pub(super) async fn checked(
    tx: &mut PgConnection,
    id: Option<ZoneId>,
    (zone, area): (&NewZone, &ZoneArea),
    at: Option<Instant>,
) -> Result<String, EditError> {
    let geojson = area
        .to_json()
        .map_err(|e| EditError::Store(chassis::StoreError(sqlx::Error::Encode(Box::new(e)))))?;
    let check = zones::check_area(tx, &geojson, zone.travel.hub).await?;
    let mut fields = Fields::new();
    if !check.is_valid {
        fields.refuse(
            "area",
            Invalid::new(
                "catalog.area_crosses_itself",
                "حدود المنطقة تتقاطع مع نفسها. عدّل النقاط حتى لا تتقاطع الخطوط.",
                "The boundary crosses itself. Move the points so that no lines cross.",
            ),
        );
        return Err(fields.into_error().into());
    }
    fields.check(SIZE_KM2.contains(&check.size_km2), "area", || {
        Invalid::new(
            "catalog.area_size",
            "مساحة المنطقة يجب أن تكون من 0.1 إلى 5000 كيلومتر مربع.",
            "A zone must measure between 0.1 and 5000 square kilometres.",
        )
    });
    fields.check(check.holds_hub, "hub", || {
        Invalid::new(
            "catalog.hub_outside_area",
            "مركز المنطقة يقع خارج حدودها. ضعه داخلها.",
            "The hub lies outside the zone. Put it inside.",
        )
    });
    fields.finish()?;
    if zone.is_active
        && let Some(overlap) = zones::overlapped(tx, id, &geojson, OVERLAP, at).await?
    {
        return Err(InvalidFields::one("area", overlaps(&overlap)).into());
    }
    Ok(geojson)
}

fn overlaps(overlap: &Overlap) -> Invalid {
    let Overlap { with, km2 } = overlap;
    Invalid::new(
        "catalog.zone_overlaps",
        format!(
            "تتداخل مع منطقة «{}» في {km2:.1} كم²، ولكل عنوان منطقة واحدة. عدّل الحدود أو أوقف إحدى المنطقتين.",
            with.ar
        ),
        format!(
            "It overlaps the zone “{}” by {km2:.1} km², and an address has one zone. Move the boundary, or switch one of them off.",
            with.en
        ),
    )
}
