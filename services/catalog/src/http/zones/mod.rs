//! `/zones`.

pub mod at;
pub mod list;

use crate::domain::hours;
use crate::store::zones::StoredZone;
use kernel::cairo::WeeklyHours;
use kernel::ids::ZoneId;
use kernel::{Instant, LatLng, Localized};
use serde::Serialize;
use utoipa::ToSchema;

/// Where the platform works.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ZoneOut {
    /// The zone.
    id: ZoneId,
    /// Its stable code.
    #[schema(example = "cairo-maadi")]
    code: String,
    /// Its name.
    name: Localized,
    /// ISO 3166-2 code of its governorate.
    #[schema(example = "EG-C")]
    governorate: String,
    /// When work may begin, in Cairo's wall time.
    opening_hours: WeeklyHours,
    /// The same in words.
    opening_hours_text: Localized,
    /// Whether work may begin now.
    open_now: bool,
    /// Where travel is measured from.
    hub: LatLng,
    /// Its boundary as a GeoJSON MultiPolygon, when it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::domain::area::ZoneArea>)]
    area: Option<serde_json::Value>,
}

impl ZoneOut {
    fn of(stored: StoredZone, now: Instant) -> Self {
        Self {
            id: stored.id,
            code: stored.code,
            name: stored.name,
            governorate: stored.governorate,
            opening_hours_text: hours::in_words(&stored.hours),
            open_now: hours::is_open(&stored.hours, now),
            opening_hours: stored.hours,
            hub: stored.travel.hub,
            area: stored.area,
        }
    }
}

/// All zones.
#[derive(Serialize, ToSchema)]
pub struct ZonesOut {
    /// By code.
    items: Vec<ZoneOut>,
}
