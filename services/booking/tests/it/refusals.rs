//! Moves that are refused, and what is left untouched.

use crate::stage::{Order, Stage, pin};
use kernel::LatLng;
use serde_json::json;

#[tokio::test]
async fn moves_out_of_order_are_refused_and_change_nothing() {
    let stage = Stage::new().await;
    let id = stage.confirmed(Order { starts_in: 30, ..stage.order() }).await;
    let before = stage.seen(id, stage.customer).await;
    for path in ["arrive", "pause", "resume", "complete"] {
        let refused = stage.act(id, path, stage.provider).await.expect(409);
        assert!(refused.code().starts_with("booking."), "{path}");
    }
    let code = json!({"code": "4821"});
    stage.post(id, "start", stage.provider, code).await.expect(409);
    stage.act(id, "confirm-work", stage.customer).await.expect(409);
    stage.post(id, "dispute", stage.customer, json!({"reason": "x"})).await.expect(409);
    assert_eq!(stage.seen(id, stage.customer).await, before);
}

#[tokio::test]
async fn one_sets_out_on_the_day_and_not_before() {
    let stage = Stage::new().await;
    let id = stage.confirmed(stage.order()).await;
    let refused = stage.act(id, "en-route", stage.provider).await.expect(409);
    assert_eq!(refused.code(), "booking.too_early");
    assert!(refused.json["title"].as_str().unwrap().contains("8:00 AM"));
}

#[tokio::test]
async fn arriving_needs_a_fix_at_the_address() {
    let stage = Stage::new().await;
    let id = stage.confirmed(Order { starts_in: 30, ..stage.order() }).await;
    stage.act(id, "en-route", stage.provider).await.expect(200);
    let claim = json!({"position": {"lat": 29.96, "lng": 31.25}});
    // Tracking answers and knows nothing: a mere claim is not enough.
    let refused = stage.post(id, "arrive", stage.provider, claim.clone()).await.expect(409);
    assert_eq!(refused.code(), "booking.position_unknown");
    let away = LatLng::parse(29.98, 31.25).unwrap();
    stage.tracking.put(stage.provider_id(), away, stage.now());
    let refused = stage.post(id, "arrive", stage.provider, claim.clone()).await.expect(409);
    assert_eq!(refused.code(), "booking.too_far");
    // While tracking is away the claim counts, and is flagged.
    stage.tracking.set_away(true);
    let refused = stage.act(id, "arrive", stage.provider).await.expect(409);
    assert_eq!(refused.code(), "booking.position_unknown");
    stage.post(id, "arrive", stage.provider, claim).await.expect(200);
    assert_eq!(stage.seen(id, stage.operator).await["times"]["arrivedBy"], "unverified");
}

#[tokio::test]
async fn five_wrong_codes_lock_the_start() {
    let stage = Stage::new().await;
    let id = stage.at_the_door(stage.order()).await;
    for left in [4, 3, 2, 1] {
        let wrong = json!({"code": "0000"});
        let refused = stage.post(id, "start", stage.provider, wrong).await.expect(422);
        assert_eq!(refused.code(), "booking.wrong_code");
        assert!(refused.json["title"].as_str().unwrap().contains(&left.to_string()));
    }
    let refused =
        stage.post(id, "start", stage.provider, json!({"code": "0000"})).await.expect(429);
    assert_eq!(
        (refused.code(), &refused.headers["retry-after"]),
        ("booking.code_locked", &"600".parse().unwrap())
    );
    let right = json!({"code": "4821"});
    stage.post(id, "start", stage.provider, right.clone()).await.expect(429);
    stage.advance_minutes(10);
    stage.post(id, "start", stage.provider, right).await.expect(200);
    let bad = stage.post(id, "start", stage.provider, json!({"code": "12"})).await.expect(422);
    assert_eq!(bad.wrong_fields(), ["code"]);
}

#[tokio::test]
async fn somebody_elses_booking_is_not_found_whatever_one_tries() {
    let stage = Stage::new().await;
    let id = stage.started(stage.order()).await;
    let other = |role| testkit::actor(uuid::Uuid::from_u128(77), role);
    let provider = other(kernel::Role::ServiceProvider);
    let customer = other(kernel::Role::Customer);
    for path in ["en-route", "arrive", "pause", "resume", "complete", "no-show", "cancel"] {
        stage.act(id, path, provider).await.expect(404);
    }
    stage.post(id, "start", provider, json!({"code": "4821"})).await.expect(404);
    for path in ["cancel", "no-show", "confirm-work"] {
        stage.act(id, path, customer).await.expect(404);
    }
    stage.post(id, "dispute", customer, json!({"reason": "x"})).await.expect(404);
    let at = json!({"startsAt": stage.now() + chrono::TimeDelta::days(1)});
    stage.post(id, "reschedule", customer, at).await.expect(404);
    for path in ["", "/history", "/cancellation-preview", "/estimates", "/change-orders"] {
        let path = format!("/api/v1/bookings/{id}{path}");
        stage.app.get(&path, customer).await.expect(404);
        stage.app.get(&path, provider).await.expect(404);
    }
    // The customer can't do the provider's part of its own booking, nor the other way round.
    stage.act(id, "confirm-work", stage.provider).await.expect(403);
    stage.act(id, "complete", stage.customer).await.expect(403);
    stage.app.get("/api/v1/bookings/not-an-id", stage.customer).await.expect(404);
}

#[tokio::test]
async fn a_provider_that_was_replaced_cannot_touch_the_booking() {
    let stage = Stage::new().await;
    let id = stage.confirmed(Order { starts_in: 30, ..stage.order() }).await;
    stage.staff(id, "release").await.expect(200);
    let second = testkit::actor(uuid::Uuid::from_u128(0xA2), kernel::Role::ServiceProvider);
    stage.confirm_with(id, second.user_id.into()).await;
    stage.act(id, "en-route", stage.provider).await.expect(404);
    stage.act(id, "en-route", second).await.expect(200);
    stage.tracking.put(second.user_id.into(), pin(), stage.now());
    stage.act(id, "arrive", second).await.expect(200);
}

#[tokio::test]
async fn unknown_fields_and_wrong_types_are_named() {
    let stage = Stage::new().await;
    let id = stage.confirmed(stage.order()).await;
    let refused =
        stage.post(id, "cancel", stage.customer, json!({"force": true})).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["force"]);
    let wrong = json!({"acceptedFee": {"amount": 1.5, "currency": "EGP"}});
    let refused = stage.post(id, "cancel", stage.customer, wrong).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["acceptedFee.amount"]);
    let long = json!({"reason": "x".repeat(501)});
    let refused = stage.post(id, "cancel", stage.customer, long).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["reason"]);
}
