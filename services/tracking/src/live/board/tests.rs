//! The laws of the live picture.

use super::{Kept, Live, Seen};
use crate::domain::fix::Fix;
use crate::domain::flags::Flags;
use crate::domain::journey::tests::{provider, walk};
use crate::domain::map_area::MapArea;
use crate::live::ProviderState;
use chrono::TimeDelta;
use contracts::booking::Stage;
use kernel::{Instant, LatLng};
use proptest::prelude::*;
use uuid::Uuid;

fn at(second: i64) -> Instant {
    "2026-11-22T10:00:00Z".parse::<Instant>().unwrap() + TimeDelta::seconds(second)
}

fn place(lat: f64, lng: f64) -> LatLng {
    LatLng::parse(lat, lng).unwrap()
}

fn fix(second: i64, lat: f64) -> Fix {
    Fix {
        place: place(lat, 31.24),
        accuracy_m: 10.0,
        heading_deg: None,
        speed_kmh: None,
        at: at(second),
        mock: false,
    }
}

fn state(n: u128, version: i64, since: Option<i64>) -> ProviderState {
    ProviderState {
        provider_id: provider(n),
        version,
        display_name: format!("P{n}"),
        has_photo: false,
        shift_since: since.map(at),
        services: vec![Uuid::from_u128(n).into()],
    }
}

fn on_shift(n: u128) -> Live {
    let live = Live::default();
    live.put_provider(state(n, 1, Some(-100_000)));
    live
}

#[test]
fn without_a_shift_or_a_journey_nothing_is_taken() {
    let live = Live::default();
    assert_eq!(live.take(provider(1), fix(0, 30.0), None, at(0)), None);
    assert_eq!(live.last(provider(1)), None);
    live.put_provider(state(1, 1, None));
    assert_eq!(live.take(provider(1), fix(0, 30.0), None, at(0)), None);
}

#[test]
fn a_shift_that_ends_takes_the_position_with_it_unless_a_journey_is_on() {
    let live = on_shift(1);
    live.take(provider(1), fix(0, 30.0), None, at(0)).unwrap();
    live.put_journey(walk(&[(Stage::EnRoute, Some(provider(1)))]).unwrap());
    live.put_provider(state(1, 2, None));
    let taken = live.take(provider(1), fix(5, 30.0), None, at(5)).unwrap();
    assert!(!taken.on_shift && taken.booking_id.is_some());
    assert!(live.last(provider(1)).is_some());
    let mut over = walk(&[(Stage::Done, Some(provider(1)))]).unwrap();
    over.version = 9;
    live.put_journey(over);
    assert_eq!(live.last(provider(1)), None);
    assert_eq!(live.take(provider(1), fix(6, 30.0), None, at(6)), None);
}

#[test]
fn a_replaced_provider_is_forgotten_at_once() {
    let live = Live::default();
    live.put_journey(walk(&[(Stage::EnRoute, Some(provider(1)))]).unwrap());
    live.take(provider(1), fix(5, 30.0), None, at(5)).unwrap();
    let steps = [(Stage::EnRoute, Some(provider(1))), (Stage::EnRoute, Some(provider(2)))];
    live.put_journey(walk(&steps).unwrap());
    assert_eq!(live.last(provider(1)), None);
    assert!(live.duty(provider(2)).is_on());
}

#[test]
fn an_old_fix_is_history_even_when_nothing_newer_is_known() {
    let live = on_shift(1);
    let taken = live.take(provider(1), fix(0, 30.0), None, at(601)).unwrap();
    assert_eq!(taken.kept, Kept::History);
    assert_eq!(live.last(provider(1)), None);
}

#[test]
fn positions_that_nobody_renewed_leave_the_index() {
    let live = on_shift(1);
    live.take(provider(1), fix(0, 30.0), None, at(0)).unwrap();
    live.age_out(at(600));
    assert!(live.last(provider(1)).is_some());
    live.age_out(at(601));
    assert_eq!(live.last(provider(1)), None);
}

