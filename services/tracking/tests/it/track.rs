//! `GET /bookings/{id}/track`: who may see whom, and what.

use crate::fixture::{Fixture, as_customer, as_operator, as_provider, booking, customer, provider};
use contracts::booking::Stage;
use kernel::Role;
use serde_json::json;

/// What customer 1, its provider and an operator get.
async fn statuses(f: &Fixture) -> [u16; 3] {
    let mut statuses = [0; 3];
    let viewers = [as_customer(1), as_provider(1), as_operator(Role::Support)];
    for (n, viewer) in viewers.into_iter().enumerate() {
        statuses[n] = f.track(1, viewer).await.status.as_u16();
    }
    for stranger in [as_customer(2), as_provider(2)] {
        assert_eq!(f.track(1, stranger).await.expect(404).code(), "not_found");
    }
    statuses
}

#[tokio::test]
async fn who_may_follow_whom_changes_with_the_stage() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    assert_eq!(statuses(&f).await, [404, 404, 404]);
    for (stage, bound, expected) in [
        (Stage::Offered, None, [409, 404, 409]),
        (Stage::Assigned, Some(1), [409, 200, 200]),
        (Stage::EnRoute, Some(1), [200, 200, 200]),
        (Stage::Arrived, Some(1), [200, 200, 200]),
        (Stage::Inspecting, Some(1), [200, 200, 200]),
        (Stage::Working, Some(1), [200, 200, 200]),
        (Stage::Paused, Some(1), [409, 200, 200]),
        (Stage::Working, Some(1), [200, 200, 200]),
        (Stage::Done, Some(1), [410, 410, 410]),
    ] {
        f.stage(1, stage, bound).await;
        assert_eq!(statuses(&f).await, expected, "{stage:?}");
    }
}

#[tokio::test]
async fn each_refusal_says_why() {
    let f = Fixture::new().await;
    for (stage, status, code) in [
        (Stage::Assigned, 409, "tracking.journey_not_started"),
        (Stage::Paused, 409, "tracking.journey_paused"),
        (Stage::Closed, 410, "tracking.journey_ended"),
    ] {
        f.stage(1, stage, Some(1)).await;
        assert_eq!(f.track(1, as_customer(1)).await.expect(status).code(), code);
    }
    f.app.get("/api/v1/bookings/not-an-id/track", as_customer(1)).await.expect(404);
}

#[tokio::test]
async fn a_replaced_provider_is_out_of_sight_at_once() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.stage(1, Stage::EnRoute, Some(1)).await;
    f.report(1, f.fix(0)).await.expect(200);
    f.track(1, as_customer(1)).await.expect(200);
    f.stage(1, Stage::Searching, None).await;
    f.track(1, as_customer(1)).await.expect(409);
    f.track(1, as_provider(1)).await.expect(404);
    f.stage(1, Stage::EnRoute, Some(2)).await;
    let answer = f.track(1, as_customer(1)).await.expect(200);
    assert_eq!(answer.json["providerId"], json!(provider(2)));
    assert!(answer.json.get("position").is_none());
}

#[tokio::test]
async fn a_journey_shows_position_age_freshness_and_an_arrival_interval() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.stage(1, Stage::EnRoute, Some(1)).await;
    let answer = f.track(1, as_customer(1)).await.expect(200);
    assert_eq!(answer.json["freshness"], "dark");
    assert!(answer.json.get("eta").is_none());

    f.report(1, f.fix(0)).await.expect(200);
    let shown = f.track(1, as_customer(1)).await.expect(200).json;
    assert_eq!(shown["bookingId"], json!(booking(1)));
    assert_eq!((&shown["state"], &shown["freshness"]), (&json!("en_route"), &json!("live")));
    assert_eq!(
        shown["position"],
        json!({"place": {"lat": 30.0444, "lng": 31.2357}, "accuracy": 10.0, "heading": 90.0,
               "speed": 30.0, "recordedAt": f.now(), "ageS": 0})
    );
    assert_eq!(shown["since"], json!(f.now()));
    assert!((9_000..10_000).contains(&shown["distanceM"].as_i64().unwrap()));
    let eta = |name: &str| shown["eta"][name].as_i64().unwrap();
    assert!(eta("lowS") < eta("likelyS") && eta("likelyS") < eta("highS"));

    f.later(15);
    let shown = f.track(1, as_customer(1)).await.expect(200).json;
    assert_eq!((&shown["freshness"], &shown["position"]["ageS"]), (&json!("stale"), &json!(15)));
    assert!(shown.get("eta").is_some());
    f.later(45);
    let shown = f.track(1, as_customer(1)).await.expect(200).json;
    assert_eq!((&shown["freshness"], &shown["position"]["ageS"]), (&json!("dark"), &json!(60)));
    // Guessing an arrival from where somebody was a minute ago would be pretending.
    assert!(shown.get("eta").is_none());
    f.stage(1, Stage::Arrived, Some(1)).await;
    f.report(1, f.fix(0)).await.expect(200);
    let shown = f.track(1, as_customer(1)).await.expect(200).json;
    assert_eq!((&shown["freshness"], shown.get("eta")), (&json!("live"), None));
}

#[tokio::test]
async fn a_customer_does_not_see_where_the_provider_was_before_it_set_out() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.report(1, f.fix(0)).await.expect(200);
    f.later(120);
    f.stage(1, Stage::EnRoute, Some(1)).await;
    let shown = f.track(1, as_customer(1)).await.expect(200).json;
    assert_eq!((shown.get("position"), &shown["freshness"]), (None, &json!("dark")));
    let shown = f.track(1, as_operator(Role::Support)).await.expect(200).json;
    assert_eq!(shown["position"]["ageS"], 120);
}

#[tokio::test]
async fn a_position_that_left_the_index_is_still_shown_with_its_age() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.stage(1, Stage::EnRoute, Some(1)).await;
    f.report(1, f.fix(0)).await.expect(200);
    f.api.flush().await.unwrap();
    f.later(900);
    f.api.tidy(false).await.unwrap();
    let shown = f.track(1, as_customer(1)).await.expect(200).json;
    assert_eq!((&shown["position"]["ageS"], &shown["freshness"]), (&json!(900), &json!("dark")));
}

#[tokio::test]
async fn another_booking_of_the_same_provider_shows_nothing() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.stage(1, Stage::EnRoute, Some(1)).await;
    f.stage(2, Stage::Assigned, Some(1)).await;
    f.report(1, f.fix(0)).await.expect(200);
    f.track(1, as_customer(1)).await.expect(200);
    f.track(2, as_customer(2)).await.expect(409);
    assert_ne!(customer(1), customer(2));
}
