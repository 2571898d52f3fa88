//! Where a provider may say it works. Whether a polygon crosses itself is PostGIS's to tell.

use contracts::providers::ServiceArea;
use kernel::{Invalid, LatLng};

/// Most areas of one provider.
pub const MAX_AREAS: usize = 10;
/// Shortest and longest radius, in metres.
const RADIUS_M: std::ops::RangeInclusive<u32> = 500..=50_000;
/// Most corners of a polygon, the repeated first one included.
const MAX_CORNERS: usize = 200;
/// The largest polygon, in square kilometres: greater Cairo has about 1,700.
pub const MAX_KM2: f64 = 20_000.0;
/// The smallest polygon, in square kilometres.
pub const MIN_KM2: f64 = 0.01;

/// A shape whose numbers are right: in Egypt, closed, of a sane size.
///
/// # Errors
/// The part of the shape that is wrong and why.
pub fn shape(shape: ServiceArea) -> Result<ServiceArea, (&'static str, Invalid)> {
    match &shape {
        ServiceArea::Radius { center, radius_m } => {
            center.in_egypt().map_err(|invalid| ("center", invalid))?;
            if !RADIUS_M.contains(radius_m) {
                return Err((
                    "radiusM",
                    Invalid::new(
                        "providers.area_radius",
                        "اختر مسافة من نصف كيلومتر إلى 50 كيلومترًا.",
                        "Choose a distance from 500 m to 50 km.",
                    ),
                ));
            }
        }
        ServiceArea::Polygon { ring } => {
            ring_is_sound(ring).map_err(|invalid| ("ring", invalid))?
        }
    }
    Ok(shape)
}

fn ring_is_sound(ring: &[[f64; 2]]) -> Result<(), Invalid> {
    if ring.len() < 4 || ring.len() > MAX_CORNERS || ring.first() != ring.last() {
        return Err(Invalid::new(
            "providers.area_ring",
            "ارسم منطقة مغلقة من 3 نقاط على الأقل وبحد أقصى 199 نقطة.",
            "Draw a closed area of 3 to 199 points: the first position comes again at the end.",
        ));
    }
    ring.iter().try_for_each(|[lng, lat]| LatLng::parse_in_egypt(*lat, *lng).map(|_| ()))
}

/// The refusal of a polygon that crosses itself, or is far too small or large.
#[must_use]
pub fn not_a_polygon() -> Invalid {
    Invalid::new(
        "providers.area_invalid",
        "حدود المنطقة تتقاطع مع نفسها أو مساحتها غير معقولة. ارسمها من جديد.",
        "The border of this area crosses itself, or its size makes no sense. Draw it again.",
    )
}

#[cfg(test)]
mod tests {
    use super::shape;
    use contracts::providers::ServiceArea;
    use kernel::LatLng;

    fn code(area: ServiceArea) -> (&'static str, &'static str) {
        let (field, invalid) = shape(area).unwrap_err();
        (field, invalid.code)
    }

    #[test]
    fn a_radius_is_bounded_and_in_egypt() {
        let center = LatLng::parse(30.0, 31.2).unwrap();
        assert!(shape(ServiceArea::Radius { center, radius_m: 8_000 }).is_ok());
        let far = ServiceArea::Radius { center, radius_m: 50_001 };
        assert_eq!(code(far), ("radiusM", "providers.area_radius"));
        let paris = LatLng::parse(48.85, 2.35).unwrap();
        let abroad = ServiceArea::Radius { center: paris, radius_m: 8_000 };
        assert_eq!(code(abroad), ("center", "place.outside_egypt"));
    }

    #[test]
    fn a_polygon_is_closed_and_in_egypt() {
        let ring = vec![[31.2, 30.0], [31.3, 30.0], [31.3, 30.1], [31.2, 30.0]];
        assert!(shape(ServiceArea::Polygon { ring: ring.clone() }).is_ok());
        let open = ServiceArea::Polygon { ring: ring[..3].to_vec() };
        assert_eq!(code(open), ("ring", "providers.area_ring"));
        // Latitude first is a frequent mistake: 31.2 N, 30.0 E is in Egypt too, but 30 N 55 E isn't.
        let swapped = vec![[30.0, 55.2], [30.0, 55.3], [30.1, 55.3], [30.0, 55.2]];
        assert_eq!(code(ServiceArea::Polygon { ring: swapped }), ("ring", "place.outside_egypt"));
    }
}
