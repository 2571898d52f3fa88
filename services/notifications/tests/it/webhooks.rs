//! Webhooks to a receiver on a real socket.

use crate::fixture::{Fixture, MONA, facts, mona, noon, operator, user};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use contracts::booking::{BookingCompleted, BookingConfirmed, BookingMoved, Stage, Status};
use contracts::identity::PartnerChanged;
use contracts::payments::PaymentSettled;
use httpkit::Actor;
use httpkit::keys::ApiKey;
use kernel::{Money, Role, Scope};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use testkit::Answer;
use uuid::Uuid;

const HOOKS: &str = "/api/v1/webhook-endpoints";

/// A partner's program, as its key makes it.
fn program() -> Actor {
    let scopes = [Scope::WebhooksManage].into_iter().collect();
    Actor { key: Some(ApiKey { id: Uuid::from_u128(0x4B).into(), scopes }), ..mona() }
}

#[derive(Clone)]
struct Seen {
    headers: HeaderMap,
    body: Bytes,
}

impl Seen {
    fn header(&self, name: &str) -> String {
        self.headers[name].to_str().unwrap().to_owned()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// As a receiver checks it, by the specification and not by our own code.
    fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &key);
        let (id, at) = (self.header("webhook-id"), self.header("webhook-timestamp"));
        let text = [format!("{id}.{at}.").as_bytes(), &self.body].concat();
        let tag = aws_lc_rs::hmac::sign(&key, &text);
        let wanted = format!("v1,{}", STANDARD.encode(tag.as_ref()));
        self.header("webhook-signature").split(' ').any(|one| one == wanted)
    }
}

/// What it answers next: status, headers, body.
type Planned = (u16, HeaderMap, String);

/// A receiver that answers as it is told, else `204`.
#[derive(Clone)]
struct Receiver {
    url: String,
    state: Arc<Mutex<(VecDeque<Planned>, Vec<Seen>)>>,
}

impl Receiver {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/osta", listener.local_addr().unwrap());
        let receiver = Self { url, state: Arc::default() };
        let router = Router::new().fallback(answer).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    fn will(&self, status: u16, name: header::HeaderName, value: &str, body: &str) {
        let headers = HeaderMap::from_iter([(name, value.parse().unwrap())]);
        self.state.lock().unwrap().0.push_back((status, headers, body.to_owned()));
    }

    fn will_say(&self, status: u16, body: &str) {
        self.will(status, header::SERVER, "test", body);
    }

    fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap().1.clone()
    }
}

async fn answer(State(to): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    let mut state = to.state.lock().unwrap();
    state.1.push(Seen { headers, body });
    match state.0.pop_front() {
        None => StatusCode::NO_CONTENT.into_response(),
        Some((status, headers, body)) => {
            (StatusCode::from_u16(status).unwrap(), headers, body).into_response()
        }
    }
}

struct Hook {
    f: Fixture,
    to: Receiver,
    id: String,
    secret: String,
}

impl Hook {
    /// A partner with an endpoint, and a booking that can be read.
    async fn new(event_types: &[&str]) -> Self {
        let f = Fixture::with(json!({"webhooks_loopback": true})).await;
        f.meet().await;
        f.app.publish(&PartnerChanged { partner_id: user(MONA) }).await;
        let shown = json!({"id": facts(Status::Confirmed, Stage::Assigned).id, "startCode": "3303",
            "provider": {"firstName": "محمود"}});
        *f.screens.0.lock().unwrap() = Some(shown);
        let to = Receiver::start().await;
        let body = json!({"url": to.url, "eventTypes": event_types});
        let made = f.app.post(HOOKS, program(), body).await.expect(201).json;
        let id = made["endpoint"]["id"].as_str().unwrap().to_owned();
        let secret = made["secret"].as_str().unwrap().to_owned();
        Self { f, to, id, secret }
    }

