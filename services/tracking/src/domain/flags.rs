//! What is suspicious about a fix that is kept all the same.

use super::fix::Fix;

/// Nobody drives faster from one customer to the next, in km/h.
const FASTEST_KMH: f64 = 200.0;

/// What is suspicious about a fix. Only operators see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// The device said that the position is made up.
    pub mock: bool,
    /// It is further from its neighbour than anybody can drive in the time between.
    pub jump: bool,
}

impl Flags {
    /// The flags of `fix`, with the fix known before it, if one is.
    #[must_use]
    pub fn of(fix: &Fix, neighbour: Option<&Fix>) -> Self {
        Self { mock: fix.mock, jump: neighbour.is_some_and(|n| is_jump(n, fix)) }
    }

    /// As stored and shown.
    #[must_use]
    pub fn tags(self) -> Vec<&'static str> {
        [(self.mock, "mock"), (self.jump, "jump")]
            .into_iter()
            .filter_map(|(is_set, tag)| is_set.then_some(tag))
            .collect()
    }

    /// From the stored form.
    #[must_use]
    pub fn from_tags<T: AsRef<str>>(tags: &[T]) -> Self {
        let has = |tag: &str| tags.iter().any(|t| t.as_ref() == tag);
        Self { mock: has("mock"), jump: has("jump") }
    }
}

/// Whether nobody could get from one to the other in the time between. Both may be anywhere inside
/// their accuracy, so only the distance beyond it counts: noise indoors is no jump.
fn is_jump(one: &Fix, other: &Fix) -> bool {
    let unsure_m = f64::from(one.accuracy_m) + f64::from(other.accuracy_m);
    let distance_m = one.place.distance_m(other.place) - unsure_m;
    if distance_m <= 0.0 {
        return false;
    }
    let seconds = (other.at - one.at).abs().as_seconds_f64();
    distance_m * 3.6 > FASTEST_KMH * seconds
}

#[cfg(test)]
mod tests {
    use super::{Fix, Flags};
    use chrono::TimeDelta;
    use kernel::LatLng;
    use proptest::prelude::*;

    fn fix(lat: f64, second: i64, accuracy_m: f32) -> Fix {
        Fix {
            place: LatLng::parse(lat, 31.0).unwrap(),
            accuracy_m,
            heading_deg: None,
            speed_kmh: None,
            at: "2026-11-22T10:00:00Z".parse::<kernel::Instant>().unwrap()
                + TimeDelta::seconds(second),
            mock: false,
        }
    }

    #[test]
    fn two_kilometres_in_ten_seconds_is_a_jump_and_in_a_minute_is_not() {
        // 0.018 degrees are 2,002 m: 721 km/h, then 120.
        let before = fix(30.0, 0, 0.0);
        assert!(Flags::of(&fix(30.018, 10, 0.0), Some(&before)).jump);
        assert!(!Flags::of(&fix(30.018, 60, 0.0), Some(&before)).jump);
        assert!(!Flags::of(&fix(30.018, 10, 0.0), None).jump);
    }

    #[test]
    fn two_places_at_one_time_are_a_jump_unless_the_accuracy_explains_them() {
        assert!(Flags::of(&fix(30.001, 0, 10.0), Some(&fix(30.0, 0, 10.0))).jump);
        assert!(!Flags::of(&fix(30.001, 0, 60.0), Some(&fix(30.0, 0, 60.0))).jump);
    }

    #[test]
    fn flags_survive_storage() {
        for (mock, jump) in [(false, false), (true, false), (false, true), (true, true)] {
            let flags = Flags { mock, jump };
            assert_eq!(Flags::from_tags(&flags.tags()), flags);
        }
    }

    proptest! {
        #[test]
        fn a_way_driven_below_the_limit_is_never_a_jump_and_one_well_above_always_is(
            metres in 1.0..50_000.0f64,
            kmh in prop_oneof![1.0..195.0f64, 205.0..2_000.0f64],
            backwards in any::<bool>(),
        ) {
            // One degree of latitude on the sphere of the distance.
            let degrees = metres / (6_371_008.8 * std::f64::consts::PI / 180.0);
            let micros = (metres * 3.6 / kmh * 1e6) as i64;
            prop_assume!(micros > 0);
            let before = fix(25.0, 0, 0.0);
            let mut after = fix(25.0 + degrees, 0, 0.0);
            after.at += TimeDelta::microseconds(if backwards { -micros } else { micros });
            prop_assert_eq!(Flags::of(&after, Some(&before)).jump, kmh > 200.0);
        }
    }
}
