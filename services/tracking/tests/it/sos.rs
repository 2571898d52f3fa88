//! Calls for help: who may, who learns, who answers.

use crate::fixture::{Fixture, as_customer, as_operator, as_provider, booking, customer, provider};
use chassis::crypto::{Keyring, Sealed};
use chassis::telemetry::metrics_handle;
use contracts::Event;
use contracts::admin::OperatorActed;
use contracts::booking::Stage;
use contracts::tracking::{
    SOS_CONTEXT, SosAcknowledged, SosClosed, SosDetails, SosEscalated, SosRaised, SosRepeated,
    VisitSide,
};
use http::Method;
use httpkit::Actor;
use kernel::Role;
use serde_json::{Value, json};

async fn press(f: &Fixture, n: u128, actor: Actor, body: Value) -> testkit::Answer {
    f.app.post(&format!("/api/v1/bookings/{}/sos", booking(n)), actor, body).await
}

async fn visit(f: &Fixture, n: u128) {
    f.shift(n, true).await;
    f.stage(n, Stage::Assigned, Some(n)).await;
    f.stage(n, Stage::Working, Some(n)).await;
}

fn support() -> Actor {
    as_operator(Role::Support)
}

async fn listed(f: &Fixture, query: &str) -> Vec<Value> {
    let answer = f.app.get(&format!("/api/v1/admin/sos{query}"), support()).await.expect(200);
    answer.json["items"].as_array().unwrap().clone()
}

async fn operate(f: &Fixture, alarm: &Value, what: &str, body: Value) -> testkit::Answer {
    let path = format!("/api/v1/admin/sos/{}/{what}", alarm["id"].as_str().unwrap());
    f.app.post(&path, as_operator(Role::Operations), body).await
}

async fn how_many<E: Event>(f: &Fixture) -> usize {
    f.app.told::<E>().await.len()
}

#[tokio::test]
async fn an_empty_press_alarms_operators_silently_with_what_is_known() {
    let f = Fixture::new().await;
    visit(&f, 1).await;
    f.report(1, f.fix(0)).await.expect(200);
    let alarm = press(&f, 1, as_customer(1), json!({})).await.expect(201).json;
    assert_eq!((&alarm["state"], &alarm["silent"]), (&json!("open"), &json!(true)));
    assert_eq!((&alarm["presses"], &alarm["raisedAt"]), (&json!(1), &json!(f.now())));
    assert_eq!(alarm["emergencyNumbers"][0]["number"], "122");
    let raised = &f.app.told::<SosRaised>().await[0];
    assert_eq!((raised.sos.side, raised.sos.silent), (VisitSide::Customer, true));
    assert_eq!((raised.sos.customer_id, raised.sos.provider_id), (customer(1), provider(1)));
    assert_eq!(raised.sos.district.as_ref().unwrap().en, "Plumbing");
    let sealed = Sealed::parse(raised.sealed_details.clone()).unwrap();
    let json = Keyring::for_tests().open_text(SOS_CONTEXT, &sealed).unwrap();
    let details: SosDetails = serde_json::from_str(&json).unwrap();
    assert_eq!(details.provider_place.unwrap().lat(), 30.0444);
    assert_eq!((details.place, details.note), (None, None));
}

#[tokio::test]
async fn pressing_again_adds_to_the_open_alarm_and_once_silent_it_stays_so() {
    let f = Fixture::new().await;
    visit(&f, 1).await;
    let first = press(&f, 1, as_provider(1), json!({"silent": false})).await.expect(201).json;
    assert_eq!(first["silent"], false);
    let note = json!({"note": "  Locked in\n", "place": {"lat": 30.1, "lng": 31.2}});
    let second = press(&f, 1, as_provider(1), note).await.expect(200).json;
    let third = press(&f, 1, as_provider(1), json!({"silent": false})).await.expect(200).json;
    assert_eq!((&first["id"], &second["id"]), (&third["id"], &third["id"]));
    assert_eq!((&third["presses"], &third["silent"]), (&json!(3), &json!(true)));
    assert_eq!((how_many::<SosRaised>(&f).await, how_many::<SosRepeated>(&f).await), (1, 2));
    // The other side's is one of its own.
    let other = press(&f, 1, as_customer(1), json!({})).await.expect(201).json;
    assert_ne!(other["id"], first["id"]);

    let path = format!("/api/v1/admin/sos/{}", first["id"].as_str().unwrap());
    let detail = f.app.get(&path, support()).await.expect(200).json;
    assert_eq!(detail["presses"].as_array().unwrap().len(), 3);
    let said: Vec<_> = detail["presses"].as_array().unwrap().iter().collect();
    assert!(said.iter().any(|p| p["note"] == "Locked in" && p["place"]["lat"] == 30.1));
    let acted = f.app.told::<OperatorActed>().await;
    assert_eq!(acted.iter().filter(|acted| acted.action == "sos.view").count(), 1);
}