    fn path(&self, rest: &str) -> String {
        format!("{HOOKS}/{}{rest}", self.id)
    }

    async fn get(&self, rest: &str) -> Value {
        self.f.app.get(&self.path(rest), program()).await.expect(200).json
    }

    async fn post(&self, rest: &str, body: Value) -> Answer {
        self.f.app.post(&self.path(rest), program(), body).await
    }

    async fn confirm(&self) {
        let booking = facts(Status::Confirmed, Stage::Assigned);
        let event = BookingConfirmed { booking, by_operator: false };
        self.f.app.publish(&event).await;
    }

    /// The messages, the newest first: type, state and attempts.
    async fn messages(&self) -> Vec<(String, String, i64)> {
        let page = self.get("/messages").await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let items = page["items"].as_array().unwrap().iter();
        items
            .map(|m| (text(&m["type"]), text(&m["state"]), m["attempts"].as_i64().unwrap()))
            .collect()
    }
}

fn message(kind: &str, state: &str, attempts: i64) -> (String, String, i64) {
    (kind.into(), state.into(), attempts)
}

#[tokio::test]
async fn a_partner_is_told_once_signed_and_without_the_start_code() {
    let hook = Hook::new(&[]).await;
    assert!(hook.secret.starts_with("whsec_"));
    hook.confirm().await;
    let seen = hook.to.seen();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].is_signed_with(&hook.secret));
    assert_eq!(seen[0].header("webhook-timestamp"), noon().timestamp().to_string());
    assert!(seen[0].header("webhook-id").starts_with("msg_"));
    let told = seen[0].json();
    assert_eq!(told["type"], "booking.confirmed");
    assert_eq!(told["timestamp"], json!(noon()));
    assert_eq!(told["data"]["booking"]["provider"]["firstName"], "محمود");
    assert!(!String::from_utf8_lossy(&seen[0].body).contains("3303"));
    // The log comes once more: nothing is told again.
    hook.f.replay().await;
    assert_eq!(hook.to.seen().len(), 1);
    let money = PaymentSettled {
        payment_id: Uuid::from_u128(0x51).into(),
        booking_id: facts(Status::Completed, Stage::Done).id,
        customer_id: user(MONA),
        provider_id: None,
        method: contracts::booking::PaymentMethod::Cash,
        amount: Money::egp(175),
        commission: Money::egp(26),
        taxes: Money::egp(4),
    };
    hook.f.app.publish(&money).await;
    let paid = hook.to.seen()[1].json();
    assert_eq!(paid["data"]["payment"]["amount"], json!(Money::egp(175)));
    // What the platform earns is nothing of the partner's.
    assert!(paid["data"]["payment"].get("commission").is_none());
}

#[tokio::test]
async fn only_what_was_asked_for_and_only_ones_own_is_told() {
    let hook = Hook::new(&["booking.completed"]).await;
    hook.confirm().await;
    let mut booking = facts(Status::Completed, Stage::Done);
    let done = |booking| BookingCompleted {
        booking,
        started_at: noon(),
        ended_at: noon(),
        actual_minutes: 40,
    };
    booking.customer_id = user(0x99);
    hook.f.app.publish(&done(booking)).await;
    assert!(hook.to.seen().is_empty());
    hook.f.app.publish(&done(facts(Status::Completed, Stage::Done))).await;
    assert_eq!(hook.to.seen().len(), 1);
    // Somebody else's program sees nothing of it.
    let other = Actor { user_id: user(0x99), ..program() };
    hook.f.app.get(&hook.path(""), other).await.expect(404);
    hook.f.app.get(&hook.path("/messages"), other).await.expect(404);
    hook.f.app.post(&hook.path("/test"), other, json!({})).await.expect(404);
    hook.f.app.delete(&hook.path(""), other).await.expect(404);
    assert!(hook.f.app.get(HOOKS, other).await.expect(200).json["items"][0].is_null());
    // A person has none, and a program without the scope may not.
    hook.f.app.get(HOOKS, mona()).await.expect(403);
    let reads =
        ApiKey { scopes: [Scope::BookingsRead].into_iter().collect(), ..program().key.unwrap() };
    let narrow = Actor { key: Some(reads), ..mona() };
    assert_eq!(hook.f.app.get(HOOKS, narrow).await.expect(403).code(), "api_key.out_of_scope");
}

