//! From rows to types. What a row holds was checked when it was written, so a failure here is ours.

use chassis::StoreError;
use contracts::catalog::{PriceUnit, Pricing};
use kernel::LatLng;

/// A stored value that does not fit its type: names where it stands.
pub fn inconsistent(what: &str, value: impl std::fmt::Display) -> StoreError {
    StoreError(sqlx::Error::Decode(format!("{what}: {value}").into()))
}

/// A count that the schema keeps at or above zero.
pub fn count(value: i32) -> u32 {
    u32::try_from(value).unwrap_or_default()
}

/// The other way: counts are bounded far below 2³¹ where they are parsed.
pub fn int(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

pub fn place(lat: f64, lng: f64) -> Result<LatLng, StoreError> {
    LatLng::parse(lat, lng).map_err(|e| inconsistent("place", e.code))
}

pub fn pricing(text: &str) -> Result<Pricing, StoreError> {
    match text {
        "fixed_scope" => Ok(Pricing::FixedScope),
        "inspection_first" => Ok(Pricing::InspectionFirst),
        other => Err(inconsistent("services.pricing", other)),
    }
}

pub fn pricing_tag(pricing: Pricing) -> &'static str {
    match pricing {
        Pricing::FixedScope => "fixed_scope",
        Pricing::InspectionFirst => "inspection_first",
    }
}

pub fn price_unit(text: &str) -> Result<PriceUnit, StoreError> {
    match text {
        "fixed" => Ok(PriceUnit::Fixed),
        "hourly" => Ok(PriceUnit::Hourly),
        "per_item" => Ok(PriceUnit::PerItem),
        other => Err(inconsistent("services.price_unit", other)),
    }
}

pub fn price_unit_tag(unit: PriceUnit) -> &'static str {
    match unit {
        PriceUnit::Fixed => "fixed",
        PriceUnit::Hourly => "hourly",
        PriceUnit::PerItem => "per_item",
    }
}
