//! The laws of the watch.

use super::{Change, Notice, Sighting, Signal, Watch, WatchRules};
use chrono::TimeDelta;
use kernel::{Instant, LatLng};
use proptest::prelude::*;

const RULES: fn() -> WatchRules = WatchRules::default;

fn at(second: i64) -> Instant {
    "2026-11-22T10:00:00Z".parse::<Instant>().unwrap() + TimeDelta::seconds(second)
}

fn pin() -> LatLng {
    LatLng::parse(30.0, 31.0).unwrap()
}

/// So many metres south of the pin.
fn south(metres: f64) -> LatLng {
    LatLng::parse(30.0 - metres / 111_195.079_7, 31.0).unwrap()
}

fn watch() -> Watch {
    Watch::begin(pin(), true, at(0), &[])
}

/// The signals of positions (second, metres from the pin) that are heard at once.
fn told(
    watch: &mut Watch,
    fixes: impl IntoIterator<Item = (i64, f64)>,
) -> Vec<(Notice, Change, i64)> {
    let mut told = Vec::new();
    for (second, metres) in fixes {
        let sighting = Sighting { at: at(second), place: Some(south(metres)) };
        told.extend(watch.observe(sighting, at(second), &RULES()));
    }
    told.iter().map(short).collect()
}

fn short(signal: &Signal) -> (Notice, Change, i64) {
    (signal.notice, signal.change, (signal.at - at(0)).num_seconds())
}

#[test]
fn a_way_without_trouble_tells_of_the_arrival_only() {
    let mut watch = watch();
    // 10 m/s from 6 km away.
    let drive = (0..=590).step_by(5).map(|s| (s, 5_990.0 - 10.0 * s as f64));
    assert_eq!(told(&mut watch, drive), [(Notice::Near, Change::Raised, 585)]);
    let stay = (595..800).step_by(5).map(|s| (s, 20.0));
    assert_eq!(told(&mut watch, stay), [(Notice::Near, Change::Dwelt, 765)]);
    assert_eq!(
        told(&mut watch, [(800, 190.0), (805, 201.0)]),
        [(Notice::Near, Change::Cleared, 805)]
    );
}

#[test]
fn three_minutes_in_one_place_are_a_stop_and_a_traffic_light_is_none() {
    let mut watch = watch();
    assert_eq!(told(&mut watch, (0..120).step_by(10).map(|s| (s, 3_000.0))), []);
    assert_eq!(told(&mut watch, [(120, 2_900.0)]), []);
    let stop = (130..400).step_by(10).map(|s| (s, 2_905.0));
    assert_eq!(told(&mut watch, stop), [(Notice::Stopped, Change::Raised, 300)]);
    // 60 m from where the stop began.
    assert_eq!(told(&mut watch, [(400, 2_845.0)]), []);
    assert_eq!(told(&mut watch, [(410, 2_838.0)]), [(Notice::Stopped, Change::Cleared, 410)]);
}

#[test]
fn going_away_is_told_at_500_metres_and_coming_back_at_300() {
    let mut watch = watch();
    assert_eq!(told(&mut watch, [(0, 3_000.0), (10, 3_499.0), (20, 2_990.0)]), []);
    let away = told(&mut watch, [(30, 3_491.0), (40, 4_000.0)]);
    assert_eq!(away, [(Notice::Retreating, Change::Raised, 30)]);
    let back = told(&mut watch, [(50, 3_701.0), (60, 3_699.0)]);
    assert_eq!(back, [(Notice::Retreating, Change::Cleared, 60)]);
}

#[test]
fn ten_minutes_without_coming_nearer_are_told_once() {
    let mut watch = watch();
    // To and fro, never still, never 200 m nearer.
    let round = (0..1_200).step_by(10).map(|s| (s, 3_000.0 + f64::from(s as i32 % 20) * 10.0));
    assert_eq!(told(&mut watch, round), [(Notice::Stalled, Change::Raised, 600)]);
    assert_eq!(told(&mut watch, [(1_200, 2_801.0)]), []);
    assert_eq!(told(&mut watch, [(1_210, 2_799.0)]), [(Notice::Stalled, Change::Cleared, 1_210)]);
}

