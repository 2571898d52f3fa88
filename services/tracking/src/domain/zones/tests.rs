//! Laws of entering and leaving.

use super::shape::Zone;
use super::{LeftBecause, Presence, Step, ZoneMap, ZoneRules};
use chrono::TimeDelta;
use contracts::catalog::ZoneFacts;
use kernel::ids::ZoneId;
use kernel::{Instant, LatLng, Localized};
use proptest::prelude::*;
use uuid::Uuid;

/// Degrees a metre, of latitude.
const METRE: f64 = 1.0 / 111_195.08;

fn at(second: i64) -> Instant {
    "2026-11-22T10:00:00Z".parse::<Instant>().unwrap() + TimeDelta::seconds(second)
}

fn place(lat: f64, lng: f64) -> LatLng {
    LatLng::parse(lat, lng).unwrap()
}

fn id(n: u128) -> ZoneId {
    Uuid::from_u128(n).into()
}

/// A rectangle.
fn ring(south: f64, west: f64, north: f64, east: f64) -> Vec<LatLng> {
    [(south, west), (south, east), (north, east), (north, west), (south, west)]
        .map(|(lat, lng)| place(lat, lng))
        .to_vec()
}

fn zone(n: u128, polygons: Vec<Vec<Vec<LatLng>>>) -> ZoneFacts {
    let name = Localized::new("منطقة", "Zone");
    ZoneFacts { id: id(n), name, polygons, is_active: true }
}

/// Two neighbours that share the meridian 31.25, and a small zone inside the second.
fn town() -> ZoneMap {
    let mut zones = ZoneMap::default();
    zones.put(&zone(1, vec![vec![ring(30.0, 31.20, 30.1, 31.25)]]));
    zones.put(&zone(2, vec![vec![ring(30.0, 31.25, 30.1, 31.30)]]));
    zones.put(&zone(3, vec![vec![ring(30.04, 31.27, 30.06, 31.29)]]));
    zones
}

#[test]
fn a_hole_is_outside_and_an_island_inside() {
    let hollow = vec![ring(30.0, 31.0, 30.1, 31.1), ring(30.04, 31.04, 30.06, 31.06)];
    let zone = Zone::of(&zone(1, vec![hollow, vec![ring(30.2, 31.0, 30.3, 31.1)]]));
    assert!(zone.contains(place(30.02, 31.02)) && zone.contains(place(30.25, 31.05)));
    assert!(!zone.contains(place(30.05, 31.05)) && !zone.contains(place(30.15, 31.05)));
    let outside = place(30.1 + 80.0 * METRE, 31.05);
    assert!(zone.is_beyond(outside, 79.0) && !zone.is_beyond(outside, 81.0));
    assert!(!zone.is_beyond(place(30.02, 31.02), 0.0));
}

#[test]
fn somebody_enters_dwells_and_leaves_to_the_neighbour() {
    let (zones, rules) = (town(), ZoneRules::default());
    let mut presence = Presence::default();
    let mut step = |lng: f64, second: i64| {
        let steps = presence.step(&zones, place(30.02, lng), at(second), &rules);
        steps.into_iter().map(|(zone, step)| (zone.uuid().as_u128(), step)).collect::<Vec<_>>()
    };
    assert_eq!(step(31.19, 0), []);
    assert_eq!(step(31.21, 10), [(1, Step::Entered)]);
    assert_eq!(step(31.22, 900), []);
    assert_eq!(step(31.22, 910), [(1, Step::Dwelt)]);
    assert_eq!(step(31.22, 2_000), []);
    // Older than the newest, and just over the border.
    assert_eq!(step(31.29, 1_999), []);
    assert_eq!(step(31.2505, 2_010), []);
    assert_eq!(step(31.252, 2_020), [(1, Step::Left(LeftBecause::Seen)), (2, Step::Entered)]);
    assert_eq!(step(31.35, 2_030), [(2, Step::Left(LeftBecause::Seen))]);
}

#[test]
fn the_smaller_zone_says_more_and_a_closed_one_is_left() {
    let (mut zones, rules) = (town(), ZoneRules::default());
    let mut presence = Presence::default();
    let inside = place(30.05, 31.28);
    assert_eq!(presence.step(&zones, inside, at(0), &rules), [(id(3), Step::Entered)]);
    zones.put(&ZoneFacts { is_active: false, ..zone(3, vec![]) });
    let closed = Step::Left(LeftBecause::ZoneClosed);
    let steps = [(id(3), closed), (id(2), Step::Entered)];
    assert_eq!(presence.step(&zones, inside, at(1), &rules), steps);
    assert_eq!((presence.leave(), presence.leave()), (Some(id(2)), None));
}

proptest! {
    #[test]
    fn entering_and_leaving_alternate_and_never_in_two_zones_at_once(
        fixes in prop::collection::vec((29.99..30.11f64, 31.19..31.31f64, 0i64..2_000), 1..120),
    ) {
        let (zones, rules) = (town(), ZoneRules::default());
        let mut presence = Presence::default();
        let (mut inside, mut dwelt) = (None, false);
        for (lat, lng, second) in fixes {
            for (zone, step) in presence.step(&zones, place(lat, lng), at(second), &rules) {
                match step {
                    Step::Entered => {
                        prop_assert_eq!(inside, None);
                        prop_assert!(zones.get(zone).is_some_and(|z| z.contains(place(lat, lng))));
                        (inside, dwelt) = (Some(zone), false);
                    }
                    Step::Dwelt => {
                        prop_assert_eq!(inside, Some(zone));
                        prop_assert!(!dwelt);
                        dwelt = true;
                    }
                    Step::Left(_) => {
                        prop_assert_eq!(inside, Some(zone));
                        prop_assert!(!zones.get(zone).is_some_and(|z| z.contains(place(lat, lng))));
                        inside = None;
                    }
                }
            }
            prop_assert_eq!(presence.zone(), inside);
        }
    }

    #[test]
    fn jitter_at_a_border_tells_one_entrance_and_nothing_more(
        around in 30.01..30.09f64,
        errors in prop::collection::vec((-95.0..95.0f64, -95.0..95.0f64), 1..200),
    ) {
        let (zones, rules) = (town(), ZoneRules::default());
        let mut presence = Presence::default();
        let mut told = Vec::new();
        for (second, (north_m, east_m)) in (0i64..).zip(errors) {
            let east = east_m * METRE / 30f64.to_radians().cos();
            let place = place(around + north_m * METRE, 31.25 + east);
            told.extend(presence.step(&zones, place, at(second), &rules));
        }
        prop_assert_eq!(told.len(), 1, "{:?}", told);
        prop_assert_eq!(told[0].1, Step::Entered);
    }

    #[test]
    fn a_late_or_repeated_fix_changes_nothing(
        fixes in prop::collection::vec((30.0..30.1f64, 31.19..31.31f64), 1..40),
        late in (30.0..30.1f64, 31.19..31.31f64, 0usize..40),
    ) {
        let (zones, rules) = (town(), ZoneRules::default());
        let mut presence = Presence::default();
        for (second, (lat, lng)) in (0i64..).zip(&fixes) {
            presence.step(&zones, place(*lat, *lng), at(second), &rules);
        }
        let before = presence;
        let second = late.2.min(fixes.len() - 1) as i64;
        prop_assert_eq!(presence.step(&zones, place(late.0, late.1), at(second), &rules), []);
        prop_assert_eq!(presence, before);
    }
}
