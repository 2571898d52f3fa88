//! Whole lives of bookings, and who sees what of them.

use crate::stage::{Order, Stage, pin};
use contracts::booking::{
    BookingCompleted, BookingMoved, EstimateDecided, EstimateProposed, PaymentMethod,
    Stage as BookingStage,
};
use contracts::catalog::Pricing;
use kernel::{Money, Role};
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test]
async fn a_fixed_price_job_goes_from_confirmation_to_the_end() {
    let stage = Stage::new().await;
    let id = stage.confirmed(Order { starts_in: 30, ..stage.order() }).await;
    let answer = stage.act(id, "en-route", stage.provider).await.expect(200).json;
    assert_eq!((&answer["status"], &answer["stage"]), (&json!("confirmed"), &json!("en_route")));
    stage.tracking.put(stage.provider_id(), pin(), stage.now());
    stage.act(id, "arrive", stage.provider).await.expect(200);
    let code = stage.seen(id, stage.customer).await["startCode"].clone();
    stage.post(id, "start", stage.provider, json!({"code": code})).await.expect(200);
    stage.advance_minutes(50);
    let answer = stage.act(id, "complete", stage.provider).await.expect(200).json;
    assert_eq!((&answer["status"], &answer["stage"]), (&json!("completed"), &json!("done")));
    assert_eq!(answer["total"]["amount"], 60_000);

    let completed = &stage.app.told::<BookingCompleted>().await[0];
    assert_eq!((completed.actual_minutes, completed.booking.stage), (50, BookingStage::Done));
    let settlement = completed.booking.settlement;
    assert_eq!(settlement.total, Money::egp(600));
    assert_eq!(settlement.commission, Money::egp(90));
    assert_eq!(settlement.taxes, Money::piastres(1_260));
    assert_eq!(settlement.earnings, Money::piastres(49_740));
    let moves: Vec<_> =
        stage.app.told::<BookingMoved>().await.iter().map(|m| m.booking.stage).collect();
    assert_eq!(moves, [BookingStage::EnRoute, BookingStage::Arrived, BookingStage::Working]);
    let earned = "select earnings from booking.provider_stats where completions = 1 and $1::uuid is not null";
    assert_eq!(stage.count(earned, id).await, 49_740);
}

#[tokio::test]
async fn the_history_is_the_fold_of_the_moves() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    let path = format!("/api/v1/bookings/{id}/history");
    let items = stage.app.get(&path, stage.customer).await.expect(200).json["items"].clone();
    let items = items.as_array().unwrap();
    let words = |name: &str| -> Vec<&str> {
        items.iter().map(|step| step[name].as_str().unwrap_or("-")).collect()
    };
    assert_eq!(
        words("action"),
        ["created", "accepted", "en_route", "arrived", "started", "completed"]
    );
    assert_eq!(words("fromStage")[1..], words("toStage")[..5]);
    assert_eq!(*words("toStage").last().unwrap(), stage.stands(id).await.1);
    let versions: Vec<_> = items.iter().map(|s| s["version"].as_i64().unwrap()).collect();
    assert_eq!(versions, [1, 2, 3, 4, 5, 6]);
    // Only staff reads who a person was.
    assert!(items.iter().all(|step| step["userId"].is_null()));
    let items = stage.app.get(&path, stage.operator).await.expect(200).json["items"].clone();
    assert_eq!(items[2]["userId"], stage.provider.user_id.to_string());
}

#[tokio::test]
async fn an_inspection_ends_in_an_estimate_that_the_customer_approves() {
    let stage = Stage::new().await;
    let order = Order { pricing: Pricing::InspectionFirst, ..stage.order() };
    let id = stage.started(order).await;
    assert_eq!(stage.stands(id).await.1, "inspecting");
    let refused = stage.act(id, "complete", stage.provider).await.expect(409);
    assert_eq!(refused.code(), "booking.estimate_missing");
    let estimate = json!({"lines": [
        {"kind": "labour", "name": "تغيير خلاط", "quantity": 2,
         "unitPrice": {"amount": 45_050, "currency": "EGP"}}]});
    let estimate = stage.post(id, "estimates", stage.provider, estimate).await.expect(201).json;
    assert_eq!(estimate["total"]["amount"], 90_100);
    assert_eq!(estimate["inspectionCredit"]["amount"], 60_000);
    assert_eq!(stage.stands(id).await.1, "awaiting_approval");
    let approve = format!("estimates/{}/approve", estimate["id"].as_str().unwrap());
    let answer = stage.act(id, &approve, stage.customer).await.expect(200).json;
    assert_eq!((&answer["stage"], &answer["total"]["amount"]), (&json!("working"), &json!(90_100)));
    stage.act(id, "complete", stage.provider).await.expect(200);
    let seen = stage.seen(id, stage.customer).await;
    let lines: Vec<_> = seen["price"]["lines"].as_array().unwrap().iter().map(amount).collect();
    assert_eq!(lines, [60_000, 90_100, -60_000]);
    assert_eq!(lines.iter().sum::<i64>(), amount_of(&seen["price"]["approvedTotal"]));
    assert_eq!(stage.app.told::<EstimateProposed>().await[0].total, Money::piastres(90_100));
    assert!(stage.app.told::<EstimateDecided>().await[0].approved);
}

