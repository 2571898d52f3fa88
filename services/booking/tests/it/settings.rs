//! What operators configure: from a known moment on, never for what was agreed before.

use crate::ordering::world::{Town, customer, id_of, provider};
use crate::stage::{Order, Stage};
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use contracts::settings::SettingChanged;
use httpkit::Actor;
use kernel::Role;
use kernel::ids::BookingId;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use testkit::{Answer, TestApp};
use uuid::Uuid;

fn admin() -> Actor {
    testkit::actor(Uuid::from_u128(0xAD), Role::Admin)
}

fn path(key: &str) -> String {
    format!("/api/v1/admin/settings/{key}")
}

async fn shown(app: &TestApp, key: &str) -> Value {
    app.get(&path(key), admin()).await.expect(200).json
}

/// Changes a setting: what `edit` makes of the value in force.
async fn change(app: &TestApp, key: &str, from: Value, edit: impl FnOnce(&mut Value)) -> Answer {
    let now = shown(app, key).await;
    let mut value = now["value"].clone();
    edit(&mut value);
    let body = json!({
        "value": value, "basedOn": now["newest"], "validFrom": from, "reason": "تجربة أسعار جديدة",
    });
    app.put(&path(key), admin(), body).await
}

fn call_out(egp: i64) -> impl FnOnce(&mut Value) {
    move |value| value["callOutFee"]["amount"] = (egp * 100).into()
}

async fn fee(stage: &Stage, id: BookingId) -> Value {
    let path = format!("/api/v1/bookings/{id}/cancellation-preview");
    stage.app.get(&path, stage.customer).await.expect(200).json["fee"]["amount"].clone()
}

/// Confirmed half an hour before its start, set out, and too late to be free.
async fn on_the_way(stage: &Stage) -> BookingId {
    let id = stage.confirmed(Order { starts_in: 30, ..stage.order() }).await;
    stage.act(id, "en-route", stage.provider).await.expect(200);
    stage.advance_minutes(6);
    id
}

#[tokio::test]
async fn a_booking_keeps_the_matrix_it_was_made_under() {
    let stage = Stage::new().await;
    let before = shown(&stage.app, "booking.cancellation").await;
    assert_eq!((&before["version"], &before["newest"]), (&json!(0), &json!(0)));
    assert_eq!(before["value"], before["default"]);
    let old = on_the_way(&stage).await;
    let moment = stage.now() + TimeDelta::minutes(10);
    let out = change(&stage.app, "booking.cancellation", json!(moment), call_out(55)).await;
    let out = out.expect(200).json;
    assert_eq!((&out["version"], &out["scheduled"]["version"]), (&json!(0), &json!(1)));
    assert_eq!(fee(&stage, old).await, 10_000);
    stage.act(old, "cancel", stage.customer).await.expect(200);

    // Ordered before the moment, cancelled long after it.
    let waiting = on_the_way(&stage).await;
    stage.advance_minutes(5);
    assert_eq!(shown(&stage.app, "booking.cancellation").await["version"], 1);
    assert_eq!(fee(&stage, waiting).await, 10_000);
    let answer = stage.act(waiting, "cancel", stage.customer).await.expect(200).json;
    assert_eq!(answer["cancelFee"]["amount"], 10_000);

    let new = on_the_way(&stage).await;
    assert_eq!(fee(&stage, new).await, 5_500);
    let kept: i32 =
        sqlx::query_scalar("select cancellation_version from booking.bookings where id = $1")
            .bind(new.uuid())
            .fetch_one(stage.db.pool())
            .await
            .unwrap();
    assert_eq!(kept, 1);
    let acted = stage.app.told::<OperatorActed>().await;
    assert_eq!(
        (acted[0].action.as_str(), acted[0].details["version"].clone()),
        ("settings.change", json!(1))
    );
    let told = stage.app.told::<SettingChanged>().await;
    assert_eq!((told[0].key.as_str(), told[0].valid_from), ("booking.cancellation", moment));
}

