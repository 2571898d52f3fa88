//! Zones as shapes on the map.

use contracts::catalog::ZoneFacts;
use kernel::ids::ZoneId;
use kernel::{LatLng, Localized};

/// Metres a degree of latitude.
const M_PER_DEGREE: f64 = 111_195.08;

/// A zone that is in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// Which.
    pub id: ZoneId,
    /// Its name.
    pub name: Localized,
    /// The closed rings of all its polygons, holes among them.
    rings: Vec<Vec<LatLng>>,
    south: f64,
    west: f64,
    north: f64,
    east: f64,
}

impl Zone {
    /// The zone of these facts.
    #[must_use]
    pub fn of(facts: &ZoneFacts) -> Self {
        let rings: Vec<Vec<LatLng>> = facts.polygons.iter().flatten().cloned().collect();
        let corners = || rings.iter().flatten();
        let least = |of: fn(LatLng) -> f64| corners().map(|c| of(*c)).fold(f64::INFINITY, f64::min);
        let most =
            |of: fn(LatLng) -> f64| corners().map(|c| of(*c)).fold(f64::NEG_INFINITY, f64::max);
        let (south, west) = (least(LatLng::lat), least(LatLng::lng));
        let (north, east) = (most(LatLng::lat), most(LatLng::lng));
        Self { id: facts.id, name: facts.name.clone(), rings, south, west, north, east }
    }

    /// Whether a place lies inside: a line from there crosses the rings an odd number of times.
    #[must_use]
    pub fn contains(&self, place: LatLng) -> bool {
        let (lat, lng) = (place.lat(), place.lng());
        if !((self.south..=self.north).contains(&lat) && (self.west..=self.east).contains(&lng)) {
            return false;
        }
        let crosses = |a: LatLng, b: LatLng| {
            (a.lat() > lat) != (b.lat() > lat)
                && lng < (b.lng() - a.lng()) * (lat - a.lat()) / (b.lat() - a.lat()) + a.lng()
        };
        self.sides().filter(|(a, b)| crosses(*a, *b)).count() % 2 == 1
    }

    /// Whether a place lies outside and further than so many metres from every border.
    #[must_use]
    pub fn is_beyond(&self, place: LatLng, metres: f64) -> bool {
        if self.contains(place) {
            return false;
        }
        // Flat around the place: within a kilometre that is exact to centimetres.
        let lng_m = M_PER_DEGREE * place.lat().to_radians().cos();
        let flat = |corner: LatLng| {
            ((corner.lng() - place.lng()) * lng_m, (corner.lat() - place.lat()) * M_PER_DEGREE)
        };
        self.sides().all(|(a, b)| to_side_m(flat(a), flat(b)) > metres)
    }

    fn sides(&self) -> impl Iterator<Item = (LatLng, LatLng)> {
        self.rings.iter().flat_map(|ring| ring.windows(2).map(|side| (side[0], side[1])))
    }

    /// How large the rectangle around it is, in square degrees.
    fn extent(&self) -> f64 {
        (self.north - self.south) * (self.east - self.west)
    }
}

/// How far the origin is from the line between two points.
fn to_side_m((ax, ay): (f64, f64), (bx, by): (f64, f64)) -> f64 {
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (ax + along * dx).hypot(ay + along * dy)
}

/// The zones in force, the smaller ones first: where zones overlap the smaller one says more.
#[derive(Clone, Debug, Default)]
pub struct ZoneMap(Vec<Zone>);

impl ZoneMap {
    /// Takes in a zone as it is now.
    pub fn put(&mut self, facts: &ZoneFacts) {
        self.0.retain(|zone| zone.id != facts.id);
        if facts.is_active {
            self.0.push(Zone::of(facts));
            self.0.sort_by(|a, b| a.extent().total_cmp(&b.extent()).then(a.id.cmp(&b.id)));
        }
    }

    /// A zone in force.
    #[must_use]
    pub fn get(&self, id: ZoneId) -> Option<&Zone> {
        self.0.iter().find(|zone| zone.id == id)
    }

    /// The zone of a place.
    #[must_use]
    pub fn at(&self, place: LatLng) -> Option<&Zone> {
        self.0.iter().find(|zone| zone.contains(place))
    }
}
