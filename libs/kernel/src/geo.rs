//! Places on the map.

use crate::fields::Invalid;
use serde::{Deserialize, Serialize};

/// Mean radius of the Earth in metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A WGS84 position in degrees. Latitude and longitude are named, so they can't be swapped.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "RawLatLng", deny_unknown_fields)]
pub struct LatLng {
    /// Degrees north, −90 to 90.
    #[schema(example = 30.0444, minimum = -90.0, maximum = 90.0)]
    lat: f64,
    /// Degrees east, −180 to 180.
    #[schema(example = 31.2357, minimum = -180.0, maximum = 180.0)]
    lng: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLatLng {
    lat: f64,
    lng: f64,
}

impl TryFrom<RawLatLng> for LatLng {
    type Error = Invalid;
    fn try_from(raw: RawLatLng) -> Result<Self, Invalid> {
        Self::parse(raw.lat, raw.lng)
    }
}

impl LatLng {
    /// A checked position.
    ///
    /// # Errors
    /// `place.out_of_range` outside WGS84 or not a number.
    pub fn parse(lat: f64, lng: f64) -> Result<Self, Invalid> {
        if (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng) {
            return Ok(Self { lat, lng });
        }
        Err(Invalid::new(
            "place.out_of_range",
            "الموقع خارج حدود الخريطة. خط العرض من ‎-90‎ إلى 90 وخط الطول من ‎-180‎ إلى 180.",
            "This is not a place on Earth: latitude goes from -90 to 90, longitude from -180 to 180.",
        ))
    }

    /// A checked position inside Egypt's bounding box.
    ///
    /// # Errors
    /// `place.out_of_range`, or `place.outside_egypt`.
    pub fn parse_in_egypt(lat: f64, lng: f64) -> Result<Self, Invalid> {
        Self::parse(lat, lng)?.in_egypt()
    }

    /// This position, when it lies inside Egypt's bounding box
    /// (21.9–31.8 N, 24.6–37.1 E, computed from the governorates' polygons).
    ///
    /// # Errors
    /// `place.outside_egypt`.
    pub fn in_egypt(self) -> Result<Self, Invalid> {
        if (21.9..=31.8).contains(&self.lat) && (24.6..=37.1).contains(&self.lng) {
            return Ok(self);
        }
        Err(Invalid::new(
            "place.outside_egypt",
            "الموقع خارج مصر. حرّك الدبوس إلى عنوانك.",
            "This place is outside Egypt. Move the pin to your address.",
        ))
    }

    /// Degrees north.
    #[must_use]
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// Degrees east.
    #[must_use]
    pub fn lng(self) -> f64 {
        self.lng
    }

    /// Great-circle distance in metres (haversine).
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        let (lat1, lat2) = (self.lat.to_radians(), other.lat.to_radians());
        let dlat = (other.lat - self.lat).to_radians();
        let dlng = (other.lng - self.lng).to_radians();
        let a = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlng / 2.0).sin().powi(2);
        2.0 * EARTH_RADIUS_M * a.sqrt().min(1.0).asin()
    }
}

#[cfg(test)]
mod tests {
    use super::LatLng;

    #[test]
    fn cairo_to_alexandria_is_about_180_km() {
        let cairo = LatLng::parse(30.0444, 31.2357).unwrap();
        let alexandria = LatLng::parse(31.2001, 29.9187).unwrap();
        let distance_m = cairo.distance_m(alexandria);
        assert!((178_000.0..182_000.0).contains(&distance_m), "{distance_m}");
        assert_eq!(distance_m, alexandria.distance_m(cairo));
        assert_eq!(cairo.distance_m(cairo), 0.0);
    }

    #[test]
    fn a_place_off_the_globe_or_outside_egypt_is_refused_with_its_own_code() {
        assert_eq!(LatLng::parse(91.0, 0.0).unwrap_err().code, "place.out_of_range");
        assert_eq!(LatLng::parse(f64::NAN, 0.0).unwrap_err().code, "place.out_of_range");
        assert_eq!(LatLng::parse_in_egypt(48.85, 2.35).unwrap_err().code, "place.outside_egypt");
    }

    #[test]
    fn json_is_checked_like_any_other_input() {
        assert!(serde_json::from_str::<LatLng>(r#"{"lat":30.0,"lng":31.0}"#).is_ok());
        assert!(serde_json::from_str::<LatLng>(r#"{"lat":130.0,"lng":31.0}"#).is_err());
        assert!(serde_json::from_str::<LatLng>(r#"{"lat":30.0,"lng":31.0,"alt":2}"#).is_err());
    }
}