#[tokio::test]
async fn the_same_request_twice_is_one_press() {
    let f = Fixture::new().await;
    visit(&f, 1).await;
    let path = format!("/api/v1/bookings/{}/sos", booking(1));
    for replayed in [false, true] {
        let (actor, body) = (Some(as_customer(1)), Some(json!({})));
        let key = [("idempotency-key", "panic")];
        let answer = f.app.call_with(Method::POST, &path, actor, body, &key).await.expect(201);
        assert_eq!(answer.headers.contains_key("idempotency-replayed"), replayed);
        assert_eq!(answer.json["presses"], 1);
    }
}

#[tokio::test]
async fn the_other_side_learns_nothing() {
    let f = Fixture::new().await;
    visit(&f, 1).await;
    let path = format!("/api/v1/bookings/{}/sos", booking(1));
    press(&f, 1, as_customer(1), json!({})).await.expect(201);
    f.app.get(&path, as_customer(1)).await.expect(200);
    // The same as in a visit without any alarm.
    f.app.get(&path, as_provider(1)).await.expect(404);
    let track = f.track(1, as_provider(1)).await.expect(200);
    assert!(!String::from_utf8_lossy(&track.bytes).contains("sos"));
    let own = press(&f, 1, as_provider(1), json!({})).await.expect(201).json;
    assert_eq!(own["presses"], 1);
    // Nor does the next provider learn of the one before.
    f.stage(1, Stage::Working, Some(2)).await;
    f.app.get(&path, as_provider(2)).await.expect(404);
    // Who was replaced still sees its own.
    assert_eq!(f.app.get(&path, as_provider(1)).await.expect(200).json["id"], own["id"]);
    assert_eq!(press(&f, 1, as_provider(2), json!({})).await.expect(201).json["presses"], 1);
}

#[tokio::test]
async fn only_the_people_of_a_visit_can_call() {
    let f = Fixture::new().await;
    f.stage(1, Stage::Assigned, Some(1)).await;
    let early = press(&f, 1, as_customer(1), json!({})).await.expect(409);
    assert_eq!(early.code(), "sos.no_visit");
    f.stage(1, Stage::EnRoute, Some(1)).await;
    for stranger in [as_customer(2), as_provider(2)] {
        press(&f, 1, stranger, json!({})).await.expect(404);
    }
    let long = "x".repeat(501);
    let refused = press(&f, 1, as_customer(1), json!({"note": long})).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["note"]);
    f.stage(1, Stage::Done, Some(1)).await;
    f.later(7_200);
    press(&f, 1, as_provider(1), json!({})).await.expect(201);
    f.later(1);
    press(&f, 1, as_customer(1), json!({})).await.expect(409);
}

#[tokio::test]
async fn an_alarm_is_told_again_every_two_minutes_until_somebody_looks_after_it() {
    let _ = metrics_handle();
    let f = Fixture::new().await;
    visit(&f, 1).await;
    let alarm = press(&f, 1, as_customer(1), json!({})).await.expect(201).json;
    f.later(119);
    f.app.settle().await;
    assert_eq!(how_many::<SosEscalated>(&f).await, 0);
    for level in 1..=2u32 {
        f.later(120);
        f.app.settle().await;
        let told = f.app.told::<SosEscalated>().await;
        assert_eq!(told.last().unwrap().level, level);
    }
    assert_eq!(listed(&f, "").await[0]["escalations"], 2);
    let first = operate(&f, &alarm, "acknowledge", json!({})).await.expect(200).json;
    assert_eq!(first["state"], "acknowledged");
    // Somebody else comes second.
    let path = format!("/api/v1/admin/sos/{}/acknowledge", alarm["id"].as_str().unwrap());
    let other = testkit::actor(uuid::Uuid::from_u128(9_001), Role::Support);
    let second = f.app.post(&path, other, json!({})).await.expect(200).json;
    assert_eq!(first["acknowledgedBy"], second["acknowledgedBy"]);
    assert_eq!(how_many::<SosAcknowledged>(&f).await, 1);
    f.later(600);
    f.app.settle().await;
    assert_eq!(how_many::<SosEscalated>(&f).await, 2);
    let own = format!("/api/v1/bookings/{}/sos", booking(1));
    let own = f.app.get(&own, as_customer(1)).await.expect(200).json;
    assert_eq!(own["state"], "acknowledged");
    let metrics = metrics_handle().render();
    assert!(metrics.contains("osta_sos_escalated_total 2"), "{metrics}");
}