#[tokio::test]
async fn a_failed_message_is_sent_again_with_the_same_id_and_body_and_every_attempt_is_noted() {
    let hook = Hook::new(&[]).await;
    hook.to.will_say(500, &"x".repeat(5_000));
    hook.to.will(302, header::LOCATION, "http://127.0.0.1:1/elsewhere", "");
    hook.to.will(429, header::RETRY_AFTER, "3600", "slow down");
    hook.confirm().await;
    assert_eq!(hook.messages().await, [message("booking.confirmed", "waiting", 1)]);
    // Read later, the booking looks different; the message does not.
    *hook.f.screens.0.lock().unwrap() = Some(json!({"changed": true}));
    hook.f.advance(TimeDelta::seconds(6)).await;
    assert_eq!(hook.to.seen().len(), 2);
    hook.f.advance(TimeDelta::minutes(6)).await;
    assert_eq!(hook.to.seen().len(), 3);
    // It asked for an hour, and gets it.
    hook.f.advance(TimeDelta::minutes(59)).await;
    assert_eq!(hook.to.seen().len(), 3);
    hook.f.advance(TimeDelta::minutes(1)).await;
    let seen = hook.to.seen();
    assert_eq!(seen.len(), 4);
    assert!(seen.iter().all(|s| s.body == seen[0].body && s.is_signed_with(&hook.secret)));
    assert!(seen.iter().all(|s| s.header("webhook-id") == seen[0].header("webhook-id")));
    assert_ne!(seen[0].header("webhook-timestamp"), seen[3].header("webhook-timestamp"));
    assert_eq!(hook.messages().await, [message("booking.confirmed", "delivered", 4)]);
    let page = hook.get("/messages").await;
    let id = page["items"][0]["id"].as_str().unwrap();
    let detail = hook.get(&format!("/messages/{id}")).await;
    let attempts = detail["attempts"].as_array().unwrap();
    let statuses: Vec<_> = attempts.iter().map(|a| a["status"].as_i64().unwrap()).collect();
    assert_eq!(statuses, [204, 429, 302, 500]);
    assert_eq!(attempts[3]["answer"].as_str().unwrap().len(), 1024);
    assert_eq!(attempts[1]["answer"], "slow down");
    assert_eq!(detail["body"], seen[0].json());
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_left_alone_and_its_owner_is_told() {
    let hook = Hook::new(&[]).await;
    hook.to.will_say(410, "");
    hook.confirm().await;
    let shown = hook.get("").await;
    assert_eq!((&shown["enabled"], &shown["offReason"]), (&json!(false), &json!("gone")));
    assert_eq!(hook.messages().await, [message("booking.confirmed", "failed", 1)]);
    assert!(hook.f.told().await.contains(&(user(MONA), "webhook_off".to_owned())));
    let booking = facts(Status::InProgress, Stage::Working);
    hook.f.app.publish(&BookingMoved { booking, from: Stage::Arrived }).await;
    assert_eq!(hook.to.seen().len(), 1);
    assert_eq!(hook.post("/test", json!({})).await.expect(409).code(), "webhooks.off");
    // Switched on again, it gets what it missed.
    let body = json!({"url": hook.to.url, "enabled": true});
    let on = hook.f.app.put(&hook.path(""), program(), body).await.expect(200).json;
    assert_eq!((&on["enabled"], &on["offReason"]), (&json!(true), &Value::Null));
    let again = hook.post("/replay", json!({"since": noon()})).await.expect(202).json;
    assert_eq!(again, json!({"count": 1, "more": false}));
    hook.f.app.settle().await;
    assert_eq!(hook.messages().await, [message("booking.confirmed", "delivered", 1)]);
    assert_eq!(hook.to.seen()[0].header("webhook-id"), hook.to.seen()[1].header("webhook-id"));
}

#[tokio::test]
async fn an_endpoint_that_fails_for_a_day_is_switched_off_with_notice() {
    let hook = Hook::new(&[]).await;
    for _ in 0..8 {
        hook.to.will_say(500, "");
    }
    hook.confirm().await;
    for hours in [1, 1, 3, 6, 12, 12] {
        hook.f.advance(TimeDelta::hours(hours)).await;
    }
    hook.f.advance(TimeDelta::hours(12)).await;
    assert_eq!(hook.messages().await, [message("booking.confirmed", "failed", 8)]);
    let shown = hook.get("").await;
    assert_eq!(shown["offReason"], "failing");
    assert_eq!(shown["failingSince"], json!(noon()));
    // The contact hears of it though nothing else is sent to it.
    assert!(hook.f.told().await.contains(&(user(MONA), "webhook_off".to_owned())));
}

#[tokio::test]
async fn addresses_inside_are_refused_when_typed_and_when_sent_to() {
    let strict = Fixture::with(json!({})).await;
    strict.meet().await;
    for url in [
        "http://hooks.example.com/x",
        "https://localhost/x",
        "https://127.0.0.1/x",
        "https://10.0.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/x",
        "https://db.internal/x",
        "x",
    ] {
        let wrong = strict.app.post(HOOKS, program(), json!({"url": url})).await.expect(422);
        assert_eq!(wrong.wrong_fields(), ["url"], "{url}");
    }
    // What was allowed once and leads inside now is refused when it is sent to.
    let hook = Hook::new(&[]).await;
    let keyring = chassis::crypto::Keyring::for_tests();
    let context = "notifications.webhook_endpoints.sealed_url";
    for (url, code) in [
        ("https://10.0.0.1/x", "webhook.address_refused"),
        ("https://[fd00::1]/x", "webhook.address_refused"),
        ("http://127.0.0.1:1/x", "webhook.unreachable"),
    ] {
        sqlx::query("update notifications.webhook_endpoints set sealed_url = $1")
            .bind(keyring.seal_text(context, url).as_str())
            .execute(hook.f.db.pool())
            .await
            .unwrap();
        let id = hook.post("/test", json!({})).await.expect(202).json["id"].clone();
        hook.f.app.settle().await;
        let detail = hook.get(&format!("/messages/{}", id.as_str().unwrap())).await;
        assert_eq!(detail["attempts"][0]["error"], code, "{url}");
    }
    assert!(hook.to.seen().is_empty());
}

#[tokio::test]
async fn a_new_secret_signs_beside_the_one_before_while_both_count() {
    let hook = Hook::new(&[]).await;
    assert_eq!(
        hook.post("/rotate-secret", json!({"overlapHours": 200})).await.expect(422).wrong_fields(),
        ["overlapHours"]
    );
    let new = hook.post("/rotate-secret", json!({"overlapHours": 1})).await.expect(201).json;
    let new = new["secret"].as_str().unwrap().to_owned();
    assert_ne!(new, hook.secret);
    hook.confirm().await;
    let both = &hook.to.seen()[0];
    assert!(both.is_signed_with(&new) && both.is_signed_with(&hook.secret));
    hook.f.advance(TimeDelta::hours(1)).await;
    hook.post("/test", json!({})).await.expect(202);
    hook.f.app.settle().await;
    let one = &hook.to.seen()[1];
    assert!(one.is_signed_with(&new) && !one.is_signed_with(&hook.secret));
    assert_eq!(one.json()["type"], "webhook.test");
    let clear: i64 = sqlx::query_scalar(
        "select count(*) from notifications.webhook_endpoints e where e::text like '%whsec_%'
            or e::text like '%127.0.0.1%'",
    )
    .fetch_one(hook.f.db.pool())
    .await
    .unwrap();
    assert_eq!(clear, 0);
}

#[tokio::test]
async fn a_message_waits_for_a_booking_that_cannot_be_read() {
    let hook = Hook::new(&[]).await;
    *hook.f.screens.0.lock().unwrap() = None;
    hook.confirm().await;
    assert!(hook.to.seen().is_empty());
    assert_eq!(hook.messages().await, [message("booking.confirmed", "waiting", 0)]);
    *hook.f.screens.0.lock().unwrap() = Some(json!({"id": 1}));
    hook.f.advance(TimeDelta::seconds(20)).await;
    assert_eq!(hook.to.seen().len(), 1);
}

#[tokio::test]
async fn one_message_is_replayed_on_demand_and_a_repeated_request_once() {
    let hook = Hook::new(&[]).await;
    hook.confirm().await;
    let page = hook.get("/messages?state=delivered").await;
    let id = page["items"][0]["id"].as_str().unwrap();
    let path = hook.path(&format!("/messages/{id}/replay"));
    let replay = async || {
        let headers = [("idempotency-key", "again")];
        let body = Some(json!({}));
        hook.f.app.call_with(Method::POST, &path, Some(program()), body, &headers).await
    };
    replay().await.expect(202);
    replay().await.expect(202);
    hook.f.app.settle().await;
    replay().await.expect(202);
    hook.f.app.settle().await;
    let seen = hook.to.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].body, seen[1].body);
    let nothing = hook.path(&format!("/messages/{}/replay", Uuid::from_u128(1)));
    hook.f.app.post(&nothing, program(), json!({})).await.expect(404);
    // Forgotten with its attempts after thirty days.
    hook.f.advance(TimeDelta::days(31)).await;
    hook.f.advance(TimeDelta::days(1)).await;
    assert!(hook.messages().await.is_empty());
}