fn amount(line: &Value) -> i64 {
    amount_of(&line["amount"])
}

fn amount_of(money: &Value) -> i64 {
    money["amount"].as_i64().unwrap()
}

#[tokio::test]
async fn a_declined_estimate_ends_the_visit_at_the_inspection_fee() {
    let stage = Stage::new().await;
    let order = Order { pricing: Pricing::InspectionFirst, ..stage.order() };
    let id = stage.started(order).await;
    let estimate = json!({"lines": [{"kind": "labour", "name": "شغل", "quantity": 1,
        "unitPrice": {"amount": 200_000, "currency": "EGP"}}], "note": "السعر شامل"});
    let estimate = stage.post(id, "estimates", stage.provider, estimate).await.expect(201).json;
    let decline = format!("estimates/{}/decline", estimate["id"].as_str().unwrap());
    let answer = stage.act(id, &decline, stage.customer).await.expect(200).json;
    assert_eq!((&answer["stage"], &answer["total"]["amount"]), (&json!("done"), &json!(60_000)));
    let completed = &stage.app.told::<BookingCompleted>().await[0];
    assert_eq!(completed.booking.settlement.total, Money::egp(600));
    let again = stage.act(id, &decline, stage.customer).await.expect(409);
    assert_eq!(again.code(), "booking.proposal_decided");
}

#[tokio::test]
async fn work_may_pause_and_go_on_at_another_visit() {
    let stage = Stage::new().await;
    let id = stage.started(stage.order()).await;
    stage.advance_minutes(20);
    let at = stage.now() + chrono::TimeDelta::days(2);
    let pause = json!({"reason": "في انتظار قطعة", "continuesAt": at});
    let answer = stage.post(id, "pause", stage.provider, pause).await.expect(200).json;
    assert_eq!(answer["stage"], "paused");
    let visits = "select count(*) from booking.reservations where booking_id = $1";
    // Held, while the customer thinks.
    assert_eq!(stage.count(visits, id).await, 2);
    assert_eq!(stage.seen(id, stage.customer).await["visit"], 1);
    stage.act(id, "reschedule/accept", stage.provider).await.expect(409);
    stage.act(id, "reschedule/accept", stage.customer).await.expect(200);
    let seen = stage.seen(id, stage.customer).await;
    assert_eq!((&seen["visit"], &seen["startsAt"]), (&json!(2), &json!(at)));
    assert_eq!(stage.count(visits, id).await, 2);
    // It moves once more, as the customer proposes; it is still the second one.
    stage.open_all_hours().await;
    let later = at + chrono::TimeDelta::days(1);
    stage.post(id, "reschedule", stage.customer, json!({"startsAt": later})).await.expect(200);
    stage.act(id, "reschedule/decline", stage.provider).await.expect(200);
    assert_eq!(stage.count(visits, id).await, 2);
    stage.post(id, "reschedule", stage.customer, json!({"startsAt": later})).await.expect(200);
    stage.act(id, "reschedule/accept", stage.provider).await.expect(200);
    let seen = stage.seen(id, stage.customer).await;
    assert_eq!((&seen["visit"], &seen["startsAt"]), (&json!(2), &json!(later)));
    stage.act(id, "resume", stage.provider).await.expect(200);
    stage.post(id, "pause", stage.provider, json!({})).await.expect(200);
    stage.act(id, "resume", stage.provider).await.expect(200);
    stage.act(id, "complete", stage.provider).await.expect(200);
    // The second visit was not needed.
    assert_eq!(stage.count(visits, id).await, 1);
}

