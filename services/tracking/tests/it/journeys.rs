//! What is noticed about journeys, what open screens see of them, and what estimates learn.

use crate::fixture::{
    Fixture, HERE, as_customer, as_operator, assemble, booking, customer, eventually, provider,
};
use chrono::TimeDelta;
use contracts::Event;
use contracts::booking::Stage;
use contracts::realtime::JourneySight;
use contracts::tracking::{
    JourneyArrivedNear, JourneyCleared, JourneyDark, JourneyDwelling, JourneyLeft, JourneyMoving,
    JourneySeen, JourneyStopped,
};
use kernel::Role;
use serde_json::json;
use std::sync::atomic::Ordering;
use testkit::TestApp;
use tokio_util::sync::CancellationToken;

/// The address's pin in the fixture.
const PIN: (f64, f64) = (30.09, 31.32);
/// A degree of latitude, in metres.
const DEGREE_M: f64 = 111_195.08;

/// Provider 1 sets out to booking 1.
async fn set_out(f: &Fixture) {
    f.shift(1, true).await;
    f.stage(1, Stage::Assigned, Some(1)).await;
    f.stage(1, Stage::EnRoute, Some(1)).await;
}

/// Provider 1 is so many metres south of the pin.
async fn at(f: &Fixture, metres: f64) {
    let place = json!({"lat": PIN.0 - metres / DEGREE_M, "lng": PIN.1});
    f.report(1, f.fix_with(0, place)).await.expect(200);
}

async fn how_many<E: Event>(f: &Fixture) -> usize {
    f.app.told::<E>().await.len()
}

#[tokio::test]
async fn silence_is_told_after_a_minute_and_ends_with_the_next_fix() {
    let f = Fixture::new().await;
    set_out(&f).await;
    at(&f, 3_000.0).await;
    f.later(59);
    assert_eq!(f.api.watch().await.unwrap(), 0);
    f.later(1);
    assert_eq!(f.api.watch().await.unwrap(), 1);
    assert_eq!(f.api.watch().await.unwrap(), 0);
    let dark = &f.app.told::<JourneyDark>().await[0].journey;
    assert_eq!((dark.booking_id, dark.customer_id), (booking(1), customer(1)));
    assert_eq!((dark.provider_id, dark.at, dark.distance_m), (provider(1), f.now(), Some(3_000)));
    f.later(10);
    at(&f, 2_900.0).await;
    assert_eq!(f.api.watch().await.unwrap(), 1);
    let seen = &f.app.told::<JourneySeen>().await[0];
    assert_eq!((seen.journey.at, seen.because), (f.now(), JourneyCleared::Seen));
}

#[tokio::test]
async fn operators_see_what_holds_and_nobody_else_does() {
    let f = Fixture::new().await;
    set_out(&f).await;
    let since = f.now();
    for _ in 0..20 {
        at(&f, 3_000.0).await;
        f.later(10);
    }
    f.api.watch().await.unwrap();
    let shown = f.track(1, as_operator(Role::Support)).await.expect(200).json;
    let stopped_at = since + TimeDelta::seconds(180);
    assert_eq!(shown["notices"], json!([{"kind": "stopped", "since": stopped_at}]));
    for viewer in [as_customer(1), crate::fixture::as_provider(1)] {
        assert!(f.track(1, viewer).await.expect(200).json.get("notices").is_none());
    }
}

#[tokio::test]
async fn an_arrival_is_told_with_its_stay_and_its_end() {
    let f = Fixture::new().await;
    set_out(&f).await;
    at(&f, 900.0).await;
    f.later(60);
    at(&f, 149.0).await;
    f.later(180);
    at(&f, 20.0).await;
    f.api.watch().await.unwrap();
    assert_eq!(how_many::<JourneyArrivedNear>(&f).await, 1);
    assert_eq!(how_many::<JourneyDwelling>(&f).await, 1);
    f.stage(1, Stage::Arrived, Some(1)).await;
    f.stage(1, Stage::Working, Some(1)).await;
    assert_eq!(how_many::<JourneyLeft>(&f).await, 0);
    f.stage(1, Stage::Done, Some(1)).await;
    let left = f.app.told::<JourneyLeft>().await;
    assert_eq!((left.len(), left[0].because), (1, JourneyCleared::MovedOn));
    let open: i64 = sqlx::query_scalar(
        "select count(*) from tracking.journey_signals where cleared_at is null",
    )
    .fetch_one(f.db.pool())
    .await
    .unwrap();
    assert_eq!(open, 0);
}

