//! Conversations with the staff.

use crate::fixture::{Fixture, MONA, OMAR, facts, mona, operator, user};
use contracts::admin::OperatorActed;
use contracts::booking::{BookingCreated, Stage, Status};
use contracts::chat::ConversationChanged;
use http::Method;
use kernel::{Money, Role};
use serde_json::{Value, json};
use testkit::Answer;
use uuid::Uuid;

const CASE: u128 = 0xCA5E;

fn question(n: u128) -> Value {
    json!({
        "id": Uuid::from_u128(n), "subject": "لم يصل أحد", "text": "رقمي 01012345678 كلموني",
    })
}

async fn act(f: &Fixture, path: &str, key: &str, body: Value) -> Answer {
    let path = format!("/api/v1/admin/conversations/{}/{path}", Uuid::from_u128(CASE));
    let headers = [("idempotency-key", key)];
    let who = Some(operator(Role::Support));
    f.app.call_with(Method::POST, &path, who, Some(body), &headers).await
}

#[tokio::test]
async fn a_person_asks_an_operator_answers_and_closes() {
    let f = Fixture::new().await;
    f.meet().await;
    let opened = f.app.post("/api/v1/conversations", mona(), question(CASE)).await.expect(201);
    assert_eq!(
        (&opened.json["kind"], &opened.json["subject"]),
        (&json!("support"), &json!("لم يصل أحد"))
    );
    assert_eq!(opened.json["with"], json!([{"userId": null, "side": "operator", "name": null}]));
    f.app.post("/api/v1/conversations", mona(), question(CASE)).await.expect(200);
    let other = testkit::actor(Uuid::from_u128(OMAR), Role::Customer);
    f.app.post("/api/v1/conversations", other, question(CASE)).await.expect(409);

    let staff = operator(Role::Support);
    let queue = "/api/v1/admin/conversations?kind=support&assigned=nobody";
    let cases = f.app.get(queue, staff).await.expect(200).json;
    assert_eq!(cases["items"][0]["conversation"]["with"][0]["name"], "منى");
    let path = format!("/api/v1/admin/conversations/{}/messages", Uuid::from_u128(CASE));
    let answer = json!({"id": Uuid::from_u128(1), "kind": "text", "text": "سنتصل بك حالًا"});
    let said = f.app.post(&path, staff, answer.clone()).await.expect(201).json;
    assert_eq!((&said["side"], &said["mine"]), (&json!("operator"), &json!(true)));
    f.app.post(&path, staff, answer).await.expect(200);
    assert!(f.app.get(queue, staff).await.json["items"].as_array().unwrap().is_empty());
    let mine = "/api/v1/admin/conversations?assigned=me&state=open";
    assert_eq!(
        f.app.get(mine, staff).await.json["items"][0]["assignedTo"],
        json!(Uuid::from_u128(0xF))
    );
    let told = f.app.told::<ConversationChanged>().await;
    let facts = &told.last().unwrap().conversation;
    assert_eq!(facts.members, [user(MONA), user(0xF)]);
    assert!(facts.staff);

    let thread = format!("/api/v1/conversations/{}/messages", Uuid::from_u128(CASE));
    let page = f.app.get(&thread, mona()).await.expect(200).json;
    // People tell the staff their numbers.
    assert_eq!(page["items"][0]["text"], "رقمي 01012345678 كلموني");
    assert_eq!(page["items"][0]["contactLeak"], Value::Null);
    assert_eq!(page["items"][2]["text"], "سنتصل بك حالًا");

    let closed = act(&f, "close", "k1", json!({"reason": "done"})).await.expect(200);
    assert_eq!(closed.json["state"], "closed");
    act(&f, "close", "k1", json!({"reason": "done"})).await.expect(200);
    assert_eq!(act(&f, "close", "k2", json!({})).await.expect(409).code(), "chat.already_closed");
    let more = json!({"id": Uuid::from_u128(3), "kind": "text", "text": "شكرا"});
    assert_eq!(f.app.post(&thread, mona(), more).await.expect(409).code(), "chat.closed");
    let acted = f.app.told::<OperatorActed>().await;
    let actions: Vec<_> = acted.iter().map(|acted| acted.action.as_str()).collect();
    assert_eq!(actions, ["conversation.close"]);
    f.app.get(&thread, other).await.expect(404);
}

#[tokio::test]
async fn a_case_goes_to_a_colleague_and_only_to_one() {
    let f = Fixture::new().await;
    f.meet().await;
    f.app.post("/api/v1/conversations", mona(), question(CASE)).await.expect(201);
    act(&f, "assign", "k1", json!({})).await.expect(200);
    let wrong = act(&f, "assign", "k2", json!({"operatorId": user(MONA)})).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["operatorId"]);
    let colleague = crate::fixture::person(0x1F, Role::Support, "+201212345678");
    f.app.publish(&colleague).await;
    let given = act(&f, "assign", "k3", json!({"operatorId": user(0x1F)})).await.expect(200);
    assert_eq!(given.json["assignedTo"], json!(user(0x1F)));
    let path = format!("/api/v1/conversations/{}", Uuid::from_u128(CASE));
    f.app.get(&path, operator(Role::Support)).await.expect(404);
    f.app.get(&path, testkit::actor(Uuid::from_u128(0x1F), Role::Support)).await.expect(200);
    let customer = Some(mona());
    let headers = [("idempotency-key", "k4")];
    let assign = format!("/api/v1/admin/conversations/{}/assign", Uuid::from_u128(CASE));
    f.app.call_with(Method::POST, &assign, customer, Some(json!({})), &headers).await.expect(403);
}

#[tokio::test]
async fn questions_are_bounded_and_their_booking_is_ones_own() {
    let f = Fixture::new().await;
    f.meet().await;
    let empty = json!({"id": Uuid::nil(), "subject": " ", "text": ""});
    let wrong = f.app.post("/api/v1/conversations", mona(), empty).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["subject", "text"]);
    let booking = facts(Status::Pending, Stage::Searching);
    let mut about = question(1);
    about["bookingId"] = json!(booking.id);
    let wrong = f.app.post("/api/v1/conversations", mona(), about.clone()).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["bookingId"]);
    f.app.publish(&BookingCreated { booking, prepay: Money::ZERO, quote_id: None }).await;
    let opened = f.app.post("/api/v1/conversations", mona(), about).await.expect(201);
    assert_eq!(opened.json["bookingNumber"], "OS-7K2M4Q");
    for n in 2..=5 {
        f.app.post("/api/v1/conversations", mona(), question(n)).await.expect(201);
    }
    let more = f.app.post("/api/v1/conversations", mona(), question(6)).await.expect(429);
    assert_eq!(more.code(), "chat.too_many_open");
}

#[tokio::test]
async fn operators_do_not_speak_between_a_customer_and_its_provider() {
    let f = Fixture::new().await;
    f.meet().await;
    let booking = facts(Status::Confirmed, Stage::Assigned);
    let confirmed = contracts::booking::BookingConfirmed { booking, by_operator: false };
    f.app.publish(&confirmed).await;
    let all = f.app.get("/api/v1/admin/conversations", operator(Role::Support)).await.expect(200);
    let id = all.json["items"][0]["conversation"]["id"].as_str().unwrap().to_owned();
    let body = json!({"id": Uuid::from_u128(3), "kind": "text", "text": "x"});
    let path = format!("/api/v1/admin/conversations/{id}/messages");
    let refused = f.app.post(&path, operator(Role::Support), body).await.expect(409);
    assert_eq!(refused.code(), "chat.not_support");
}