#[test]
fn a_stored_position_comes_back_only_for_those_on_duty_and_never_over_a_newer_one() {
    let live = on_shift(1);
    let stored =
        |second| Seen { fix: fix(second, 30.5), flags: Flags::default(), received_at: at(second) };
    live.restore(provider(2), stored(0));
    assert_eq!(live.last(provider(2)), None);
    live.restore(provider(1), stored(0));
    assert_eq!(live.last(provider(1)), Some(stored(0)));
    live.take(provider(1), fix(10, 30.5), None, at(10)).unwrap();
    live.restore(provider(1), stored(5));
    assert_eq!(live.last(provider(1)).map(|seen| seen.fix.at), Some(at(10)));
}

#[test]
fn the_nearest_offer_the_service_and_were_seen_lately() {
    let live = Live::default();
    for n in 1..=3 {
        live.put_provider(state(n, 1, Some(0)));
        live.take(provider(n), fix(10 * n as i64, 30.0 + 0.001 * n as f64), None, at(30)).unwrap();
    }
    let found = |service: Option<u128>, since| -> Vec<_> {
        let service = service.map(|s| Uuid::from_u128(s).into());
        let found = live.nearest(place(30.0, 31.24), 10, 5_000.0, service, at(since));
        found.into_iter().map(|(id, _)| id).collect()
    };
    assert_eq!(found(None, 0), [provider(1), provider(2), provider(3)]);
    assert_eq!(found(None, 15), [provider(2), provider(3)]);
    assert_eq!(found(Some(3), 0), [provider(3)]);
    assert_eq!(found(Some(9), 0), []);
}

#[test]
fn the_map_shows_the_latest_first_and_says_how_many_there_are() {
    let live = Live::default();
    for n in 1..=3 {
        live.put_provider(state(n, 1, Some(0)));
        live.take(provider(n), fix(n as i64, 30.0), None, at(3)).unwrap();
    }
    live.put_provider(state(4, 1, Some(0)));
    live.take(provider(4), fix(3, 25.0), None, at(3)).unwrap();
    let area = MapArea::parse(29.9, 31.0, 30.1, 31.5).unwrap();
    let (shown, total) = live.map(&area, 2);
    let names: Vec<_> = shown.iter().map(|p| p.display_name.as_str()).collect();
    assert_eq!((names, total), (vec!["P3", "P2"], 3));
}

#[test]
fn whoever_listens_hears_what_is_told() {
    let live = on_shift(1);
    let mut listener = live.subscribe();
    let taken = live.take(provider(1), fix(0, 30.0), None, at(0)).unwrap();
    live.tell(&taken);
    let heard = listener.try_recv().unwrap();
    assert_eq!((heard.provider_id, heard.fix), (provider(1), taken.fix));
}

proptest! {
    #[test]
    fn the_live_position_never_moves_back_and_is_the_newest_recent_fix(
        seconds in prop::collection::vec(-1_200i64..30, 1..60),
    ) {
        let live = on_shift(1);
        let mut last: Option<Instant> = None;
        for second in &seconds {
            let taken = live.take(provider(1), fix(*second, 30.0), None, at(0)).unwrap();
            let now_last = live.last(provider(1)).map(|seen| seen.fix.at);
            prop_assert!(now_last >= last);
            prop_assert_eq!(taken.kept == Kept::Live, now_last != last);
            last = now_last;
        }
        let newest = seconds.iter().copied().filter(|s| *s >= -600).max();
        prop_assert_eq!(last, newest.map(at));
    }

    #[test]
    fn mock_fixes_and_jumps_are_flagged_and_kept(
        mock in any::<bool>(),
        step in prop_oneof![Just(0.0001), Just(0.5)],
    ) {
        let live = on_shift(1);
        live.take(provider(1), fix(0, 30.0), None, at(0)).unwrap();
        let next = Fix { mock, ..fix(10, 30.0 + step) };
        let taken = live.take(provider(1), next, None, at(10)).unwrap();
        prop_assert_eq!(taken.flags, Flags { mock, jump: step > 0.1 });
        prop_assert_eq!(taken.kept, Kept::Live);
        prop_assert_eq!(live.last(provider(1)).map(|seen| seen.flags), Some(taken.flags));
    }
}
