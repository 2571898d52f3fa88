//! The part of the map an operator looks at.

use kernel::{Fields, Invalid, InvalidFields, LatLng};

/// A rectangle in degrees; its borders belong to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapArea {
    south: f64,
    west: f64,
    north: f64,
    east: f64,
}

impl MapArea {
    /// A checked rectangle.
    ///
    /// # Errors
    /// `place.out_of_range` for a side off the globe, `tracking.bad_area` when sides are swapped.
    pub fn parse(south: f64, west: f64, north: f64, east: f64) -> Result<Self, InvalidFields> {
        let mut fields = Fields::new();
        fields.take("south", LatLng::parse(south, 0.0));
        fields.take("west", LatLng::parse(0.0, west));
        fields.take("north", LatLng::parse(north, 0.0));
        fields.take("east", LatLng::parse(0.0, east));
        fields.check(south.partial_cmp(&north).is_none_or(|o| o.is_le()), "north", swapped);
        fields.check(west.partial_cmp(&east).is_none_or(|o| o.is_le()), "east", swapped);
        fields.finish()?;
        Ok(Self { south, west, north, east })
    }

    /// Whether a place lies in it.
    #[must_use]
    pub fn contains(&self, place: LatLng) -> bool {
        (self.south..=self.north).contains(&place.lat())
            && (self.west..=self.east).contains(&place.lng())
    }
}

fn swapped() -> Invalid {
    Invalid::new(
        "tracking.bad_area",
        "حدود الخريطة معكوسة: الشمال أكبر من الجنوب والشرق أكبر من الغرب.",
        "The area's sides are swapped: north is above south, east is right of west.",
    )
}

#[cfg(test)]
mod tests {
    use super::MapArea;
    use kernel::LatLng;

    fn wrong(south: f64, west: f64, north: f64, east: f64) -> Vec<(String, &'static str)> {
        let wrong = MapArea::parse(south, west, north, east).unwrap_err().0;
        wrong.into_iter().map(|e| (e.field, e.code)).collect()
    }

    #[test]
    fn its_borders_belong_to_it() {
        let area = MapArea::parse(30.0, 31.0, 30.1, 31.2).unwrap();
        let has = |lat, lng| area.contains(LatLng::parse(lat, lng).unwrap());
        assert!(has(30.0, 31.0) && has(30.1, 31.2) && has(30.05, 31.1));
        assert!(!has(29.99, 31.1) && !has(30.05, 31.21));
    }

    #[test]
    fn swapped_sides_and_sides_off_the_globe_are_named() {
        assert_eq!(
            wrong(30.1, 31.2, 30.0, 31.0),
            [("north".into(), "tracking.bad_area"), ("east".into(), "tracking.bad_area")]
        );
        assert_eq!(
            wrong(f64::NAN, -200.0, 30.0, 31.0),
            [("south".into(), "place.out_of_range"), ("west".into(), "place.out_of_range")]
        );
    }
}