/// One history: how the booking stands when the matrix changes, and into what.
#[derive(Clone, Debug)]
struct History {
    starts_in: i64,
    sets_out: bool,
    waited: i64,
    before: (i64, i64, u32),
    after: (i64, i64, u32),
}

fn histories() -> impl Strategy<Value = History> {
    let terms = || (400i64..=1_700, 0i64..=400, prop::sample::select(vec![0u32, 0, 300, 3_600]));
    (prop::sample::select(vec![20i64, 60, 200, 4_320]), any::<bool>(), 0i64..=90, terms(), terms())
        .prop_map(|(starts_in, sets_out, waited, before, after)| History {
            starts_in,
            sets_out,
            waited,
            before,
            after,
        })
}

fn terms((share, call_out, free_s): (i64, i64, u32)) -> impl FnOnce(&mut Value) {
    move |value| {
        value["callOutFee"]["amount"] = (call_out * 100).into();
        value["freeAfterConfirmationS"] = free_s.into();
        value["freeBeforeWindowS"] = free_s.into();
        // The least fee stays out of the way, so that every share is another fee.
        value["matrix"]["late_cancellation"]["fee"]["atLeast"]["amount"] = 100.into();
        value["matrix"]["late_cancellation"]["fee"]["basisPoints"] = share.into();
        value["matrix"]["hardly_left"]["counts"] = (share % 2 == 0).into();
    }
}

/// Whatever happened, and whatever the matrix becomes meanwhile: the preview stays, and it is what
/// is charged.
#[tokio::test]
async fn a_preview_equals_the_charge_across_any_change_of_the_matrix() {
    let stage = Stage::new().await;
    let mut runner = TestRunner::deterministic();
    let mut fees = std::collections::BTreeSet::new();
    for _ in 0..120 {
        let history = histories().new_tree(&mut runner).unwrap().current();
        change(&stage.app, "booking.cancellation", Value::Null, terms(history.before))
            .await
            .expect(200);
        let order = Order { starts_in: history.starts_in, ..stage.order() };
        let id = stage.confirmed(order).await;
        if history.sets_out && history.starts_in < 240 {
            stage.act(id, "en-route", stage.provider).await.expect(200);
        }
        stage.advance_minutes(history.waited);
        let path = format!("/api/v1/bookings/{id}/cancellation-preview");
        let promised = stage.app.get(&path, stage.customer).await.expect(200).json;
        change(&stage.app, "booking.cancellation", Value::Null, terms(history.after))
            .await
            .expect(200);
        let again = stage.app.get(&path, stage.customer).await.expect(200).json;
        assert_eq!(promised, again, "{history:?}");
        let body = json!({"acceptedFee": promised["fee"]});
        let charged = stage.post(id, "cancel", stage.customer, body).await.expect(200).json;
        assert_eq!(charged["cancelFee"], promised["fee"], "{history:?}");
        fees.insert(promised["fee"]["amount"].as_i64().unwrap());
    }
    assert!(fees.len() > 8, "the histories hardly differ: {fees:?}");
}

#[tokio::test]
async fn promises_stay_and_the_rest_of_the_rules_goes_with_the_day() {
    let stage = Stage::new().await;
    let old = stage.done(stage.order()).await;
    change(&stage.app, "booking.rules", Value::Null, |value| {
        value["disputeWindowS"] = 86_400.into();
        value["codeTries"] = 3.into();
    })
    .await
    .expect(200);
    let new = stage.at_the_door(stage.order()).await;
    for left in [2, 1, 0] {
        let wrong = json!({"code": "0000"});
        let refused = stage.post(new, "start", stage.provider, wrong).await;
        assert_ne!(refused.status, 200, "{left} left");
    }
    // Three wrong codes lock it now.
    let right = json!({"code": "4821"});
    stage.post(new, "start", stage.provider, right.clone()).await.expect(429);
    stage.advance_minutes(10);
    stage.post(new, "start", stage.provider, right).await.expect(200);
    stage.act(new, "complete", stage.provider).await.expect(200);
    stage.advance_minutes(3 * 24 * 60);
    let complaint = json!({
        "kind": "not_fixed", "reason": "التسريب رجع", "wanted": "full_refund",
        "photoIds": [],
    });
    let late = stage.post(new, "dispute", stage.customer, complaint.clone()).await;
    assert_eq!(late.status, 409, "a day was promised: {}", late.json);
    let within = stage.post(old, "dispute", stage.customer, complaint).await;
    assert_eq!(within.status, 200, "fourteen days were promised: {}", within.json);
}