#[tokio::test]
async fn each_viewer_sees_only_what_it_may() {
    let stage = Stage::new().await;
    stage.introduce(stage.customer, "منى", "+201001234567").await;
    stage.introduce(stage.provider, "أحمد", "+201112345678").await;
    let id = stage.confirmed(Order { starts_in: 30, ..stage.order() }).await;

    let customer = stage.seen(id, stage.customer).await;
    assert_eq!(customer["startCode"], "4821");
    assert_eq!(customer["provider"]["phone"], "+201112345678");
    assert_eq!(customer["address"]["street"], "شارع ٩");
    assert!(customer["customer"].is_null() && customer["price"]["settlement"].is_null());

    let provider = stage.seen(id, stage.provider).await;
    assert!(provider["startCode"].is_null());
    assert_eq!(provider["customer"]["firstName"], "منى");
    assert_eq!(provider["customer"]["phone"], "+201001234567");
    assert_eq!(provider["instructions"], "الجرس لا يعمل");
    assert_eq!(amount_of(&provider["price"]["settlement"]["earnings"]), 49_740);

    let operator = stage.seen(id, stage.operator).await;
    assert!(operator["startCode"].is_null());
    assert_eq!(operator["customer"]["phone"], "+201001234567");
    assert!(!operator["address"].is_null());

    for (n, role) in [(7, Role::Customer), (8, Role::ServiceProvider)] {
        let stranger = testkit::actor(Uuid::from_u128(n), role);
        stage.app.get(&format!("/api/v1/bookings/{id}"), stranger).await.expect(404);
    }

    stage.act(id, "en-route", stage.provider).await.expect(200);
    stage.tracking.put(stage.provider_id(), pin(), stage.now());
    stage.act(id, "arrive", stage.provider).await.expect(200);
    stage.post(id, "start", stage.provider, json!({"code": "٤٨٢١"})).await.expect(200);
    assert!(stage.seen(id, stage.customer).await["startCode"].is_null());
    stage.act(id, "complete", stage.provider).await.expect(200);
    // The visit is over: neither phone nor address is the provider's business any more.
    let provider = stage.seen(id, stage.provider).await;
    assert!(provider["address"].is_null() && provider["place"]["pin"].is_null());
    assert!(provider["customer"].is_null() && provider["instructions"].is_null());
    let customer = stage.seen(id, stage.customer).await;
    assert!(customer["provider"]["phone"].is_null());
    assert!(!customer["address"].is_null());
}

#[tokio::test]
async fn the_customer_or_two_days_of_silence_confirm_the_work() {
    let stage = Stage::new().await;
    let by_hand = stage.done(stage.order()).await;
    stage.act(by_hand, "confirm-work", stage.customer).await.expect(200);
    stage.act(by_hand, "confirm-work", stage.customer).await.expect(409);
    stage.advance_minutes(24 * 60);
    let by_silence = stage.done(stage.order()).await;
    stage.app.settle().await;
    assert!(stage.seen(by_silence, stage.customer).await["times"]["workConfirmedAt"].is_null());
    stage.advance_minutes(48 * 60);
    stage.app.settle().await;
    assert!(stage.seen(by_silence, stage.customer).await["times"]["workConfirmedAt"].is_string());
    let by = "select count(*) from booking.bookings where id = $1 and work_confirmed_by = 'timer'";
    assert_eq!(stage.count(by, by_silence).await, 1);
    assert_eq!(stage.count(by, by_hand).await, 0);
}

#[tokio::test]
async fn commands_repeat_their_first_answer_and_keep_nothing_personal() {
    let stage = Stage::new().await;
    let id = stage.confirmed(Order { starts_in: 30, ..stage.order() }).await;
    let path = format!("/api/v1/bookings/{id}/en-route");
    let key = [("idempotency-key", "k-1")];
    let call = || {
        stage.app.call_with(http::Method::POST, &path, Some(stage.provider), Some(json!({})), &key)
    };
    let first = call().await.expect(200);
    let again = call().await.expect(200);
    assert_eq!(first.json, again.json);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let kept: Vec<u8> = sqlx::query_scalar("select answer from bus.idempotency")
        .fetch_one(stage.db.pool())
        .await
        .unwrap();
    let kept = String::from_utf8(kept).unwrap();
    assert!(!kept.contains("4821") && !kept.contains("شارع"), "{kept}");
    stage.act(id, "en-route", stage.provider).await.expect(409);
}

#[tokio::test]
async fn nothing_personal_is_in_clear_in_the_log_or_the_tables() {
    let stage = Stage::new().await;
    stage.introduce(stage.customer, "منى", "+201001234567").await;
    let order = Order { method: PaymentMethod::Cash, ..stage.order() };
    stage.done(order).await;
    stage.app.settle().await;
    for sql in [
        "select coalesce(string_agg(payload::text, ' '), '') from bus.events",
        "select coalesce(string_agg(payload::text, ' '), '') from bus.jobs",
        "select string_agg(b::text, ' ') from booking.bookings b",
        "select string_agg(p::text, ' ') from booking.people p",
    ] {
        let all: String = sqlx::query_scalar(sql).fetch_one(stage.db.pool()).await.unwrap();
        for personal in ["4821", "شارع ٩", "بجوار المترو", "+2010", "الجرس"] {
            assert!(!all.contains(personal), "{personal} in {sql}");
        }
    }
}
