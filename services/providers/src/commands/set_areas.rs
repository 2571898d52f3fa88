//! A provider says where it works.

use super::tell;
use crate::App;
use crate::domain::areas;
use crate::error::Result;
use crate::reads::offering::{self, ProviderAreasOut};
use crate::store::areas::{self as store, Area};
use contracts::providers::ServiceArea;
use kernel::Fields;
use kernel::ids::ProviderId;

/// One area as it was sent: a radius without a centre is around home.
pub struct WantedArea {
    /// What the provider calls it.
    pub name: String,
    /// The shape.
    pub shape: WantedShape,
    /// Whether it is the main one.
    pub is_primary: bool,
    /// Usual way into it, in minutes.
    pub travel_minutes: u32,
}

/// A shape as it was sent.
pub enum WantedShape {
    /// A distance around home.
    AroundHome(u32),
    /// A shape of its own.
    Own(ServiceArea),
}

/// Replaces the list.
///
/// # Errors
/// Field errors: `areas[0].shape.ring`, `areas[1].shape.radiusM`.
pub async fn run(app: &App, id: ProviderId, wanted: Vec<WantedArea>) -> Result<ProviderAreasOut> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    let profile = tell::own_in_tx(&mut tx, id).await?;
    let mut fields = Fields::new();
    let mut list = Vec::with_capacity(wanted.len());
    let has_primary = wanted.iter().any(|area| area.is_primary);
    for (i, area) in wanted.into_iter().enumerate() {
        let shape = match area.shape {
            WantedShape::AroundHome(radius_m) => {
                ServiceArea::Radius { center: profile.home, radius_m }
            }
            WantedShape::Own(shape) => shape,
        };
        let shape = match areas::shape(shape) {
            Ok(shape) => shape,
            Err((part, invalid)) => {
                fields.refuse(format!("areas[{i}].shape.{part}"), invalid);
                continue;
            }
        };
        if let ServiceArea::Polygon { ring } = &shape
            && !store::is_polygon_in_tx(&mut tx, ring).await?
        {
            fields.refuse(format!("areas[{i}].shape.ring"), areas::not_a_polygon());
            continue;
        }
        let is_primary = if has_primary { area.is_primary } else { i == 0 };
        let travel_minutes = area.travel_minutes;
        list.push(Area { name: area.name, shape, is_primary, travel_minutes });
    }
    fields.finish()?;
    store::replace_in_tx(&mut tx, world, id, &list).await?;
    tell::changed_in_tx(&mut tx, world, id).await?;
    let out = offering::areas_in_tx(&mut tx, id).await?;
    tx.commit().await?;
    Ok(out)
}
