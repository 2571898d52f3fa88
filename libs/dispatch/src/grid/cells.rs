//! The plane of cells over Egypt's box, and what can be said about distances in it.

use kernel::{Invalid, LatLng};

/// Mean radius of the Earth in metres (IUGG), as in `kernel::geo`.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// South-west corner of Egypt's box, as in `LatLng::in_egypt`, in ten-millionths of a degree.
const SOUTH: i32 = 219_000_000;
const WEST: i32 = 246_000_000;

/// Ten-millionths of a degree a cell is high: 500 m.
const LAT_STEP: i32 = 45_000;
/// Ten-millionths of a degree a cell is wide: 500 m at 30° N (Cairo), 536 m at the southern and
/// 491 m at the northern border.
const LNG_STEP: i32 = 52_000;

const ROWS: i32 = 99_000_000 / LAT_STEP + 1;
const COLUMNS: i32 = 125_000_000 / LNG_STEP + 1;

/// Cells are numbered tile by tile of 8 × 8, so that a town's cells lie near each other in memory.
const TILE: i32 = 8;
const TILE_ROWS: i32 = (ROWS + TILE - 1) / TILE;
const TILE_COLUMNS: i32 = (COLUMNS + TILE - 1) / TILE;

/// Added to every bound before something is left out, so that rounding can't cost an answer.
const SLACK_M: f64 = 0.001;

/// Further than any two places of Egypt are apart; larger radii mean the same.
const WIDEST_M: f64 = 2_000_000.0;

/// A place of Egypt as the grid keeps it: in ten-millionths of a degree, about a centimetre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    lat: i32,
    lng: i32,
}

impl Point {
    /// No place; what unused room is filled with.
    pub const NOWHERE: Self = Self { lat: SOUTH, lng: WEST };

    /// The place, rounded.
    ///
    /// # Errors
    /// `place.outside_egypt`.
    pub fn of(place: LatLng) -> Result<Self, Invalid> {
        let place = place.in_egypt()?;
        // Rounds, because both are positive; much cheaper than `round`.
        let e7 = |degrees: f64| (degrees * 1e7 + 0.5) as i32;
        Ok(Self { lat: e7(place.lat()), lng: e7(place.lng()) })
    }

    /// As a place.
    pub fn place(self) -> LatLng {
        LatLng::from_e7(self.lat, self.lng)
    }
}

/// A cell by its row (from the south) and column (from the west). Outside Egypt's box these go
/// on, below zero and above the counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub row: i32,
    pub column: i32,
}

impl Cell {
    /// How many numbers cells can have.
    pub const COUNT: usize = (TILE_ROWS * TILE_COLUMNS * TILE * TILE) as usize;

    /// The cell a point lies in.
    pub fn of(point: Point) -> Self {
        Self { row: (point.lat - SOUTH) / LAT_STEP, column: (point.lng - WEST) / LNG_STEP }
    }

    /// The cell a place anywhere would lie in, if cells went on around the globe.
    fn around(place: LatLng) -> Self {
        let (lat, lng) = place.to_e7();
        Self { row: (lat - SOUTH).div_euclid(LAT_STEP), column: (lng - WEST).div_euclid(LNG_STEP) }
    }

    /// The cell's number in the grid. Only for cells of Egypt's box.
    pub fn index(self) -> usize {
        debug_assert!((0..ROWS).contains(&self.row) && (0..COLUMNS).contains(&self.column));
        let tile = self.row / TILE * TILE_COLUMNS + self.column / TILE;
        ((tile * TILE + self.row % TILE) * TILE + self.column % TILE) as usize
    }

    /// The south-western corner, in ten-millionths of a degree.
    fn corner(self) -> (f64, f64) {
        (
            f64::from(SOUTH) + f64::from(self.row) * f64::from(LAT_STEP),
            f64::from(WEST) + f64::from(self.column) * f64::from(LNG_STEP),
        )
    }
}

/// Between what a squared distance in square metres surely lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub least_m2: f64,
    pub most_m2: f64,
}

/// The cells that a circle can touch, seen from its centre, ring by ring.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// The centre, in ten-millionths of a degree.
    lat: f64,
    lng: f64,
    middle: Cell,
    south: i32,
    north: i32,
    west: i32,
    east: i32,
    /// Cosine of the centre's latitude.
    cos_lat: f64,
    /// Square metres per squared ten-millionth of a degree of latitude and of longitude: never too
    /// large, and never too small, for any place of the circle.
    least: (f64, f64),
    most: (f64, f64),
}

