//! What changes tell: the service's present state to others, and the operator's action to admin.

use crate::domain::area::ZoneArea;
use crate::store::services::StoredService;
use crate::store::zones::StoredZone;
use chassis::{StoreError, bus};
use contracts::admin::OperatorActed;
use contracts::catalog::{ServiceChanged, ZoneChanged, ZoneFacts};
use kernel::ids::UserId;
use kernel::{LatLng, World};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// What an operator did to what.
pub struct Action<'a> {
    /// `catalog.service_updated`.
    pub name: &'static str,
    /// `service`.
    pub subject: &'static str,
    /// The thing it was done to.
    pub id: Uuid,
    /// Why, if it was said.
    pub reason: Option<&'a str>,
    /// What it's like now.
    pub details: Value,
}

/// Tells others of a service's present state.
pub async fn tell_service(
    tx: &mut PgConnection,
    world: &World,
    service: &StoredService,
) -> Result<(), StoreError> {
    let event = ServiceChanged {
        service: service.facts.clone(),
        category_name: service.category_name.clone(),
    };
    bus::append(tx, world, &event).await
}

/// Tells others of a zone's present state; it must have been read with its area.
pub async fn tell_zone(
    tx: &mut PgConnection,
    world: &World,
    zone: &StoredZone,
) -> Result<(), StoreError> {
    let area = zone.area.clone().unwrap_or_default();
    let broken = |what: String| StoreError(sqlx::Error::Decode(what.into()));
    let area: ZoneArea =
        serde_json::from_value(area).map_err(|e| broken(format!("zone {}: {e}", zone.id)))?;
    let polygons = match area {
        ZoneArea::Polygon { coordinates } => vec![coordinates],
        ZoneArea::MultiPolygon { coordinates } => coordinates,
    };
    let place = |[lng, lat]: [f64; 2]| {
        LatLng::parse(lat, lng).map_err(|e| broken(format!("zone {}: {e}", zone.id)))
    };
    let ring = |ring: Vec<[f64; 2]>| ring.into_iter().map(place).collect();
    let polygon = |rings: Vec<Vec<[f64; 2]>>| rings.into_iter().map(ring).collect();
    let polygons =
        polygons.into_iter().map(polygon).collect::<Result<Vec<Vec<Vec<LatLng>>>, _>>()?;
    let (id, name) = (zone.id, zone.name.clone());
    let zone = ZoneFacts { id, name, polygons, is_active: zone.is_active };
    bus::append(tx, world, &ZoneChanged { zone }).await
}

/// Tells admin what an operator did.
pub async fn acted(
    tx: &mut PgConnection,
    world: &World,
    by: UserId,
    action: Action<'_>,
) -> Result<(), StoreError> {
    let event = OperatorActed {
        action_id: world.id(),
        operator_id: by,
        action: action.name.into(),
        subject_type: action.subject.into(),
        subject_id: action.id.to_string(),
        reason: action.reason.map(ToOwned::to_owned),
        details: action.details,
    };
    bus::append(tx, world, &event).await
}
