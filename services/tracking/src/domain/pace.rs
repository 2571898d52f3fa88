//! How long ways really take beside how long they are thought to take, learned from finished ones.
//!
//! For each area and kind of hour we count into which bucket of the logarithm of actual over
//! estimated time a way fell. The distribution of an area is its own counts mixed with that of the
//! area around it, which counts as much as [`SHRINKAGE`] ways of its own: a cell leans on its
//! governorate, that on the whole country, that on the estimates we began with. Counts don't know
//! in which order they came, so the same ways always give the same intervals.

use dispatch::travel::{Traffic, TravelTime};
use kernel::LatLng;
use std::collections::HashMap;

/// How many buckets there are.
pub const BUCKETS: usize = 48;
/// The shortest ratio that is told apart, as a logarithm: a fifth of the estimate.
const LOWEST: f64 = -1.609_437_912_434_100_3;
/// Width of a bucket: five times the estimate is the longest that is told apart.
const WIDTH: f64 = -2.0 * LOWEST / BUCKETS as f64;
/// How many ways of its own an area needs to count as much as the one around it.
const SHRINKAGE: f64 = 20.0;
/// Logarithm of the odds of nine to one: the logistic distribution's 90 % quantile at scale one.
const LN_9: f64 = 2.197_224_577_336_219_6;
/// Cells of so many a degree.
const CELLS_PER_DEGREE: f64 = 20.0;

/// Every kind of hour.
pub const TRAFFIC: [Traffic; 3] = [Traffic::Peak, Traffic::OffPeak, Traffic::Night];

/// The stable name of a kind of hour, as stored.
#[must_use]
pub fn traffic_tag(traffic: Traffic) -> &'static str {
    match traffic {
        Traffic::Peak => "peak",
        Traffic::OffPeak => "off_peak",
        Traffic::Night => "night",
    }
}

/// Reads a stored name.
#[must_use]
pub fn traffic_from_tag(tag: &str) -> Option<Traffic> {
    TRAFFIC.into_iter().find(|traffic| traffic_tag(*traffic) == tag)
}

/// A square of a twentieth of a degree, about five kilometres wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Twentieths of a degree north, rounded down.
    pub lat: i16,
    /// Twentieths of a degree east, rounded down.
    pub lng: i16,
}

impl Cell {
    /// The cell of a place.
    #[must_use]
    pub fn of(place: LatLng) -> Self {
        // At most 3600.
        let index = |degrees: f64| (degrees * CELLS_PER_DEGREE).floor() as i16;
        Self { lat: index(place.lat()), lng: index(place.lng()) }
    }
}

/// Into which bucket a way falls.
#[must_use]
pub fn bucket(actual_s: u32, estimated_s: u32) -> usize {
    let ratio = f64::from(actual_s.max(1)) / f64::from(estimated_s.max(1));
    // Rounds towards zero; what is out of range belongs to the outermost.
    (((ratio.ln() - LOWEST) / WIDTH).max(0.0) as usize).min(BUCKETS - 1)
}

type Counts = [u32; BUCKETS];

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Area {
    Cell(Cell),
    Governorate(String),
    Country,
}

/// What was learned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace {
    counts: HashMap<(Area, &'static str), Box<Counts>>,
}

/// The ratios of actual to estimated time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratios {
    /// One way in ten takes less.
    pub low: f64,
    /// Half take less.
    pub likely: f64,
    /// One in ten takes more.
    pub high: f64,
    /// How much of this is what we began with, 1 when nothing was learned.
    pub unlearned: f64,
}

impl Pace {
    /// Takes in `count` ways that fell into one bucket.
    pub fn learn(
        &mut self,
        governorate: &str,
        cell: Cell,
        traffic: Traffic,
        bucket: usize,
        count: u32,
    ) {
        let areas = [Area::Cell(cell), Area::Governorate(governorate.to_owned()), Area::Country];
        for area in areas {
            let counts = self
                .counts
                .entry((area, traffic_tag(traffic)))
                .or_insert_with(|| Box::new([0; BUCKETS]));
            let slot = &mut counts[bucket.min(BUCKETS - 1)];
            *slot = slot.saturating_add(count);
        }
    }

    /// The ratios for ways to a place at such an hour. `began_with` is the interval we begin with.
    #[must_use]
    pub fn ratios(
        &self,
        governorate: &str,
        to: LatLng,
        traffic: Traffic,
        began_with: TravelTime,
    ) -> Ratios {
        let mut mixed = prior(began_with);
        let mut unlearned = 1.0;
        let areas =
            [Area::Country, Area::Governorate(governorate.to_owned()), Area::Cell(Cell::of(to))];
        for area in areas {
            let Some(counts) = self.counts.get(&(area, traffic_tag(traffic))) else { continue };
            let own: f64 = counts.iter().map(|count| f64::from(*count)).sum();
            let weight = SHRINKAGE / (SHRINKAGE + own);
            unlearned *= weight;
            for (share, count) in mixed.iter_mut().zip(counts.iter()) {
                *share = (SHRINKAGE * *share + f64::from(*count)) / (SHRINKAGE + own);
            }
        }
        let quantile = |share| quantile(&mixed, share);
        Ratios { low: quantile(0.1), likely: quantile(0.5), high: quantile(0.9), unlearned }
    }
}

