//! What a process that was started afresh knows, and what it forgets.

use crate::fixture::{Fixture, as_customer, assemble, eventually, provider};
use contracts::booking::Stage;
use contracts::tracking::TrackingApi;
use serde_json::json;
use testkit::TestApp;

async fn is_live(f: &Fixture, n: u128) -> bool {
    f.api.last_fix(provider(n)).await.unwrap().is_some()
}

#[tokio::test]
async fn young_positions_of_those_on_duty_are_back_after_a_restart() {
    let f = Fixture::new().await;
    for n in 1..=4 {
        f.shift(n, true).await;
    }
    f.report(1, f.fix(0)).await.expect(200);
    f.later(301);
    f.report(2, f.fix_with(0, json!({"mock": true, "heading": null}))).await.expect(200);
    f.report(3, f.fix(0)).await.expect(200);
    f.report(4, f.fix(0)).await.expect(200);
    f.stage(4, Stage::EnRoute, Some(4)).await;
    f.api.flush().await.unwrap();
    f.shift(3, false).await;
    f.shift(4, false).await;
    let before = f.api.last_fix(provider(2)).await.unwrap();

    let f = f.restarted().await;
    // Five minutes are the limit; off duty nothing comes back; a journey is a duty.
    assert!(!is_live(&f, 1).await && !is_live(&f, 3).await);
    assert!(is_live(&f, 2).await && is_live(&f, 4).await);
    assert_eq!(f.api.last_fix(provider(2)).await.unwrap(), before);
    assert_eq!(f.report(2, f.fix(-1)).await.expect(200).json["kept"], "history");
    let shown = f.track(4, as_customer(4)).await.expect(200).json;
    assert_eq!(shown["freshness"], "live");
    f.report(3, f.fix(1)).await.expect(409);
}

#[tokio::test]
async fn another_process_that_applied_the_event_is_heard_of() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.report(1, f.fix(0)).await.expect(200);
    // The second process of a rolling deployment follows the log from now on.
    let (mut other, _) = assemble(&f.db, &f.world, json!({}));
    other.background.clear();
    let other = TestApp::new(&f.db, &f.world, vec![other]);
    other.publish(&crate::fixture::state(1, false)).await;
    assert!(is_live(&f, 1).await);
    f.api.tidy(false).await.unwrap();
    assert!(!is_live(&f, 1).await);
    f.report(1, f.fix(1)).await.expect(409);
}

#[tokio::test]
async fn the_housekeeper_goes_round_by_itself() {
    let mut f = Fixture::new().await;
    f.shift(1, true).await;
    f.report(1, f.fix(0)).await.expect(200);
    f.later(601);
    let stop = tokio_util::sync::CancellationToken::new();
    let tasks = std::mem::take(&mut f.background);
    let tasks: Vec<_> = tasks.into_iter().map(|task| tokio::spawn(task(stop.clone()))).collect();
    eventually("the old position leaves the index", async || !is_live(&f, 1).await).await;
    stop.cancel();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn ended_journeys_and_left_over_positions_are_forgotten() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.stage(1, Stage::EnRoute, Some(1)).await;
    f.stage(1, Stage::Done, Some(1)).await;
    f.stage(2, Stage::EnRoute, Some(1)).await;
    f.report(1, f.fix(0)).await.expect(200);
    f.stage(2, Stage::Paused, Some(1)).await;
    f.shift(1, false).await;
    // Written after the shift ended.
    f.api.flush().await.unwrap();
    assert_eq!(f.last_position_rows().await, 1);
    f.later(89 * 86_400);
    f.api.tidy(true).await.unwrap();
    assert_eq!(f.last_position_rows().await, 0);
    f.track(1, as_customer(1)).await.expect(410);
    f.later(2 * 86_400);
    f.api.tidy(true).await.unwrap();
    f.track(1, as_customer(1)).await.expect(404);
    f.track(2, as_customer(2)).await.expect(409);
}

#[tokio::test]
async fn before_the_first_look_at_the_database_nobody_is_guessed_at() {
    let f = Fixture::new().await;
    let mut chassis = testkit::chassis(&f.db, "tracking", &f.world);
    let nowhere = "postgres://nobody@127.0.0.1:1/none";
    chassis.db = chassis::Db::connect(nowhere, "tracking", 1, chassis::bus::Wake::new()).unwrap();
    let (parts, api) = tracking::parts(chassis, None).unwrap();
    let app = TestApp::new(&f.db, &f.world, vec![parts]);
    let answer =
        app.post("/api/v1/locations", crate::fixture::as_provider(1), f.fix(0)).await.expect(503);
    assert_eq!(answer.code(), "unavailable");
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(api.last_fix(provider(1)).await, Err(contracts::PortError::Unavailable));
}

#[tokio::test]
async fn a_wrong_section_of_the_configuration_is_named() {
    let f = Fixture::new().await;
    let mut chassis = testkit::chassis(&f.db, "tracking", &f.world);
    let mut settings = (*chassis.settings).clone();
    settings.sections.insert("tracking".into(), json!({"backlog": 1}));
    chassis.settings = std::sync::Arc::new(settings);
    let error = tracking::parts(chassis, None).err().unwrap().to_string();
    assert!(error.contains("section tracking"), "{error}");
}