#[tokio::test]
async fn a_stored_round_keeps_the_weights_it_was_decided_by() {
    let town = Town::new().await;
    town.plumbers(&[900.0, 1_500.0]).await;
    let first = town.searched(customer(1), None).await;
    let nearer = town.offer(provider(1)).await;
    town.accept(provider(1), nearer).await.expect(200);
    change(&town.app, "booking.matching", Value::Null, |value| {
        value["radiiM"] = json!([1_000]);
        value["instantOfferS"] = 60.into();
        value["weights"]["travelMsPerS"] = 1.into();
    })
    .await
    .expect(200);
    let second = town.searched(customer(2), None).await;
    let rows: Vec<(Uuid, i32, Value)> = sqlx::query_as(
        "select s.booking_id, r.settings_version, r.record from booking.search_rounds r
         join booking.searches s on s.id = r.search_id order by r.created_at, r.round",
    )
    .fetch_all(town.db.pool())
    .await
    .unwrap();
    for (booking, version, record) in rows {
        let record: dispatch::Record = serde_json::from_value(record).unwrap();
        assert!(record.replays());
        let (rules, old) = (&record.rules, booking == first.uuid());
        assert!(old || booking == second.uuid());
        assert_eq!(version, i32::from(!old));
        assert_eq!(rules.policy.radii_m.len(), if old { 5 } else { 1 });
        assert_eq!(rules.weights.travel_ms_per_s, if old { 1_000 } else { 1 });
        assert!(!old || record.decision.chosen == [id_of(provider(1))]);
    }
    // Work at hand keeps the nearer one; the other one is beyond the only radius.
    assert_eq!(town.stands(second).await, ("pending".into(), "searching".into()));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_its_fields() {
    let stage = Stage::new().await;
    let wrong = change(&stage.app, "booking.cancellation", Value::Null, |value| {
        value["providerWaitsS"] = 1.into();
        value["matrix"]["bad_mood"] = value["matrix"]["provider_late"].clone();
        value["matrix"]["provider_late"]["fee"] = json!({"kind": "call_out"});
    })
    .await
    .expect(422);
    assert_eq!(
        wrong.wrong_fields(),
        ["value.providerWaitsS", "value.matrix.bad_mood", "value.matrix.provider_late.fee"]
    );
    let wrong = change(&stage.app, "booking.matching", Value::Null, |value| {
        value["radiiM"] = json!([5_000, 3_000]);
        value["weights"]["uncertaintyPercent"] = 200.into();
    })
    .await
    .expect(422);
    assert_eq!(wrong.wrong_fields(), ["value.weights.uncertaintyPercent", "value.radiiM"]);
    let wrong = change(&stage.app, "booking.rules", Value::Null, |v| v["codeTries"] = 1.into());
    assert_eq!(wrong.await.expect(422).wrong_fields(), ["value.codeTries"]);
    let nan = change(&stage.app, "booking.rules", Value::Null, |v| v["bufferS"] = json!(-1));
    assert_eq!(nan.await.expect(422).wrong_fields(), ["value.bufferS"]);
    let past = json!(stage.now() - TimeDelta::minutes(1));
    let past = change(&stage.app, "booking.rules", past, |_| ()).await.expect(422);
    assert_eq!(past.wrong_fields(), ["validFrom"]);
    // Two operators looked at the same version; the second one is told.
    let seen = shown(&stage.app, "booking.rules").await;
    let body = json!({"value": seen["value"], "basedOn": 0, "reason": "x"});
    stage.app.put(&path("booking.rules"), admin(), body.clone()).await.expect(200);
    let raced = stage.app.put(&path("booking.rules"), admin(), body).await.expect(409);
    assert_eq!(raced.code(), "settings.changed_meanwhile");
}