/// The share of each bucket before anything is learned: logistic on either side of the estimate,
/// with its 10 % and 90 % quantiles where the estimates have them.
fn prior(began_with: TravelTime) -> [f64; BUCKETS] {
    let likely = f64::from(began_with.likely_s.max(1));
    let scale = |end_s: u32| ((f64::from(end_s.max(1)) / likely).ln().abs() / LN_9).max(0.01);
    let (below, above) = (scale(began_with.low_s), scale(began_with.high_s));
    let share_below = |x: f64| 1.0 / (1.0 + (-x / if x < 0.0 { below } else { above }).exp());
    let mut shares = [0.0; BUCKETS];
    let mut reached = 0.0;
    for (n, share) in shares.iter_mut().enumerate() {
        // The outermost buckets take what lies beyond.
        let up_to =
            if n + 1 == BUCKETS { 1.0 } else { share_below(LOWEST + WIDTH * (n + 1) as f64) };
        *share = up_to - reached;
        reached = up_to;
    }
    shares
}

/// The ratio that `wanted` of all ways stay below; within a bucket they lie evenly.
fn quantile(shares: &[f64; BUCKETS], wanted: f64) -> f64 {
    let mut reached = 0.0;
    for (n, share) in shares.iter().enumerate() {
        if reached + share >= wanted && *share > 0.0 {
            let inside = (wanted - reached) / share;
            return (LOWEST + WIDTH * (n as f64 + inside)).exp();
        }
        reached += share;
    }
    (-LOWEST).exp()
}

#[cfg(test)]
mod tests {
    use super::{BUCKETS, Cell, Pace, TRAFFIC, bucket, traffic_from_tag, traffic_tag};
    use dispatch::travel::{Traffic, TravelTime};
    use kernel::LatLng;
    use proptest::prelude::*;

    const BEGAN_WITH: TravelTime = TravelTime { low_s: 700, likely_s: 1_000, high_s: 1_700 };

    fn place(lat: f64) -> LatLng {
        LatLng::parse(lat, 31.24).unwrap()
    }

    #[test]
    fn without_ways_the_interval_is_the_one_we_began_with() {
        let ratios = Pace::default().ratios("EG-C", place(30.0), Traffic::Peak, BEGAN_WITH);
        // To the width of a bucket.
        assert!((ratios.low - 0.7).abs() < 0.03, "{ratios:?}");
        assert!((ratios.likely - 1.0).abs() < 0.03, "{ratios:?}");
        assert!((ratios.high - 1.7).abs() < 0.06, "{ratios:?}");
        assert_eq!(ratios.unlearned, 1.0);
    }

    #[test]
    fn a_cell_leans_on_its_governorate_and_that_on_the_country() {
        let mut pace = Pace::default();
        // Ways to a cell of Cairo take twice as long as thought.
        pace.learn("EG-C", Cell::of(place(30.0)), Traffic::Peak, bucket(2_000, 1_000), 60);
        let likely = |governorate, lat| {
            pace.ratios(governorate, place(lat), Traffic::Peak, BEGAN_WITH).likely
        };
        let (there, near, far) =
            (likely("EG-C", 30.0), likely("EG-C", 30.4), likely("EG-ALX", 31.2));
        assert!(there >= near && near >= far && far > 1.0, "{there} {near} {far}");
        assert!((1.9..2.1).contains(&there), "{there}");
        let night = pace.ratios("EG-C", place(30.0), Traffic::Night, BEGAN_WITH);
        assert!((night.likely - 1.0).abs() < 0.03, "{night:?}");
    }

    #[test]
    fn kinds_of_hours_survive_storage() {
        for traffic in TRAFFIC {
            assert_eq!(traffic_from_tag(traffic_tag(traffic)), Some(traffic));
        }
        assert_eq!(traffic_from_tag("dawn"), None);
    }

    #[test]
    fn ratios_out_of_range_belong_to_the_outermost_buckets() {
        assert_eq!(bucket(1, 1_000), 0);
        assert_eq!(bucket(0, 0), bucket(1, 1));
        assert_eq!(bucket(1_000_000, 1), BUCKETS - 1);
        assert_eq!(bucket(1_000, 1_000), BUCKETS / 2);
    }

    proptest! {
        #[test]
        fn the_order_of_the_ways_does_not_matter_and_quantiles_keep_theirs(
            ways in prop::collection::vec((0i16..3, 0usize..3, 1u32..9_000), 0..200),
            seed in any::<u64>(),
        ) {
            let learn = |ways: &[(i16, usize, u32)]| {
                let mut pace = Pace::default();
                for (cell, traffic, actual_s) in ways {
                    let cell = Cell { lat: 600 + cell, lng: 624 };
                    pace.learn("EG-C", cell, TRAFFIC[*traffic], bucket(*actual_s, 1_000), 1);
                }
                pace
            };
            let mut shuffled = ways.clone();
            let middle = seed as usize % (ways.len() + 1);
            shuffled.rotate_left(middle);
            let pace = learn(&ways);
            prop_assert_eq!(&pace, &learn(&shuffled));
            for traffic in TRAFFIC {
                let ratios = pace.ratios("EG-C", place(30.01), traffic, BEGAN_WITH);
                prop_assert!(ratios.low <= ratios.likely && ratios.likely <= ratios.high);
                prop_assert!(ratios.low >= 0.19 && ratios.high <= 5.01);
                prop_assert!((0.0..=1.0).contains(&ratios.unlearned));
            }
        }
    }
}
