//! `/admin/zones`.

pub mod create;
pub mod list;
pub mod surge;
pub mod update;

use crate::commands::changes::Asked;
use crate::domain::area::ZoneArea;
use crate::domain::zone::Travel;
use crate::http::fields;
use crate::store::zones::{NewZone, StoredZone};
use kernel::cairo::WeeklyHours;
use kernel::ids::ZoneId;
use kernel::{DateTime, Fields, Invalid, InvalidFields, LatLng, Localized, Money};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A zone as operators write it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ZoneIn {
    /// Its stable code.
    #[schema(example = "cairo-maadi")]
    code: String,
    /// Its name.
    name: Localized,
    /// ISO 3166-2 code of its governorate.
    #[schema(example = "EG-C")]
    governorate: String,
    /// Its boundary.
    area: ZoneArea,
    /// Where travel is measured from; inside the boundary.
    hub: LatLng,
    /// When work may begin, in Cairo's wall time.
    opening_hours: WeeklyHours,
    /// Up to which distance from the hub travel is free, in metres.
    #[schema(example = 6000, minimum = 0, maximum = 100_000)]
    free_distance_m: u32,
    /// The price of a begun kilometre beyond, at most 100 EGP.
    travel_fee_per_km: Money,
    /// The lowest surge multiplier, 10000 being the price itself.
    #[schema(example = 10000, minimum = 10000, maximum = 20000)]
    surge_min_bp: i32,
    /// The highest surge multiplier.
    #[schema(example = 15000, minimum = 10000, maximum = 20000)]
    surge_max_bp: i32,
    /// Whether it's served; yes when absent.
    is_active: Option<bool>,
    /// The version that is changed; only to change one.
    version: Option<i64>,
    /// From when on a change holds; at once when absent.
    valid_from: Option<DateTime>,
    /// Why.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

impl ZoneIn {
    /// When, why and what was asked.
    fn asked(&self) -> Result<Asked, InvalidFields> {
        fields::asked(self, self.valid_from, self.reason.as_deref())
    }

    fn parse(&self, fields: &mut Fields) -> Option<(NewZone, ZoneArea)> {
        let code = fields::slug(fields, &self.code, '-');
        let name = fields::name(fields, "name", &self.name);
        let governorate = fields.take("governorate", governorate(&self.governorate));
        let hub = fields.take("hub", self.hub.in_egypt());
        let area = fields.take("area", self.area.clone().checked());
        let free = fields::number(fields, "freeDistanceM", self.free_distance_m, 0..=100_000);
        let fee = fee(fields, self.travel_fee_per_km);
        let min = fields::share(fields, "surgeMinBp", self.surge_min_bp, 10_000..=20_000);
        let least = self.surge_min_bp.clamp(10_000, 20_000);
        let max = fields::share(fields, "surgeMaxBp", self.surge_max_bp, least..=20_000);
        let zone = NewZone {
            code: code?,
            name: name?,
            governorate: governorate?,
            hours: self.opening_hours.clone(),
            travel: Travel { hub: hub?, free_distance_m: free?, fee_per_km: fee? },
            surge_min: min?,
            surge_max: max?,
            is_active: self.is_active.unwrap_or(true),
        };
        Some((zone, area?))
    }

    pub(crate) fn parse_new(&self) -> Result<(NewZone, ZoneArea), InvalidFields> {
        let mut fields = Fields::new();
        fields::made_at_once(&mut fields, self.valid_from);
        match self.parse(&mut fields) {
            Some(new) => fields.finish().map(|()| new),
            None => Err(fields.into_error()),
        }
    }

    fn parse_change(&self) -> Result<(i64, NewZone, ZoneArea), InvalidFields> {
        let mut fields = Fields::new();
        let version = fields::version(&mut fields, self.version);
        let new = self.parse(&mut fields);
        match (version, new) {
            (Some(version), Some((new, area))) => Ok((version, new, area)),
            _ => Err(fields.into_error()),
        }
    }
}

fn governorate(text: &str) -> Result<String, Invalid> {
    let good = text.strip_prefix("EG-").is_some_and(|rest| {
        (1..=3).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_uppercase())
    });
    good.then(|| text.to_owned()).ok_or_else(|| {
        Invalid::new(
            "catalog.bad_governorate",
            "كود المحافظة بهذا الشكل: EG-C.",
            "A governorate's code looks like EG-C.",
        )
    })
}

fn fee(fields: &mut Fields, fee: Money) -> Option<Money> {
    let good = (Money::ZERO..=Money::egp(100)).contains(&fee);
    fields.take(
        "travelFeePerKm",
        good.then_some(fee).ok_or_else(|| {
            Invalid::new(
                "catalog.amount_out_of_range",
                "رسوم الكيلومتر من 0 إلى 100 جنيه.",
                "The fee of a kilometre goes from 0 to 100 EGP.",
            )
        }),
    )
}

/// A zone as operators see it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdminZoneOut {
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
    /// Its boundary as a GeoJSON MultiPolygon.
    #[schema(value_type = ZoneArea)]
    area: serde_json::Value,
    /// Where travel is measured from.
    hub: LatLng,
    /// When work may begin, in Cairo's wall time.
    opening_hours: WeeklyHours,
    /// Up to which distance from the hub travel is free, in metres.
    #[schema(example = 6000)]
    free_distance_m: u32,
    /// The price of a begun kilometre beyond.
    travel_fee_per_km: Money,
    /// The lowest surge multiplier.
    #[schema(example = 10000)]
    surge_min_bp: i32,
    /// The highest surge multiplier.
    #[schema(example = 15000)]
    surge_max_bp: i32,
    /// The present surge multiplier.
    #[schema(example = 10000)]
    surge_bp: i32,
    /// When the present surge ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    surge_until: Option<DateTime>,
    /// Whether it's served.
    is_active: bool,
    /// Counts changes; send it back with a change.
    version: i64,
}

impl From<StoredZone> for AdminZoneOut {
    fn from(stored: StoredZone) -> Self {
        Self {
            id: stored.id,
            code: stored.code,
            name: stored.name,
            governorate: stored.governorate,
            area: stored.area.unwrap_or_default(),
            hub: stored.travel.hub,
            opening_hours: stored.hours,
            free_distance_m: stored.travel.free_distance_m,
            travel_fee_per_km: stored.travel.fee_per_km,
            surge_min_bp: stored.surge.min.get(),
            surge_max_bp: stored.surge.max.get(),
            surge_bp: stored.surge.current.get(),
            surge_until: stored.surge.until,
            is_active: stored.is_active,
            version: stored.version,
        }
    }
}

/// All zones, inactive ones too.
#[derive(Serialize, ToSchema)]
pub struct AdminZonesOut {
    /// By code.
    items: Vec<AdminZoneOut>,
}