#[test]
fn silence_is_told_by_the_clock_and_ends_with_a_young_fix() {
    let mut watch = watch();
    assert_eq!(watch.tick(at(59), &RULES()), None);
    let dark = watch.tick(at(61), &RULES()).unwrap();
    assert_eq!(short(&dark), (Notice::Dark, Change::Raised, 60));
    assert_eq!(watch.tick(at(90), &RULES()), None);
    let heard = |watch: &mut Watch, made, now| {
        let sighting = Sighting { at: at(made), place: None };
        watch.observe(sighting, at(now), &RULES()).iter().map(short).collect::<Vec<_>>()
    };
    assert_eq!(heard(&mut watch, 60, 100), []);
    assert_eq!(heard(&mut watch, 99, 101), [(Notice::Dark, Change::Cleared, 101)]);
}

#[test]
fn at_the_address_nothing_of_the_way_holds() {
    let mut watch = watch();
    let stop = (0..300).step_by(10).map(|s| (s, 400.0));
    assert_eq!(told(&mut watch, stop), [(Notice::Stopped, Change::Raised, 180)]);
    let arrival = told(&mut watch, [(300, 140.0)]);
    assert_eq!(
        arrival,
        [(Notice::Stopped, Change::Cleared, 300), (Notice::Near, Change::Raised, 300)]
    );
    watch.move_on(pin(), false);
    assert_eq!(watch.held(), [Notice::Near]);
    assert_eq!(watch.tick(at(5_000), &RULES()), None);
    assert_eq!(told(&mut watch, [(5_000, 900.0)]), [(Notice::Near, Change::Cleared, 5_000)]);
    let wait = (5_010..6_000).step_by(10).map(|s| (s, 900.0));
    assert_eq!(told(&mut watch, wait), []);
}

#[test]
fn an_arrival_brings_the_way_unless_its_time_is_not_known() {
    let arrival = |fixes: &[(i64, f64)]| {
        let mut watch = watch();
        let mut way = None;
        for (second, metres) in fixes {
            let sighting = Sighting { at: at(*second), place: Some(south(*metres)) };
            let signals = watch.observe(sighting, at(*second), &RULES());
            way = signals.iter().find_map(|s| s.way).or(way);
        }
        way.map(|way| (way.arrived_at - way.set_out_at).num_seconds())
    };
    assert_eq!(arrival(&[(10, 3_000.0), (200, 600.0), (300, 100.0)]), Some(290));
    assert_eq!(arrival(&[(10, 3_000.0), (300, 100.0)]), None);
}

#[test]
fn what_was_raised_in_another_life_of_the_process_is_cleared_in_this_one() {
    let mut watch = Watch::begin(pin(), true, at(0), &Notice::ALL);
    assert_eq!(watch.held(), Notice::ALL);
    let all = told(&mut watch, [(0, 5_000.0), (10, 4_600.0)]);
    assert_eq!(
        all,
        [
            (Notice::Dark, Change::Cleared, 0),
            (Notice::Near, Change::Cleared, 0),
            (Notice::Stopped, Change::Cleared, 10),
            (Notice::Retreating, Change::Cleared, 10),
            (Notice::Stalled, Change::Cleared, 10),
        ]
    );
    assert_eq!(watch.held(), []);
}

#[test]
fn another_pin_begins_the_comparison_afresh() {
    let mut watch = watch();
    assert_eq!(told(&mut watch, [(0, 600.0)]), []);
    watch.move_on(south(5_000.0), true);
    // Further from the new pin than it was from the old one.
    assert_eq!(told(&mut watch, [(10, 590.0)]), []);
}

#[test]
fn notices_survive_storage() {
    for notice in Notice::ALL {
        assert_eq!(Notice::from_tag(notice.tag()), Some(notice));
    }
    assert_eq!(Notice::from_tag("lost"), None);
}

#[test]
fn rules_without_a_band_are_refused() {
    assert_eq!(WatchRules::default().contradiction(), None);
    let rules = WatchRules { left_m: 150.0, ..WatchRules::default() };
    assert_eq!(rules.contradiction(), Some("watch.left_m must be above watch.near_m"));
}

/// A fix of a wandering journey: seconds since the one before, metres from the pin, delay until it
/// is heard, and whether its place counts.
fn wandering() -> impl Strategy<Value = Vec<(i64, f64, i64, bool)>> {
    let step = prop_oneof![4 => 1i64..20, 1 => 20i64..400];
    let metres = prop_oneof![0.0..400.0f64, 0.0..4_000.0f64];
    prop::collection::vec((step, metres, 0i64..60, prop::bool::weighted(0.9)), 1..120)
}

