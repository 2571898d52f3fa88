//! When a provider arrives, as an interval.

use super::pace::{Cell, Pace, bucket};
use super::watch::Way;
use dispatch::travel::{Leg, LocalTime, Region, Traffic, TravelTime, travel_time};
use kernel::{Instant, LatLng, cairo};

/// Shorter ways are taken not to lead over the river, in metres.
const NEAR_M: u32 = 2_000;
/// From shorter ways, in metres, nothing is learned: the way to the car decides how long they take.
const SHORTEST_M: f64 = 500.0;

/// How long the way from `from` to an address at `pin` in `governorate` takes when it goes on
/// `now`: eight times in ten it lies in the interval. Distance, detour and hour as estimated,
/// times what such ways took beside their estimates. Which side of the Nile somebody is on is not
/// known here: between Cairo and Giza the interval's upper end allows for a crossing as far as
/// nothing was learned yet.
#[must_use]
pub fn estimate(
    from: LatLng,
    pin: LatLng,
    governorate: &str,
    now: Instant,
    pace: &Pace,
) -> TravelTime {
    let (leg, departure) = leg(from, pin, governorate, now);
    let direct = travel_time(leg, departure);
    let may_cross = leg.distance_m > NEAR_M && matches!(governorate, "EG-C" | "EG-GZ");
    let slowest = travel_time(Leg { crosses_nile: may_cross, ..leg }, departure);
    let ratios = pace.ratios(governorate, pin, departure.traffic(), began_with(departure));
    // Never negative, and a cast of what is too large stays at the largest.
    let seconds = |ratio: f64| (f64::from(direct.likely_s) * ratio).round() as u32;
    let crossing = f64::from(slowest.high_s - direct.high_s) * ratios.unlearned;
    TravelTime {
        low_s: seconds(ratios.low),
        likely_s: seconds(ratios.likely),
        high_s: seconds(ratios.high).saturating_add(crossing.round() as u32),
    }
}

/// What a finished way teaches.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// The governorate of the address.
    pub governorate: String,
    /// The cell of the address.
    pub cell: Cell,
    /// The kind of hour it was begun in.
    pub traffic: Traffic,
    /// How long it was thought to take, in seconds, before anything is learned.
    pub estimated_s: u32,
    /// How long it took, in seconds.
    pub actual_s: u32,
    /// Which bucket it falls into.
    pub bucket: usize,
}

/// What a way to `pin` in `governorate` teaches; nothing when it was too short.
#[must_use]
pub fn lesson(way: &Way, pin: LatLng, governorate: &str) -> Option<Lesson> {
    if way.from.distance_m(pin) < SHORTEST_M {
        return None;
    }
    let (leg, departure) = leg(way.from, pin, governorate, way.set_out_at);
    let estimated_s = travel_time(leg, departure).likely_s;
    let actual_s = u32::try_from((way.arrived_at - way.set_out_at).num_seconds()).ok()?;
    (actual_s > 0 && estimated_s > 0).then(|| Lesson {
        governorate: governorate.to_owned(),
        cell: Cell::of(pin),
        traffic: departure.traffic(),
        estimated_s,
        actual_s,
        bucket: bucket(actual_s, estimated_s),
    })
}

fn leg(from: LatLng, pin: LatLng, governorate: &str, now: Instant) -> (Leg, LocalTime) {
    // Nothing inside Egypt is further apart than u32 can count.
    let distance_m = from.distance_m(pin).ceil() as u32;
    let leg = Leg { distance_m, region: region(governorate), crosses_nile: false };
    (leg, LocalTime::from(cairo::to_local(now)))
}

/// The estimates' own interval at that hour, on a way long enough for no rounding.
fn began_with(departure: LocalTime) -> TravelTime {
    let leg = Leg { distance_m: 20_000, region: Region::GreaterCairo, crosses_nile: false };
    travel_time(leg, departure)
}

fn region(governorate: &str) -> Region {
    match governorate {
        "EG-C" | "EG-GZ" | "EG-KB" => Region::GreaterCairo,
        "EG-ALX" => Region::Alexandria,
        _ => Region::OtherCity,
    }
}

#[cfg(test)]
mod tests {
    use super::{estimate, lesson};
    use crate::domain::pace::Pace;
    use crate::domain::watch::Way;
    use chrono::TimeDelta;
    use kernel::world::{Entropy, SeededEntropy};
    use kernel::{Instant, LatLng};
    use proptest::prelude::*;

    fn place(lat: f64, lng: f64) -> LatLng {
        LatLng::parse(lat, lng).unwrap()
    }

    fn unlearned(from: LatLng, pin: LatLng, governorate: &str, now: Instant) -> [u32; 3] {
        let time = estimate(from, pin, governorate, now, &Pace::default());
        [time.low_s, time.likely_s, time.high_s]
    }

    #[test]
    fn at_peak_a_crossing_widens_the_interval_and_moves_nothing_else() {
        // 15:00 on a Sunday in Cairo.
        let peak: Instant = "2026-11-22T13:00:00Z".parse().unwrap();
        let (dokki, heliopolis) = (place(30.038, 31.211), place(30.09, 31.32));
        let across = unlearned(dokki, heliopolis, "EG-C", peak);
        let dry = unlearned(dokki, heliopolis, "EG-KB", peak);
        assert_eq!(across[..2], dry[..2]);
        // 8 minutes at the peak's factor of 1.7, give or take the rounding.
        assert!((815..=817).contains(&(across[2] - dry[2])));
    }

