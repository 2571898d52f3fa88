//! When a provider arrives, as an interval.

use dispatch::travel::{Leg, LocalTime, Region, TravelTime, travel_time};
use kernel::{Instant, LatLng, cairo};

/// Shorter ways are taken not to lead over the river, in metres.
const NEAR_M: u32 = 2_000;

/// How long the way from `from` to an address at `pin` in `governorate` takes when it goes on
/// `now`. Which side of the Nile somebody is on is not known here: between Cairo and Giza the
/// interval's upper end allows for a crossing.
#[must_use]
pub fn estimate(from: LatLng, pin: LatLng, governorate: &str, now: Instant) -> TravelTime {
    let departure = LocalTime::from(cairo::to_local(now));
    // Nothing inside Egypt is further apart than u32 can count.
    let distance_m = from.distance_m(pin).ceil() as u32;
    let leg = Leg { distance_m, region: region(governorate), crosses_nile: false };
    let direct = travel_time(leg, departure);
    let may_cross = distance_m > NEAR_M && matches!(governorate, "EG-C" | "EG-GZ");
    let slowest = travel_time(Leg { crosses_nile: may_cross, ..leg }, departure);
    TravelTime { high_s: slowest.high_s, ..direct }
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
    use super::estimate;
    use kernel::{Instant, LatLng};
    use proptest::prelude::*;

    fn place(lat: f64, lng: f64) -> LatLng {
        LatLng::parse(lat, lng).unwrap()
    }

    #[test]
    fn at_peak_a_crossing_widens_the_interval_and_moves_nothing_else() {
        // 15:00 on a Sunday in Cairo.
        let peak: Instant = "2026-11-22T13:00:00Z".parse().unwrap();
        let (dokki, heliopolis) = (place(30.038, 31.211), place(30.09, 31.32));
        let across = estimate(dokki, heliopolis, "EG-C", peak);
        let dry = estimate(dokki, heliopolis, "EG-KB", peak);
        assert_eq!((across.low_s, across.likely_s), (dry.low_s, dry.likely_s));
        // 8 minutes at the peak's factor of 1.7, give or take the rounding.
        assert!((815..=817).contains(&(across.high_s - dry.high_s)));
    }

    #[test]
    fn alexandria_has_its_own_speed() {
        let noon: Instant = "2026-11-22T10:00:00Z".parse().unwrap();
        let (here, there) = (place(31.2, 29.9), place(31.25, 29.97));
        let alexandria = estimate(here, there, "EG-ALX", noon).likely_s;
        assert!(alexandria < estimate(here, there, "EG-MN", noon).likely_s);
    }

    proptest! {
        #[test]
        fn it_is_always_an_interval(
            a in (21.9..31.8f64, 24.6..37.1f64),
            b in (21.9..31.8f64, 24.6..37.1f64),
            governorate in prop::sample::select(vec!["EG-C", "EG-GZ", "EG-ALX", "EG-ASN", ""]),
            hour in 0i64..168,
        ) {
            let now = "2026-11-22T00:00:00Z".parse::<Instant>().unwrap()
                + chrono::TimeDelta::hours(hour);
            let time = estimate(place(a.0, a.1), place(b.0, b.1), governorate, now);
            prop_assert!(time.low_s <= time.likely_s && time.likely_s <= time.high_s);
        }
    }
}