#[tokio::test]
async fn operators_help_a_partner_and_it_goes_on_the_record() {
    let hook = Hook::new(&[]).await;
    let staff = operator(Role::Operations);
    let partner = user(MONA);
    let base = format!("/api/v1/admin/partners/{partner}/webhook-endpoints");
    let listed = hook.f.app.get(&base, staff).await.expect(200).json;
    assert_eq!(listed["items"][0]["id"], hook.id);
    let body = json!({"url": hook.to.url, "description": "second"});
    hook.f.app.post(&base, staff, body.clone()).await.expect(201);
    hook.f.app.post(&format!("{base}/{}/test", hook.id), staff, json!({})).await.expect(202);
    hook.f.app.settle().await;
    assert_eq!(hook.to.seen().len(), 1);
    hook.f.app.get(&base, operator(Role::Support)).await.expect(403);
    // A customer is no partner.
    let nobody = format!("/api/v1/admin/partners/{}/webhook-endpoints", Uuid::from_u128(5));
    hook.f.app.post(&nobody, staff, body.clone()).await.expect(404);
    for _ in 0..8 {
        hook.f.app.post(&base, staff, body.clone()).await.expect(201);
    }
    assert_eq!(hook.f.app.post(&base, staff, body).await.expect(409).code(), "webhooks.too_many");
    hook.f.app.delete(&format!("{base}/{}", hook.id), staff).await.expect(204);
    hook.f.app.get(&hook.path(""), program()).await.expect(404);
    let deeds: Vec<String> =
        hook.f.app.told::<OperatorActed>().await.into_iter().map(|deed| deed.action).collect();
    assert_eq!(deeds.iter().filter(|deed| *deed == "webhook.create").count(), 9);
    assert_eq!(deeds.last().map(String::as_str), Some("webhook.delete"));
}
