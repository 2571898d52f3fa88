//! The grid against a full scan.

use super::cells::Cell;
use super::{Entry, Grid, Tags, Upserted};
use chrono::DateTime;
use kernel::{Instant, LatLng};
use proptest::prelude::*;
use std::collections::BTreeMap;

type Moves = Vec<(u32, LatLng, i64, u8)>;

fn at(second: i64) -> Instant {
    DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
}

fn place(lat: f64, lng: f64) -> LatLng {
    LatLng::parse(lat, lng).unwrap()
}

fn entry(key: u32, place: LatLng, second: i64, tag: u8) -> Entry<u32, u8> {
    Entry { key, place, tags: Tags::NONE.with(tag), at: at(second), payload: tag }
}

/// Places near one town, half of them exactly on borders of cells, and some on the same spot.
fn near(lat: f64, lng: f64, cells: i32) -> impl Strategy<Value = LatLng> {
    let middle = Cell::of(place(lat, lng));
    let on_border = (-cells..=cells, -cells..=cells).prop_map(move |(rows, columns)| {
        place(
            (21.9 + f64::from(middle.row + rows) * 0.0045).clamp(21.9, 31.8),
            (24.6 + f64::from(middle.column + columns) * 0.0052).clamp(24.6, 37.1),
        )
    });
    let spread = f64::from(cells) * 0.005;
    let anywhere = (-spread..spread, -spread..spread).prop_map(move |(dlat, dlng)| {
        place((lat + dlat).clamp(21.9, 31.8), (lng + dlng).clamp(24.6, 37.1))
    });
    prop_oneof![on_border, anywhere]
}

/// Cairo, Aswan's far south, the north-western and the south-eastern corner of the box.
fn town() -> impl Strategy<Value = (f64, f64)> {
    prop::sample::select(vec![(30.05, 31.24), (22.3, 31.6), (31.79, 24.61), (21.91, 37.09)])
}

/// Places around Egypt's box, half of them near its corners in the west and the south-east.
fn beyond_the_border() -> impl Strategy<Value = (f64, f64)> {
    prop_oneof![
        (15.0..40.0f64, 15.0..45.0f64),
        (31.8..32.0f64, 24.4..24.8f64),
        (21.7..22.0f64, 37.0..37.3f64),
    ]
}

fn world() -> impl Strategy<Value = (Moves, LatLng)> {
    (town(), prop::sample::select(vec![3, 12, 60])).prop_flat_map(|((lat, lng), cells)| {
        let moves = (0u32..60, near(lat, lng, cells), 0i64..50, 0u8..3);
        (prop::collection::vec(moves, 0..150), near(lat, lng, cells))
    })
}

/// A grid and a plain map that were told the same.
fn build(moves: &Moves) -> (Grid<u32, u8>, BTreeMap<u32, Entry<u32, u8>>) {
    let mut grid = Grid::new();
    let mut all = BTreeMap::<u32, Entry<u32, u8>>::new();
    for &(key, place, second, tag) in moves {
        if tag == 2 && second % 3 == 0 {
            assert_eq!(grid.remove(key), all.remove(&key));
            continue;
        }
        let entry = entry(key, place, second, tag);
        let told = grid.upsert(entry).unwrap();
        match all.get(&key).map(|old| old.at) {
            None => assert_eq!(told, Upserted::Inserted),
            Some(old) if old > entry.at => {
                assert_eq!(told, Upserted::Late);
                continue;
            }
            Some(_) => assert_eq!(told, Upserted::Replaced),
        }
        all.insert(key, entry);
    }
    (grid, all)
}