    #[test]
    fn alexandria_has_its_own_speed() {
        let noon: Instant = "2026-11-22T10:00:00Z".parse().unwrap();
        let (here, there) = (place(31.2, 29.9), place(31.25, 29.97));
        let alexandria = unlearned(here, there, "EG-ALX", noon)[1];
        assert!(alexandria < unlearned(here, there, "EG-MN", noon)[1]);
    }

    #[test]
    fn a_short_way_teaches_nothing() {
        let noon: Instant = "2026-11-22T10:00:00Z".parse().unwrap();
        let way = |lat| Way {
            from: place(lat, 31.24),
            set_out_at: noon,
            arrived_at: noon + TimeDelta::minutes(10),
        };
        let pin = place(30.0, 31.24);
        assert_eq!(lesson(&way(30.004), pin, "EG-C"), None);
        let taught = lesson(&way(30.04), pin, "EG-C").unwrap();
        assert_eq!((taught.actual_s, taught.governorate.as_str()), (600, "EG-C"));
        let backwards = Way { arrived_at: noon - TimeDelta::minutes(1), ..way(30.04) };
        assert_eq!(lesson(&backwards, pin, "EG-C"), None);
    }

    /// A city as it might be: each district has a pace of its own, each way its luck.
    struct City {
        chance: SeededEntropy,
    }

    impl City {
        fn uniform(&self) -> f64 {
            let mut bytes = [0u8; 8];
            self.chance.fill(&mut bytes);
            (u64::from_le_bytes(bytes) >> 11) as f64 / (1u64 << 53) as f64
        }

        /// A way: where from, where to, when, and how many times the estimate it takes. The true
        /// paces are none of those we begin with: 1.6, 0.8 and 1.1 times the estimate by district,
        /// a quarter more on Sunday's afternoon; luck is log-normal (Irwin–Hall, σ 0.3).
        fn way(&self) -> (LatLng, LatLng, Instant, f64) {
            let district = (self.uniform() * 3.0) as usize;
            let pin = place(29.96 + 0.1 * district as f64, 31.26);
            let from = place(pin.lat() + 0.02 + 0.08 * self.uniform(), 31.2);
            let hour = (self.uniform() * 168.0) as i64;
            let begun = "2026-11-01T00:00:00Z".parse::<Instant>().unwrap() + TimeDelta::hours(hour);
            let luck: f64 = (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0;
            (from, pin, begun, [1.6, 0.8, 1.1][district] * (0.3 * luck).exp())
        }

        /// A way, and how long it takes.
        fn driven(&self) -> (Way, LatLng) {
            let (from, pin, begun, ratio) = self.way();
            let thought = lesson(
                &Way { from, set_out_at: begun, arrived_at: begun + TimeDelta::seconds(1) },
                pin,
                "EG-C",
            );
            let seconds = (f64::from(thought.unwrap().estimated_s) * ratio) as i64;
            (Way { from, set_out_at: begun, arrived_at: begun + TimeDelta::seconds(seconds) }, pin)
        }

        /// How many of a thousand ways the interval holds.
        fn held(&self, pace: &Pace) -> usize {
            let holds = || {
                let (way, pin) = self.driven();
                let time = estimate(way.from, pin, "EG-C", way.set_out_at, pace);
                let actual_s = (way.arrived_at - way.set_out_at).num_seconds();
                (i64::from(time.low_s)..=i64::from(time.high_s)).contains(&actual_s)
            };
            (0..1_000).filter(|_| holds()).count()
        }
    }

    #[test]
    fn an_interval_of_eight_in_ten_holds_seven_to_nine_in_ten_once_ways_were_learned() {
        let city = City { chance: SeededEntropy::new(7) };
        let mut pace = Pace::default();
        for _ in 0..2_000 {
            let (way, pin) = city.driven();
            let taught = lesson(&way, pin, "EG-C").unwrap();
            pace.learn(&taught.governorate, taught.cell, taught.traffic, taught.bucket, 1);
        }
        let held = city.held(&pace);
        assert!((700..=900).contains(&held), "{held} of 1000");
        // What we begin with misses more.
        let unlearned = city.held(&Pace::default());
        assert!(unlearned < 700, "{unlearned} of 1000");
    }

    proptest! {
        #[test]
        fn it_is_always_an_interval_and_a_longer_way_never_takes_less(
            a in (21.9..31.8f64, 24.6..37.1f64),
            b in (21.9..31.8f64, 24.6..37.1f64),
            governorate in prop::sample::select(vec!["EG-C", "EG-GZ", "EG-ALX", "EG-ASN", ""]),
            hour in 0i64..168,
            learned in prop::collection::vec((0usize..48, 1u32..50), 0..10),
        ) {
            let now = "2026-11-22T00:00:00Z".parse::<Instant>().unwrap()
                + TimeDelta::hours(hour);
            let (from, pin) = (place(a.0, a.1), place(b.0, b.1));
            let mut pace = Pace::default();
            for (bucket, count) in learned {
                for traffic in crate::domain::pace::TRAFFIC {
                    let cell = crate::domain::pace::Cell::of(pin);
                    pace.learn(governorate, cell, traffic, bucket, count);
                }
            }
            let time = estimate(from, pin, governorate, now, &pace);
            prop_assert!(time.low_s <= time.likely_s && time.likely_s <= time.high_s);
            let half = place((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
            let rest = estimate(half, pin, governorate, now, &pace);
            if half.distance_m(pin) <= from.distance_m(pin) {
                prop_assert!(rest.likely_s <= time.likely_s && rest.high_s <= time.high_s);
            }
        }
    }
}
