//! A zone's area as GeoJSON (RFC 7946), checked as far as it can be without a database.

use kernel::{Invalid, LatLng};
use serde::{Deserialize, Serialize};

/// A closed line of positions, each `[lng, lat]`.
pub type Ring = Vec<[f64; 2]>;

/// More positions than a boundary drawn by hand has.
const MAX_POSITIONS: usize = 5_000;

/// A polygon or several, as GeoJSON: positions are `[lng, lat]`, the first ring of a polygon is
/// its outside, further ones are holes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", deny_unknown_fields)]
#[schema(example = json!({
    "type": "Polygon",
    "coordinates": [[[31.2, 30.0], [31.3, 30.0], [31.3, 30.1], [31.2, 30.1], [31.2, 30.0]]]
}))]
pub enum ZoneArea {
    /// One polygon.
    Polygon {
        /// Its rings.
        coordinates: Vec<Vec<[f64; 2]>>,
    },
    /// Several polygons.
    MultiPolygon {
        /// Each polygon's rings.
        coordinates: Vec<Vec<Vec<[f64; 2]>>>,
    },
}

impl ZoneArea {
    /// The area, when every ring is closed and every position is in Egypt. Crossing lines and the
    /// size are the database's to check.
    ///
    /// # Errors
    /// `catalog.area_empty`, `catalog.area_too_detailed`, `catalog.ring_too_short`,
    /// `catalog.ring_open`, or `place.outside_egypt`.
    pub fn checked(self) -> Result<Self, Invalid> {
        let polygons: Vec<&Vec<Ring>> = match &self {
            Self::Polygon { coordinates } => vec![coordinates],
            Self::MultiPolygon { coordinates } => coordinates.iter().collect(),
        };
        if polygons.is_empty() || polygons.iter().any(|rings| rings.is_empty()) {
            return Err(Invalid::new(
                "catalog.area_empty",
                "ارسم حدود المنطقة على الخريطة.",
                "Draw the zone's boundary on the map.",
            ));
        }
        let rings = || polygons.iter().flat_map(|rings| rings.iter());
        if rings().map(Vec::len).sum::<usize>() > MAX_POSITIONS {
            return Err(Invalid::new(
                "catalog.area_too_detailed",
                format!("حدود المنطقة تفصيلية جدًا. الحد الأقصى {MAX_POSITIONS} نقطة."),
                format!("The boundary has too many points. The limit is {MAX_POSITIONS}."),
            ));
        }
        rings().try_for_each(|ring| check_ring(ring))?;
        Ok(self)
    }

    /// The GeoJSON text.
    ///
    /// # Errors
    /// Never for numbers that came as JSON.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

fn check_ring(ring: &[[f64; 2]]) -> Result<(), Invalid> {
    if ring.len() < 4 {
        return Err(Invalid::new(
            "catalog.ring_too_short",
            "الحدود تحتاج ثلاث نقاط مختلفة على الأقل، ثم العودة إلى النقطة الأولى.",
            "A boundary needs at least three different points and then the first one again.",
        ));
    }
    if ring.first() != ring.last() {
        return Err(Invalid::new(
            "catalog.ring_open",
            "الحدود غير مغلقة. اجعل النقطة الأخيرة هي الأولى.",
            "The boundary is not closed. End it at its first point.",
        ));
    }
    ring.iter().try_for_each(|[lng, lat]| LatLng::parse_in_egypt(*lat, *lng).map(|_| ()))
}

#[cfg(test)]
mod tests {
    use super::ZoneArea;

    fn polygon(ring: &[[f64; 2]]) -> ZoneArea {
        ZoneArea::Polygon { coordinates: vec![ring.to_vec()] }
    }

    #[test]
    fn only_closed_rings_inside_egypt_are_areas() {
        let square = [[31.2, 30.0], [31.3, 30.0], [31.3, 30.1], [31.2, 30.0]];
        assert!(polygon(&square).checked().is_ok());
        let code = |area: ZoneArea| area.checked().unwrap_err().code;
        assert_eq!(code(polygon(&square[..3])), "catalog.ring_too_short");
        assert_eq!(code(polygon(&[])), "catalog.ring_too_short");
        let open = [[31.2, 30.0], [31.3, 30.0], [31.3, 30.1], [31.2, 30.1]];
        assert_eq!(code(polygon(&open)), "catalog.ring_open");
        let paris = square.map(|[lng, lat]| [lng - 29.0, lat + 18.8]);
        assert_eq!(code(polygon(&paris)), "place.outside_egypt");
        assert_eq!(code(ZoneArea::Polygon { coordinates: vec![] }), "catalog.area_empty");
        assert_eq!(code(ZoneArea::MultiPolygon { coordinates: vec![] }), "catalog.area_empty");
        assert_eq!(
            code(ZoneArea::MultiPolygon { coordinates: vec![vec![]] }),
            "catalog.area_empty"
        );
        assert_eq!(code(polygon(&[[31.2, 30.0]; 5001])), "catalog.area_too_detailed");
    }
}
