//! What operators see and do.

use crate::fixture::{Fixture, MONA, operator, otp, row, user};
use crate::wire::Sms;
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use contracts::payments::PaymentRefunded;
use http::Method;
use kernel::{Money, Role};
use serde_json::{Value, json};
use uuid::Uuid;

async fn refund(f: &Fixture) {
    let refund = PaymentRefunded {
        payment_id: Uuid::from_u128(5).into(),
        booking_id: Uuid::from_u128(6).into(),
        customer_id: user(MONA),
        amount: Money::egp(10),
    };
    f.app.publish(&refund).await;
}

async fn list(f: &Fixture, query: &str) -> Vec<Value> {
    let path = format!("/api/v1/admin/deliveries?{query}");
    let answer = f.app.get(&path, operator(Role::Support)).await.expect(200);
    answer.json["items"].as_array().unwrap().clone()
}

async fn retry(f: &Fixture, id: &str, key: &str, body: Value) -> testkit::Answer {
    let path = format!("/api/v1/admin/deliveries/{id}/retry");
    let headers = [("idempotency-key", key)];
    let actor = Some(operator(Role::Operations));
    f.app.call_with(Method::POST, &path, actor, Some(body), &headers).await
}

#[tokio::test]
async fn deliveries_are_listed_masked_and_filtered() {
    let f = Fixture::new().await;
    f.meet().await;
    f.sms.will([Sms::Code("1905")]);
    refund(&f).await;
    f.clock.advance(TimeDelta::seconds(1));
    f.app.publish(&otp(1, "493027", 5)).await;
    let all = list(&f, "").await;
    assert_eq!(all.len(), 4);
    assert!(!Value::from(all.clone()).to_string().contains("493027"));
    let code = &list(&f, "kind=otp").await[0];
    assert_eq!(code["to"], "010••••5678");
    assert_eq!((&code["recipientId"], &code["state"]), (&Value::Null, &json!("sent")));
    let dead = &list(&f, "state=dead").await[0];
    assert_eq!(
        (&dead["to"], &dead["lastError"]),
        (&json!("010••••5678"), &json!("sms.bad_number"))
    );
    assert_eq!(dead["attempts"], 1);
    let mail = &list(&f, "channel=email&state=sent").await[0];
    assert_eq!((&mail["to"], &mail["sender"]), (&json!("u•••@example.com"), &json!("smtp")));
    let inbox = &list(&f, "channel=in_app").await[0];
    assert_eq!((&inbox["to"], &inbox["recipientId"]), (&Value::Null, &json!(user(MONA))));
    assert!(list(&f, "state=unknown").await.is_empty());
    let first = f.app.get("/api/v1/admin/deliveries?limit=3", operator(Role::Support)).await;
    let cursor = first.json["nextCursor"].as_str().unwrap();
    assert_eq!(list(&f, &format!("limit=3&cursor={cursor}")).await.len(), 1);
    let wrong = "/api/v1/admin/deliveries?state=lost";
    f.app.get(wrong, operator(Role::Support)).await.expect(422);
}

#[tokio::test]
async fn an_operator_sends_again_what_failed_once_and_it_is_written_down() {
    let f = Fixture::new().await;
    f.meet().await;
    f.sms.will([Sms::CutOff]);
    refund(&f).await;
    let id = list(&f, "state=unknown").await[0]["id"].as_str().unwrap().to_owned();
    let body = json!({"reason": " the customer says nothing came "});
    let first = retry(&f, &id, "k1", body.clone()).await.expect(202);
    assert_eq!(first.json, json!({"id": id, "state": "queued"}));
    let again = retry(&f, &id, "k1", body).await.expect(202);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    f.app.settle().await;
    assert_eq!(f.sms.received().len(), 2);
    assert_eq!(f.deliveries().await, [row("sms", "sent", None), row("email", "sent", None)]);
    let acted = f.app.told::<OperatorActed>().await;
    assert_eq!(acted.len(), 1);
    assert_eq!(acted[0].action, "delivery.retry");
    assert_eq!(acted[0].reason.as_deref(), Some("the customer says nothing came"));
    assert_eq!(acted[0].details["was"], "unknown");

    let refused = retry(&f, &id, "k2", json!({})).await.expect(409);
    assert_eq!(refused.code(), "notifications.retry_not_needed");
    let other = retry(&f, &id, "k1", json!({"reason": "x"})).await.expect(422);
    assert_eq!(other.code(), "idempotency.other_body");
}

#[tokio::test]
async fn a_delivery_that_is_retried_much_later_still_goes_out() {
    let f = Fixture::new().await;
    f.meet().await;
    f.sms.will([Sms::Code("1905")]);
    refund(&f).await;
    f.advance(TimeDelta::days(5)).await;
    let id = list(&f, "state=dead").await[0]["id"].as_str().unwrap().to_owned();
    retry(&f, &id, "k1", json!({})).await.expect(202);
    f.app.settle().await;
    assert_eq!(f.sms.received().len(), 2);
    assert!(list(&f, "state=dead").await.is_empty());
}

#[tokio::test]
async fn a_code_that_is_gone_is_not_sent_again() {
    let f = Fixture::new().await;
    f.sms.will([Sms::CutOff, Sms::Code("1907")]);
    f.app.publish(&otp(1, "493027", 5)).await;
    let lost = list(&f, "state=unknown").await[0]["id"].as_str().unwrap().to_owned();
    let refused = retry(&f, &lost, "k1", json!({})).await.expect(409);
    assert_eq!(refused.code(), "notifications.code_gone");

    f.app.publish(&otp(2, "118822", 5)).await;
    let waiting = list(&f, "state=failed").await[0]["id"].as_str().unwrap().to_owned();
    retry(&f, &waiting, "k2", json!({})).await.expect(202);
    f.app.settle().await;
    assert!(f.sms.texts().last().unwrap().1.contains("118822"));
}

#[tokio::test]
async fn wrong_retries_are_refused() {
    let f = Fixture::new().await;
    let nobody = Uuid::from_u128(1).to_string();
    retry(&f, &nobody, "k1", json!({})).await.expect(404);
    retry(&f, "x", "k1", json!({})).await.expect(404);
    let long = json!({"reason": "ا".repeat(501)});
    assert_eq!(retry(&f, &nobody, "k2", long).await.expect(422).wrong_fields(), ["reason"]);
    let unknown = json!({"why": "x"});
    assert_eq!(retry(&f, &nobody, "k3", unknown).await.expect(422).wrong_fields(), ["why"]);
}