#[tokio::test]
async fn after_the_fast_escalations_an_alarm_is_told_every_half_hour_while_nobody_answers() {
    let f = Fixture::with(json!({"sos_patience_s": 10, "sos_escalations": 2})).await;
    visit(&f, 1).await;
    let alarm = press(&f, 1, as_customer(1), json!({})).await.expect(201).json;
    for _ in 0..5 {
        f.later(10);
        f.app.settle().await;
    }
    assert_eq!(how_many::<SosEscalated>(&f).await, 2);
    for level in 3..=5u32 {
        f.later(1_800);
        f.app.settle().await;
        assert_eq!(f.app.told::<SosEscalated>().await.last().unwrap().level, level);
        f.later(60);
        f.app.settle().await;
        assert_eq!(how_many::<SosEscalated>(&f).await, level as usize);
    }
    operate(&f, &alarm, "acknowledge", json!({})).await.expect(200);
    f.later(7_200);
    f.app.settle().await;
    assert_eq!(how_many::<SosEscalated>(&f).await, 5);
}

#[tokio::test]
async fn a_provider_that_drops_the_booking_at_the_door_takes_nobodys_alarm_away() {
    let f = Fixture::new().await;
    for n in 1..=2 {
        f.shift(n, true).await;
        f.stage(n, Stage::Arrived, Some(n)).await;
    }
    let first = press(&f, 1, as_customer(1), json!({})).await.expect(201).json;
    let own = press(&f, 1, as_provider(1), json!({})).await.expect(201).json;
    for n in 1..=2 {
        f.stage(n, Stage::Searching, None).await;
    }
    // Alarms that are open take further presses; the provider still sees its own.
    let again = press(&f, 1, as_customer(1), json!({})).await.expect(200).json;
    assert_eq!((&again["id"], &again["presses"]), (&first["id"], &json!(2)));
    let again = press(&f, 1, as_provider(1), json!({})).await.expect(200).json;
    assert_eq!((&again["id"], &again["presses"]), (&own["id"], &json!(2)));
    let path = format!("/api/v1/bookings/{}/sos", booking(1));
    assert_eq!(f.app.get(&path, as_provider(1)).await.expect(200).json["id"], own["id"]);
    // New ones can be raised for two hours, about who was there, also once the booking is over.
    f.later(3_600);
    press(&f, 2, as_customer(2), json!({})).await.expect(201);
    assert_eq!(f.app.told::<SosRaised>().await.last().unwrap().sos.provider_id, provider(2));
    f.stage(2, Stage::Closed, None).await;
    f.later(3_600);
    press(&f, 2, as_provider(2), json!({})).await.expect(201);
    press(&f, 2, as_provider(1), json!({})).await.expect(404);
    // Whoever has an open alarm is heard for as long as it is open, and only then.
    f.later(86_400);
    press(&f, 1, as_customer(1), json!({})).await.expect(200);
    press(&f, 1, as_provider(1), json!({})).await.expect(200);
    for alarm in [&first, &own] {
        operate(&f, alarm, "close", json!({"note": "fine"})).await.expect(200);
    }
    for actor in [as_customer(1), as_provider(1)] {
        assert_eq!(press(&f, 1, actor, json!({})).await.expect(409).code(), "sos.no_visit");
    }
}