/// What is heard, in the order of its making: (made, heard, sighting).
fn heard(steps: &[(i64, f64, i64, bool)]) -> Vec<(Instant, Sighting)> {
    let (mut made, mut now) = (0, 0);
    let mut all = Vec::new();
    for (step, metres, delay, counts) in steps {
        made += step;
        now = now.max(made + delay);
        let place = counts.then(|| south(*metres));
        all.push((at(now), Sighting { at: at(made), place }));
    }
    all
}

fn run(heard: &[(Instant, Sighting)], ticks: bool) -> (Vec<Signal>, Watch) {
    let (mut watch, mut all) = (watch(), Vec::new());
    let mut clock = at(0);
    for (now, sighting) in heard {
        while ticks && clock < *now {
            all.extend(watch.tick(clock, &RULES()));
            clock += TimeDelta::seconds(7);
        }
        all.extend(watch.observe(*sighting, *now, &RULES()));
    }
    let end = heard.last().map_or(at(0), |(now, _)| *now + TimeDelta::hours(1));
    all.extend(watch.tick(end, &RULES()));
    (all, watch)
}

proptest! {
    #[test]
    fn raising_and_clearing_alternate_and_what_is_not_cleared_still_holds(steps in wandering()) {
        let (signals, watch) = run(&heard(&steps), true);
        for notice in Notice::ALL {
            let mut holds = false;
            for signal in signals.iter().filter(|s| s.notice == notice) {
                match signal.change {
                    Change::Raised => prop_assert!(!std::mem::replace(&mut holds, true)),
                    Change::Cleared => prop_assert!(std::mem::replace(&mut holds, false)),
                    Change::Dwelt => prop_assert!(holds),
                }
            }
            prop_assert_eq!(watch.held().contains(&notice), holds, "{:?}", notice);
        }
    }

    #[test]
    fn a_provider_that_drives_there_and_stays_clears_everything_of_the_way(steps in wandering()) {
        let mut fixes = heard(&steps);
        let (last, made) = fixes.last().map(|(now, s)| (*now, s.at)).unwrap();
        let mut watch_after = run(&fixes, false).1;
        fixes.clear();
        let begin = last.max(made) + TimeDelta::hours(2);
        for n in 0..200i64 {
            let now = begin + TimeDelta::seconds(5 * n);
            let place = Some(south((6_000.0 - 50.0 * n as f64).max(0.0)));
            watch_after.observe(Sighting { at: now, place }, now, &RULES());
        }
        prop_assert_eq!(watch_after.held(), [Notice::Near]);
    }

    #[test]
    fn how_often_the_clock_is_looked_at_changes_no_signal(steps in wandering()) {
        let fixes = heard(&steps);
        prop_assert_eq!(run(&fixes, true), run(&fixes, false));
    }

    #[test]
    fn late_and_repeated_fixes_change_nothing_wherever_they_come(
        steps in wandering(),
        late in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..30),
    ) {
        let fixes = heard(&steps);
        let mut mixed = fixes.clone();
        for (from, to) in late {
            // A fix that was made earlier comes in somewhere after its time.
            let made_at = from.index(fixes.len());
            let place = made_at + 1 + to.index(mixed.len() - made_at);
            let place = place.min(mixed.len());
            let newest = mixed[..place].iter().map(|(_, s)| s.at).max().unwrap();
            let now = mixed[place - 1].0;
            if fixes[made_at].1.at <= newest {
                mixed.insert(place, (now, fixes[made_at].1));
            }
        }
        prop_assert_eq!(run(&mixed, false), run(&fixes, false));
    }

    #[test]
    fn inside_the_band_nothing_flaps(
        offsets in prop::collection::vec(-24.0..24.0f64, 50..200),
    ) {
        // Around 175 m the fence neither opens nor closes, whichever side it was entered from.
        let wobble = |start: f64| {
            let mut watch = Watch::begin(pin(), false, at(0), &[]);
            let first = told(&mut watch, [(0, start)]).len();
            let fixes = (1i64..).zip(&offsets).map(|(n, offset)| (n, 175.0 + offset));
            let raised = told(&mut watch, fixes);
            (first, raised.into_iter().filter(|(_, change, _)| *change != Change::Dwelt).count())
        };
        prop_assert_eq!(wobble(100.0), (1, 0));
        prop_assert_eq!(wobble(300.0), (0, 0));
        // Nor does a course that wanders less than 300 m.
        let mut course = watch();
        let fixes = (0i64..).zip(&offsets).map(|(n, offset)| (n, 3_000.0 + 6.0 * offset));
        let retreats = told(&mut course, fixes);
        prop_assert!(retreats.iter().all(|(notice, ..)| *notice != Notice::Retreating));
    }
}