fn scan(
    all: &BTreeMap<u32, Entry<u32, u8>>,
    center: LatLng,
    radius_m: f64,
    filter: impl Fn(&Entry<u32, u8>) -> bool,
) -> Vec<(u32, f64)> {
    let mut found: Vec<_> = all
        .values()
        .filter(|e| filter(e))
        .map(|e| (e.key, center.distance_m(e.place)))
        .filter(|&(_, distance_m)| distance_m <= radius_m)
        .collect();
    found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_grid_holds_what_it_was_told((moves, _) in world()) {
        let (grid, all) = build(&moves);
        prop_assert_eq!(grid.len(), all.len());
        prop_assert_eq!(grid.entries().count(), all.len());
        for (key, entry) in &all {
            prop_assert_eq!(grid.get(*key), Some(entry));
        }
    }

    #[test]
    fn the_nearest_are_those_of_a_full_scan(
        (moves, center) in world(),
        count in 0usize..12,
        radius_m in prop_oneof![0.0..2_000.0, 0.0..40_000.0, Just(5e6), Just(f64::INFINITY)],
        tag in 0u8..3,
    ) {
        let (grid, all) = build(&moves);
        let wanted = Tags::NONE.with(tag);
        let got: Vec<_> = grid
            .nearest(center, count, radius_m, |e| e.tags.has_all(wanted))
            .iter()
            .map(|f| (f.entry.key, f.distance_m))
            .collect();
        let mut expected = scan(&all, center, radius_m, |e| e.tags.has_all(wanted));
        expected.truncate(count);
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn a_radius_that_ends_exactly_at_an_entry_includes_it((moves, center) in world()) {
        let (grid, all) = build(&moves);
        for entry in all.values() {
            let radius_m = center.distance_m(entry.place);
            let got: Vec<_> = grid
                .within(center, radius_m)
                .iter()
                .map(|f| (f.entry.key, f.distance_m))
                .collect();
            prop_assert!(got.iter().any(|&(key, _)| key == entry.key));
            prop_assert_eq!(got, scan(&all, center, radius_m, |_| true));
        }
    }

    #[test]
    fn a_search_from_beyond_the_border_still_finds_those_inside(
        (moves, _) in world(),
        (lat, lng) in beyond_the_border(),
        radius_m in prop_oneof![0.0..60_000.0f64, 0.0..1_900_000.0f64],
    ) {
        let (grid, all) = build(&moves);
        let center = place(lat, lng);
        let got: Vec<_> = grid
            .nearest(center, 5, radius_m, |_| true)
            .iter()
            .map(|f| (f.entry.key, f.distance_m))
            .collect();
        let mut expected = scan(&all, center, radius_m, |_| true);
        expected.truncate(5);
        prop_assert_eq!(got, expected);
    }
}

#[test]
fn of_equally_near_ones_the_smaller_key_comes_first() {
    let mut grid = Grid::new();
    let here = place(30.05, 31.24);
    for key in [5, 3, 9, 1] {
        grid.upsert(entry(key, here, 0, 0)).unwrap();
    }
    let keys: Vec<_> = grid.nearest(here, 3, 10.0, |_| true).iter().map(|f| f.entry.key).collect();
    assert_eq!(keys, [1, 3, 5]);
}

#[test]
fn the_corners_of_egypts_box_have_cells_and_beyond_them_is_refused() {
    let mut grid = Grid::new();
    for (key, (lat, lng)) in
        [(21.9, 24.6), (21.9, 37.1), (31.8, 24.6), (31.8, 37.1)].into_iter().enumerate()
    {
        grid.upsert(entry(key as u32, place(lat, lng), 0, 0)).unwrap();
    }
    assert_eq!(grid.len(), 4);
    let refused = grid.upsert(entry(0, place(48.85, 2.35), 1, 0)).unwrap_err();
    assert_eq!(refused.code, "place.outside_egypt");
    assert_eq!(grid.get(0).map(|e| e.place), Some(place(21.9, 24.6)));
}

#[test]
fn a_senseless_radius_finds_nothing() {
    let mut grid = Grid::new();
    let here = place(30.05, 31.24);
    grid.upsert(entry(1, here, 0, 0)).unwrap();
    for radius_m in [-1.0, f64::NAN, f64::NEG_INFINITY] {
        assert!(grid.nearest(here, 5, radius_m, |_| true).is_empty());
        assert!(grid.within(here, radius_m).is_empty());
    }
    assert!(grid.nearest(place(-89.9, 179.9), 5, 1e9, |_| true).is_empty());
}

#[test]
fn old_entries_can_be_swept_and_payloads_changed_in_place() {
    let mut grid = Grid::new();
    for key in 0..10 {
        grid.upsert(entry(key, place(30.0, 31.0), key.into(), 0)).unwrap();
    }
    assert_eq!(grid.remove_older_than(at(4)), 4);
    assert_eq!(grid.len(), 6);
    let (tags, payload) = grid.get_mut(7).unwrap();
    *tags = tags.with(9);
    *payload = 42;
    assert_eq!(grid.get(7).map(|e| (e.tags.has(9), e.payload)), Some((true, 42)));
    assert!(grid.get_mut(1).is_none());
}