#[tokio::test]
async fn an_operator_closes_an_alarm_with_what_came_of_it() {
    let f = Fixture::new().await;
    visit(&f, 1).await;
    let alarm = press(&f, 1, as_customer(1), json!({})).await.expect(201).json;
    let empty = operate(&f, &alarm, "close", json!({"note": " "})).await.expect(422);
    assert_eq!(empty.wrong_fields(), ["note"]);
    let closed =
        operate(&f, &alarm, "close", json!({"note": "She is fine"})).await.expect(200).json;
    assert_eq!(closed["state"], "closed");
    for what in ["close", "acknowledge"] {
        let body = if what == "close" { json!({"note": "again"}) } else { json!({}) };
        let again = operate(&f, &alarm, what, body).await.expect(409);
        assert_eq!(again.code(), "sos.already_closed");
    }
    f.later(600);
    f.app.settle().await;
    assert_eq!((how_many::<SosClosed>(&f).await, how_many::<SosEscalated>(&f).await), (1, 0));
    let path = format!("/api/v1/admin/sos/{}", alarm["id"].as_str().unwrap());
    let detail = f.app.get(&path, support()).await.expect(200).json;
    assert_eq!(detail["outcome"], "She is fine");
    assert!(detail.get("providerNow").is_none());
    // In danger again: another alarm.
    let next = press(&f, 1, as_customer(1), json!({})).await.expect(201).json;
    assert_ne!(next["id"], alarm["id"]);
    let nobody = json!({"id": booking(5)});
    operate(&f, &nobody, "acknowledge", json!({})).await.expect(404);
}

#[tokio::test]
async fn open_alarms_come_first_page_by_page() {
    let f = Fixture::new().await;
    let mut alarms = vec![];
    for n in 1..=5 {
        visit(&f, n).await;
        alarms.push(press(&f, n, as_customer(n), json!({})).await.expect(201).json);
        f.later(1);
    }
    operate(&f, &alarms[4], "close", json!({"note": "fine"})).await.expect(200);
    operate(&f, &alarms[3], "acknowledge", json!({})).await.expect(200);
    let (mut seen, mut query) = (vec![], "?limit=2".to_owned());
    loop {
        let answer = f.app.get(&format!("/api/v1/admin/sos{query}"), support()).await.expect(200);
        let items = answer.json["items"].as_array().unwrap();
        seen.extend(items.iter().map(|item| item["id"].clone()));
        let Some(cursor) = answer.json["nextCursor"].as_str() else { break };
        query = format!("?limit=2&cursor={cursor}");
    }
    let expected: Vec<_> = [2, 1, 0, 3, 4].map(|n: usize| alarms[n]["id"].clone()).into();
    assert_eq!(seen, expected);
    for (state, count) in [("open", 3), ("acknowledged", 1), ("closed", 1)] {
        assert_eq!(listed(&f, &format!("?state={state}")).await.len(), count);
    }
    f.app.get("/api/v1/admin/sos?limit=0", support()).await.expect(422);
}

#[tokio::test]
async fn what_people_said_is_sealed_and_goes_after_90_days() {
    let f = Fixture::new().await;
    visit(&f, 1).await;
    let said = json!({"note": "Zamalek kitchen", "place": {"lat": 30.061, "lng": 31.219}});
    let alarm = press(&f, 1, as_customer(1), said).await.expect(201).json;
    operate(&f, &alarm, "close", json!({"note": "Zamalek is calm"})).await.expect(200);
    let clear: Vec<String> = sqlx::query_scalar(
        "select row_to_json(p)::text from tracking.sos_presses p
         union all select row_to_json(a)::text from tracking.sos_alarms a
         union all select payload::text from bus.events",
    )
    .fetch_all(f.db.pool())
    .await
    .unwrap();
    assert!(clear.len() > 3);
    assert!(clear.iter().all(|row| !row.contains("Zamalek") && !row.contains("30.061")));
    let path = format!("/api/v1/admin/sos/{}", alarm["id"].as_str().unwrap());
    f.later(89 * 86_400);
    f.api.tidy(true).await.unwrap();
    assert_eq!(f.app.get(&path, support()).await.expect(200).json["outcome"], "Zamalek is calm");
    f.later(2 * 86_400);
    f.api.tidy(true).await.unwrap();
    let left = f.app.get(&path, support()).await.expect(200).json;
    assert_eq!((&left["presses"], left.get("outcome")), (&json!([]), None));
}
