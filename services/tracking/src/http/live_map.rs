//! `GET /admin/live-map`.

use super::wire::{TrackFreshness, TrackPositionOut};
use crate::app::App;
use crate::domain::freshness::{Freshness, age};
use crate::domain::map_area::MapArea;
use crate::live::OnMap;
use axum::Json;
use axum::extract::State;
use httpkit::QueryParams;
use kernel::ids::{BookingId, ProviderId, ZoneId};
use kernel::{Instant, Invalid, InvalidFields, Localized};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Providers shown when the caller doesn't say.
const DEFAULT_LIMIT: u32 = 200;
/// Providers shown at most.
const MAX_LIMIT: u32 = 1_000;

/// The part of the map to show.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LiveMapQuery {
    /// The southern side, degrees north.
    #[param(example = 29.95)]
    south: f64,
    /// The western side, degrees east.
    #[param(example = 31.1)]
    west: f64,
    /// The northern side, degrees north.
    #[param(example = 30.15)]
    north: f64,
    /// The eastern side, degrees east.
    #[param(example = 31.45)]
    east: f64,
    /// How many providers, 1–1000; 200 when absent.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// Who is where right now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LiveMapOut {
    /// The providers, the latest seen first.
    pub items: Vec<LiveMapProviderOut>,
    /// How many there are in the area; more than shown when it is crowded.
    pub total: usize,
}

/// A provider on the map.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LiveMapProviderOut {
    /// Who.
    pub provider_id: ProviderId,
    /// First name and initial.
    #[schema(example = "Ahmed M.")]
    pub display_name: String,
    /// Whether it takes instant work.
    pub on_shift: bool,
    /// The booking whose journey is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booking_id: Option<BookingId>,
    /// The zone it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<LiveMapZoneOut>,
    /// Where it is.
    pub position: TrackPositionOut,
    /// How fresh that is.
    pub freshness: TrackFreshness,
    /// What is suspicious: `mock` (the device says the position is made up), `jump` (faster than
    /// 200 km/h).
    #[schema(example = json!(["jump"]))]
    pub flags: Vec<&'static str>,
}

/// A zone in which somebody is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LiveMapZoneOut {
    /// Which.
    pub id: ZoneId,
    /// Its name.
    pub name: Localized,
}

/// See who is where
///
/// Providers on shift or on a journey that were seen in the last ten minutes.
#[utoipa::path(get, path = "/api/v1/admin/live-map", tag = "admin-tracking", params(LiveMapQuery),
    responses((status = 200, description = "The providers in the area.", body = LiveMapOut)))]
pub async fn show_live_map(
    State(app): State<App>,
    QueryParams(query): QueryParams<LiveMapQuery>,
) -> httpkit::Result<Json<LiveMapOut>> {
    let (area, limit) = query.parse()?;
    app.ready().await?;
    let now = app.chassis.world.now();
    let (shown, total) = app.live.map(&area, limit);
    let who: Vec<ProviderId> = shown.iter().map(|on_map| on_map.provider_id).collect();
    let items = shown.into_iter().zip(app.zones.of(&who));
    let items = items.map(|(on_map, zone)| LiveMapProviderOut::new(on_map, zone, now)).collect();
    Ok(Json(LiveMapOut { items, total }))
}

impl LiveMapQuery {
    fn parse(&self) -> Result<(MapArea, usize), InvalidFields> {
        let area = MapArea::parse(self.south, self.west, self.north, self.east);
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if (1..=MAX_LIMIT).contains(&limit) {
            return Ok((area?, limit as usize));
        }
        let mut wrong = area.map_or_else(|invalid| invalid.0, |_| vec![]);
        let invalid = Invalid::new(
            "page.bad_limit",
            "عدد العناصر يجب أن يكون من 1 إلى 1000.",
            "The limit must be between 1 and 1000.",
        );
        wrong.push(invalid.at("limit"));
        Err(InvalidFields(wrong))
    }
}

impl LiveMapProviderOut {
    fn new(on_map: OnMap, zone: Option<(ZoneId, Localized)>, now: Instant) -> Self {
        let age = age(on_map.seen.fix.at, now);
        Self {
            provider_id: on_map.provider_id,
            display_name: on_map.display_name,
            on_shift: on_map.on_shift,
            booking_id: on_map.booking_id,
            zone: zone.map(|(id, name)| LiveMapZoneOut { id, name }),
            position: TrackPositionOut::new(&on_map.seen, age),
            freshness: Freshness::of(age).into(),
            flags: on_map.seen.flags.tags(),
        }
    }
}