#[tokio::test]
async fn what_is_of_the_way_is_cleared_when_the_provider_says_it_is_there() {
    let f = Fixture::new().await;
    set_out(&f).await;
    f.later(100);
    f.api.watch().await.unwrap();
    f.stage(1, Stage::Arrived, Some(1)).await;
    let seen = f.app.told::<JourneySeen>().await;
    assert_eq!((seen.len(), seen[0].because), (1, JourneyCleared::MovedOn));
    f.later(1_000);
    assert_eq!(f.api.watch().await.unwrap(), 0);
}

#[tokio::test]
async fn nothing_is_raised_after_the_end_although_it_was_noticed_before() {
    let f = Fixture::new().await;
    set_out(&f).await;
    f.later(100);
    // Another process hears of the end and writes it; this one notices the silence first.
    let (mut other, _) = assemble(&f.db, &f.world, json!({}));
    other.background.clear();
    let other = TestApp::new(&f.db, &f.world, vec![other]);
    let booking = crate::fixture::facts(&f, 1, Stage::Arrived, Some(1));
    other.publish(&contracts::booking::BookingMoved { booking, from: Stage::EnRoute }).await;
    assert_eq!(f.api.watch().await.unwrap(), 0);
    assert_eq!(how_many::<JourneyDark>(&f).await, 0);
}

#[tokio::test]
async fn silence_that_another_process_does_not_share_is_not_told() {
    let f = Fixture::new().await;
    set_out(&f).await;
    at(&f, 3_000.0).await;
    f.api.flush().await.unwrap();
    // The next version has taken over and hears the provider; this one doesn't.
    let (mut other, api) = assemble(&f.db, &f.world, json!({}));
    other.background.clear();
    let other = TestApp::new(&f.db, &f.world, vec![other]);
    f.later(58);
    let near = f.fix_with(0, json!({"lat": PIN.0 - 0.02, "lng": PIN.1}));
    other.post("/api/v1/locations", crate::fixture::as_provider(1), near).await.expect(200);
    api.flush().await.unwrap();
    f.later(3);
    assert_eq!(f.api.watch().await.unwrap(), 0);
    assert_eq!(how_many::<JourneyDark>(&f).await, 0);
    f.later(60);
    assert_eq!(api.watch().await.unwrap(), 1);
}

#[tokio::test]
async fn a_restart_keeps_what_was_raised_and_tells_its_end() {
    let f = Fixture::new().await;
    set_out(&f).await;
    for _ in 0..20 {
        at(&f, 3_000.0).await;
        f.later(10);
    }
    f.api.watch().await.unwrap();
    let f = f.restarted().await;
    f.api.tidy(false).await.unwrap();
    for metres in [3_000.0, 2_900.0] {
        at(&f, metres).await;
        f.later(10);
    }
    f.api.watch().await.unwrap();
    assert_eq!((how_many::<JourneyStopped>(&f).await, how_many::<JourneyMoving>(&f).await), (1, 1));
    // Nobody listened during the restart: that silence was ours.
    assert_eq!(how_many::<JourneyDark>(&f).await, 0);
}

#[tokio::test]
async fn without_the_database_signals_wait_and_fixes_go_on() {
    let f = Fixture::new().await;
    set_out(&f).await;
    let run = async |sql: &'static str| sqlx::query(sql).execute(f.db.pool()).await.unwrap();
    run("revoke insert on tracking.journey_signals from osta_tracking").await;
    f.later(61);
    f.api.watch().await.unwrap_err();
    at(&f, 3_000.0).await;
    run("grant insert on tracking.journey_signals to osta_tracking").await;
    assert_eq!(f.api.watch().await.unwrap(), 2);
    assert_eq!((how_many::<JourneyDark>(&f).await, how_many::<JourneySeen>(&f).await), (1, 1));
}