impl Window {
    /// The window of a circle, or nothing when the circle does not touch the grid.
    pub fn around(center: LatLng, radius_m: f64) -> Option<Self> {
        if radius_m.is_nan() || radius_m < 0.0 {
            return None;
        }
        let angle = (radius_m.min(WIDEST_M) + SLACK_M) / EARTH_RADIUS_M;
        let latitude = center.lat().abs().to_radians();
        let cos_lat = latitude.cos();
        // The outermost meridians of a spherical cap touch it at sin(Δλ) = sin(angle) / cos(φ).
        let turn = angle.sin() / cos_lat;
        let half_width = if turn < 1.0 { turn.asin() } else { std::f64::consts::PI };
        let rows = (angle.to_degrees() * 1e7 / f64::from(LAT_STEP)).ceil() as i32 + 1;
        let columns = (half_width.to_degrees() * 1e7 / f64::from(LNG_STEP)).ceil() as i32 + 1;
        let middle = Cell::around(center);
        let m2 = (EARTH_RADIUS_M * 1e-7f64.to_radians()).powi(2);
        // sin²(x/2) ≥ (x/2)² (1 − x²/12), and no place of the circle is nearer to a pole than
        // its edge: both make the planar distance a lower bound of the haversine one.
        let least = m2 * (1.0 - half_width.powi(2) / 12.0).max(0.0);
        let cos_far = (latitude + angle).cos().max(0.0);
        // sin(x/2) ≤ x/2, asin(y)/y grows with y, and no place is nearer to the equator than the
        // edge: an upper bound. What is outside the circle gets one outside the circle.
        let most = m2 * (angle / 2.0 / (angle / 2.0).sin()).powi(2);
        let cos_near = (latitude - angle).max(0.0).cos();
        let window = Self {
            lat: center.lat() * 1e7,
            lng: center.lng() * 1e7,
            middle,
            south: (middle.row - rows).max(0),
            north: (middle.row + rows).min(ROWS - 1),
            west: (middle.column - columns).max(0),
            east: (middle.column + columns).min(COLUMNS - 1),
            cos_lat,
            least: (least, least * cos_lat * cos_far),
            most: (most, most * cos_lat * cos_near),
        };
        (window.south <= window.north && window.west <= window.east).then_some(window)
    }

    /// The square of a distance as a limit to leave out what is surely beyond it.
    pub fn limit_m2(distance_m: f64) -> f64 {
        (distance_m + SLACK_M).powi(2)
    }

    /// The last ring that still has a cell inside the window.
    pub fn last_ring(&self) -> i32 {
        (self.middle.row - self.south)
            .max(self.north - self.middle.row)
            .max(self.middle.column - self.west)
            .max(self.east - self.middle.column)
    }

    /// How many cells the window has.
    pub fn cells(&self) -> usize {
        ((self.north - self.south + 1) * (self.east - self.west + 1)).unsigned_abs() as usize
    }

    /// Calls `visit` with every cell of a ring inside the window. Ring 0 is the centre's own cell.
    pub fn visit_ring(&self, ring: i32, mut visit: impl FnMut(Cell)) {
        let (first, last) = (self.middle.column - ring, self.middle.column + ring);
        let rows =
            (self.middle.row - ring).max(self.south)..=(self.middle.row + ring).min(self.north);
        for row in rows {
            if (row - self.middle.row).abs() == ring {
                for column in first.max(self.west)..=last.min(self.east) {
                    visit(Cell { row, column });
                }
                continue;
            }
            for column in [first, last] {
                if (self.west..=self.east).contains(&column) {
                    visit(Cell { row, column });
                }
            }
        }
    }

    /// No place outside the rings 0 to `ring` is nearer to the centre than this.
    pub fn nearest_beyond_m(&self, ring: i32) -> f64 {
        let Cell { row, column } = self.middle;
        let (south, west) = Cell { row: row - ring, column: column - ring }.corner();
        let (north, east) = Cell { row: row + ring + 1, column: column + ring + 1 }.corner();
        // Another latitude is as far as the difference; another meridian is asin(cos φ sin Δλ).
        let radians = |e7: f64| (e7 / 1e7).max(0.0).to_radians();
        let to_parallel = radians((self.lat - south).min(north - self.lat));
        let to_meridian =
            (self.cos_lat * radians((self.lng - west).min(east - self.lng)).sin()).asin();
        (to_parallel.min(to_meridian) * EARTH_RADIUS_M - SLACK_M).max(0.0)
    }

    /// At least how far a point is, squared; and at most, both only for points of the circle.
    pub fn bounds(&self, point: Point) -> Bounds {
        let lat = (f64::from(point.lat) - self.lat).powi(2);
        let lng = (f64::from(point.lng) - self.lng).powi(2);
        Bounds {
            least_m2: lat * self.least.0 + lng * self.least.1,
            most_m2: lat * self.most.0 + lng * self.most.1,
        }
    }

    /// At least how far every point of a cell is, squared.
    pub fn least_m2(&self, cell: Cell) -> f64 {
        let (south, west) = cell.corner();
        let lat = (south - self.lat).max(self.lat - south - f64::from(LAT_STEP)).max(0.0);
        let lng = (west - self.lng).max(self.lng - west - f64::from(LNG_STEP)).max(0.0);
        lat * lat * self.least.0 + lng * lng * self.least.1
    }
}
