//! The plane of cells over Egypt's box, and what can be said about distances in it.

use kernel::LatLng;

/// Mean radius of the Earth in metres (IUGG), as in `kernel::geo`.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// South-west corner of Egypt's box, as in `LatLng::in_egypt`.
const SOUTH: f64 = 21.9;
const WEST: f64 = 24.6;

/// Degrees a cell is high: 500 m.
const LAT_STEP: f64 = 0.0045;
/// Degrees a cell is wide: 500 m at 30° N (Cairo), 536 m at the southern and 491 m at the
/// northern border.
const LNG_STEP: f64 = 0.0052;

const ROWS: i32 = 2_201;
const COLUMNS: i32 = 2_405;

/// Cells are numbered tile by tile of 8 × 8, so that a town's cells lie near each other in memory.
const TILE: i32 = 8;
const TILE_ROWS: i32 = (ROWS + TILE - 1) / TILE;
const TILE_COLUMNS: i32 = (COLUMNS + TILE - 1) / TILE;

/// Added to every bound before something is left out, so that rounding can't cost an answer.
const SLACK_M: f64 = 0.001;

/// Further than any two places of Egypt are apart; larger radii mean the same.
const WIDEST_M: f64 = 2_000_000.0;

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

    /// The cell a place lies in.
    pub fn of(place: LatLng) -> Self {
        Self {
            row: ((place.lat() - SOUTH) / LAT_STEP).floor() as i32,
            column: ((place.lng() - WEST) / LNG_STEP).floor() as i32,
        }
    }

    /// The cell's number in the grid. Only for cells of Egypt's box.
    pub fn index(self) -> usize {
        debug_assert!((0..ROWS).contains(&self.row) && (0..COLUMNS).contains(&self.column));
        let tile = self.row / TILE * TILE_COLUMNS + self.column / TILE;
        ((tile * TILE + self.row % TILE) * TILE + self.column % TILE) as usize
    }
}

/// The cells that a circle can touch, seen from its centre, ring by ring.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    center: LatLng,
    middle: Cell,
    south: i32,
    north: i32,
    west: i32,
    east: i32,
    /// Cosine of the centre's latitude.
    cos_lat: f64,
    /// Square metres per squared degree of latitude and of longitude, never too large for any
    /// place of the circle.
    m2_per_lat2: f64,
    m2_per_lng2: f64,
}

impl Window {
    /// The window of a circle, or nothing when the circle does not touch the grid.
    pub fn around(center: LatLng, radius_m: f64) -> Option<Self> {
        if radius_m.is_nan() || radius_m < 0.0 {
            return None;
        }
        let angle = (radius_m.min(WIDEST_M) + SLACK_M) / EARTH_RADIUS_M;
        let cos_lat = center.lat().to_radians().cos();
        // The outermost meridians of a spherical cap touch it at sin(Δλ) = sin(angle) / cos(φ).
        let turn = angle.sin() / cos_lat;
        let half_width = if turn < 1.0 { turn.asin() } else { std::f64::consts::PI };
        let rows = (angle.to_degrees() / LAT_STEP).ceil() as i32;
        let columns = (half_width.to_degrees() / LNG_STEP).ceil() as i32;
        let middle = Cell::of(center);
        // sin²(x/2) ≥ (x/2)² (1 − x²/12), and no place of the circle is nearer to a pole than
        // its edge: both make the planar distance a lower bound of the haversine one.
        let flat = 1.0 - half_width.powi(2) / 12.0;
        let cos_edge = (center.lat().abs().to_radians() + angle).cos().max(0.0);
        let m2_per_lat2 = (EARTH_RADIUS_M * 1f64.to_radians()).powi(2) * flat.max(0.0);
        let window = Self {
            center,
            middle,
            south: (middle.row - rows).max(0),
            north: (middle.row + rows).min(ROWS - 1),
            west: (middle.column - columns).max(0),
            east: (middle.column + columns).min(COLUMNS - 1),
            cos_lat,
            m2_per_lat2,
            m2_per_lng2: m2_per_lat2 * cos_lat * cos_edge,
        };
        (window.south <= window.north && window.west <= window.east).then_some(window)
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
        let south = self.center.lat() - (SOUTH + f64::from(row - ring) * LAT_STEP);
        let north = SOUTH + f64::from(row + ring + 1) * LAT_STEP - self.center.lat();
        let west = self.center.lng() - (WEST + f64::from(column - ring) * LNG_STEP);
        let east = WEST + f64::from(column + ring + 1) * LNG_STEP - self.center.lng();
        // Another latitude is as far as the difference; another meridian is asin(cos φ sin Δλ).
        let to_parallel = south.min(north).max(0.0).to_radians();
        let to_meridian = (self.cos_lat * west.min(east).max(0.0).to_radians().sin()).asin();
        to_parallel.min(to_meridian) * EARTH_RADIUS_M - SLACK_M
    }

    /// Whether a place is surely further from the centre than `limit_m`, which must not exceed
    /// the window's radius. Much cheaper than the distance itself.
    pub fn surely_beyond(&self, place: LatLng, limit_m: f64) -> bool {
        let lat = place.lat() - self.center.lat();
        let lng = place.lng() - self.center.lng();
        self.planar_m2(lat, lng) > (limit_m + SLACK_M).powi(2)
    }

    /// Whether every place of a cell is surely further from the centre than `limit_m`, which must
    /// not exceed the window's radius.
    pub fn cell_surely_beyond(&self, cell: Cell, limit_m: f64) -> bool {
        let south = SOUTH + f64::from(cell.row) * LAT_STEP;
        let west = WEST + f64::from(cell.column) * LNG_STEP;
        let (lat, lng) = (self.center.lat(), self.center.lng());
        let lat_gap = (south - lat).max(lat - south - LAT_STEP).max(0.0);
        let lng_gap = (west - lng).max(lng - west - LNG_STEP).max(0.0);
        self.planar_m2(lat_gap, lng_gap) > (limit_m + SLACK_M).powi(2)
    }

    /// At most the square of the distance over these differences in degrees.
    fn planar_m2(&self, lat: f64, lng: f64) -> f64 {
        lat * lat * self.m2_per_lat2 + lng * lng * self.m2_per_lng2
    }
}