#[tokio::test]
async fn screens_get_the_newest_picture_of_each_journey_and_hear_when_it_grows_old() {
    let f = Fixture::new().await;
    set_out(&f).await;
    f.api.show().await;
    let first = f.screens.look();
    assert_eq!((first.len(), first[0].place, first[0].sight), (1, None, JourneySight::Dark));
    for metres in [3_000.0, 2_950.0, 2_900.0] {
        at(&f, metres).await;
        f.later(1);
    }
    assert_eq!(f.api.show().await, 1);
    let moved = f.screens.look();
    assert_eq!((moved[0].booking_id, moved[0].provider_id), (booking(1), provider(1)));
    assert_eq!((moved[0].sight, moved[0].accuracy_m), (JourneySight::Live, Some(10.0)));
    assert!((moved[0].place.unwrap().lat() - (PIN.0 - 2_900.0 / DEGREE_M)).abs() < 1e-9);
    // 30 km/h.
    assert!((moved[0].speed_mps.unwrap() - 8.333).abs() < 0.001);
    let arrival = moved[0].arrival.unwrap();
    assert!(f.now() < arrival.earliest && arrival.earliest < arrival.latest);
    assert_eq!(f.api.show().await, 0);
    for (wait, sight, is_shown) in
        [(15, JourneySight::Stale, true), (45, JourneySight::Dark, false)]
    {
        f.later(wait);
        f.api.watch().await.unwrap();
        assert_eq!(f.api.show().await, 1);
        let old = f.screens.look();
        assert_eq!((old[0].sight, old[0].place.is_some()), (sight, is_shown));
    }
    f.stage(1, Stage::Arrived, Some(1)).await;
    at(&f, 10.0).await;
    f.api.show().await;
    assert_eq!(f.screens.look()[0].arrival, None);
    f.stage(1, Stage::Done, Some(1)).await;
    assert_eq!(f.api.show().await, 0);
}

#[tokio::test]
async fn screens_that_are_away_hold_nobody_up() {
    let f = Fixture::new().await;
    set_out(&f).await;
    f.screens.away.store(true, Ordering::Relaxed);
    at(&f, 3_000.0).await;
    assert_eq!(f.api.show().await, 1);
    f.screens.away.store(false, Ordering::Relaxed);
    // That picture is lost; the next fix shows the truth again.
    assert_eq!(f.api.show().await, 0);
    f.later(5);
    at(&f, 2_900.0).await;
    assert_eq!(f.api.show().await, 1);
}

#[tokio::test]
async fn watchman_and_courier_go_round_by_themselves() {
    let mut f = Fixture::new().await;
    set_out(&f).await;
    f.later(61);
    let stop = CancellationToken::new();
    let tasks = std::mem::take(&mut f.background);
    let tasks: Vec<_> = tasks.into_iter().map(|task| tokio::spawn(task(stop.clone()))).collect();
    eventually("silence is told", async || how_many::<JourneyDark>(&f).await == 1).await;
    let _ = f.screens.look();
    at(&f, 3_000.0).await;
    let shown = async || f.screens.look().iter().any(|moved| moved.place.is_some());
    eventually("the screens see it", shown).await;
    stop.cancel();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn estimates_learn_from_finished_ways_once_and_after_a_restart_too() {
    let f = Fixture::new().await;
    let likely = async |f: &Fixture| {
        f.shift(9, true).await;
        f.stage(9, Stage::EnRoute, Some(9)).await;
        let here = json!({"lat": HERE.0, "lng": HERE.1});
        f.report(9, f.fix_with(0, here)).await.expect(200);
        let shown = f.track(9, as_customer(9)).await.expect(200).json;
        shown["eta"]["likelyS"].as_i64().unwrap()
    };
    let before = likely(&f).await;
    // At noon 1 km is thought to take 162 s; here it takes ten minutes, again and again.
    for n in 1..=5 {
        f.shift(1, true).await;
        f.stage(100 + n, Stage::EnRoute, Some(1)).await;
        for step in 0..=10 {
            let metres = 1_000.0 - 90.0 * f64::from(step);
            let place = json!({"lat": PIN.0 - metres / DEGREE_M, "lng": PIN.1});
            f.report(1, f.fix_with(0, place)).await.expect(200);
            f.later(60);
        }
        f.api.watch().await.unwrap();
        f.api.watch().await.unwrap();
        f.stage(100 + n, Stage::Done, Some(1)).await;
    }
    let kept: i64 = sqlx::query_scalar("select count(*) from tracking.travel_samples")
        .fetch_one(f.db.pool())
        .await
        .unwrap();
    assert_eq!(kept, 5);
    // The same hour of the next day.
    f.later(86_400 - 3_300);
    let after = likely(&f).await;
    assert!(after > before, "{before} {after}");
    let f = f.restarted().await;
    assert_eq!(likely(&f).await, after);
    f.later(91 * 86_400);
    f.api.tidy(true).await.unwrap();
    let kept: i64 = sqlx::query_scalar("select count(*) from tracking.travel_samples")
        .fetch_one(f.db.pool())
        .await
        .unwrap();
    assert_eq!(kept, 0);
}
