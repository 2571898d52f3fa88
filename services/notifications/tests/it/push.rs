//! Push messages to browsers.

use crate::fixture::{Fixture, OMAR, SAID, facts, mona, operator, row};
use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use contracts::booking::{BookingConfirmed, BookingMoved, Stage, Status};
use kernel::Role;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// What a push service saw of one request.
#[derive(Clone)]
struct Seen {
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// A push service: takes what it is told to take and keeps it.
#[derive(Clone, Default)]
struct FakePush {
    seen: Arc<Mutex<Vec<Seen>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

impl FakePush {
    async fn start() -> (Self, String) {
        let fake = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(take).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (fake, url)
    }

    fn will(&self, answers: &[u16]) {
        self.answers.lock().unwrap().extend(answers);
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

async fn take(
    State(fake): State<FakePush>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let path = uri.path().to_owned();
    fake.seen.lock().unwrap().push(Seen { path, headers, body: body.to_vec() });
    let status = fake.answers.lock().unwrap().pop_front().unwrap_or(201);
    StatusCode::from_u16(status).unwrap()
}

/// A browser with its own keys.
struct Browser {
    key: PrivateKey,
    auth: [u8; 16],
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl Browser {
    fn new() -> Self {
        Self { key: PrivateKey::generate(&ECDH_P256).unwrap(), auth: [7; 16] }
    }

    fn public(&self) -> Vec<u8> {
        self.key.compute_public_key().unwrap().as_ref().to_vec()
    }

    fn subscription(&self, endpoint: &str) -> Value {
        json!({
            "endpoint": endpoint, "expirationTime": null,
            "keys": {"p256dh": BASE64.encode(self.public()), "auth": BASE64.encode(self.auth)},
        })
    }

    /// Reads a message as a browser does (RFC 8291).
    fn read(&self, body: &[u8]) -> Value {
        let (salt, rest) = body.split_at(16);
        assert_eq!((&rest[..4], rest[4]), (&4_096u32.to_be_bytes()[..], 65));
        let (theirs, sealed) = rest[5..].split_at(65);
        let own = self.public();
        let expand = |salt: &[u8], input: &[u8], info: &[&[u8]], length| {
            let mut out = vec![0; length];
            let prk = Salt::new(HKDF_SHA256, salt).extract(input);
            prk.expand(info, Length(length)).unwrap().fill(&mut out).unwrap();
            out
        };
        let peer = UnparsedPublicKey::new(&ECDH_P256, theirs);
        let input = agree(&self.key, peer, Unspecified, |shared| {
            Ok(expand(&self.auth, shared, &[b"WebPush: info\0", &own, theirs], 32))
        })
        .unwrap();
        let key = expand(salt, &input, &[b"Content-Encoding: aes128gcm\0"], 16);
        let nonce = expand(salt, &input, &[b"Content-Encoding: nonce\0"], 12);
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).unwrap());
        let mut sealed = sealed.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(&nonce).unwrap();
        let plain = key.open_in_place(nonce, Aad::empty(), &mut sealed).unwrap();
        assert_eq!(plain.last(), Some(&2));
        serde_json::from_slice(&plain[..plain.len() - 1]).unwrap()
    }
}

async fn fixture() -> (Fixture, FakePush, String) {
    let (fake, url) = FakePush::start().await;
    let f = Fixture::with(json!({"push_sandbox": url})).await;
    f.meet().await;
    (f, fake, url)
}

async fn on_the_way(f: &Fixture) {
    let booking = facts(Status::Confirmed, Stage::EnRoute);
    f.app.publish(&BookingMoved { booking, from: Stage::Assigned }).await;
}

#[tokio::test]
async fn a_browser_reads_what_only_it_can_read() {
    let (f, fake, url) = fixture().await;
    let browser = Browser::new();
    let body = browser.subscription(&format!("{url}/push/1"));
    let device = f.app.post("/api/v1/devices", mona(), body.clone()).await.expect(201);
    f.app.post("/api/v1/devices", mona(), body).await.expect(200);
    on_the_way(&f).await;
    assert_eq!(f.deliveries().await, [row("push", "sent", None)]);
    let seen = fake.seen();
    assert_eq!((seen.len(), seen[0].path.as_str()), (1, "/push/1"));
    let text = browser.read(&seen[0].body);
    assert_eq!((&text["kind"], &text["dir"]), (&json!("provider_on_the_way"), &json!("rtl")));
    assert!(text["url"].as_str().unwrap().starts_with("https://osta.example/bookings/"));
    assert!(!text["title"].as_str().unwrap().is_empty());
    let header = |name: &str| seen[0].headers[name].to_str().unwrap().to_owned();
    assert_eq!((header("ttl"), header("urgency")), ("3600".into(), "high".into()));
    assert_eq!(header("content-encoding"), "aes128gcm");
    assert!(header("topic").len() <= 32);
    let key = f.app.get("/api/v1/devices/vapid-key", mona()).await.expect(200);
    let key = key.json["publicKey"].as_str().unwrap().to_owned();
    assert!(header("authorization").ends_with(&format!(", k={key}")));
    let all = f.app.get("/api/v1/devices", mona()).await.expect(200);
    assert_eq!(all.json["items"][0]["id"], device.json["id"]);

    let path = format!("/api/v1/devices/{}", device.json["id"].as_str().unwrap());
    let omar = testkit::actor(Uuid::from_u128(OMAR), Role::Customer);
    f.app.delete(&path, omar).await.expect(404);
    f.app.delete(&path, mona()).await.expect(204);
    f.app.delete(&path, mona()).await.expect(404);
}

#[tokio::test]
async fn a_message_leads_a_technician_to_its_own_pages() {
    let (f, fake, url) = fixture().await;
    let browser = Browser::new();
    let said = testkit::actor(Uuid::from_u128(SAID), Role::ServiceProvider);
    f.app
        .post("/api/v1/devices", said, browser.subscription(&format!("{url}/push/1")))
        .await
        .expect(201);
    let booking = facts(Status::Confirmed, Stage::Assigned);
    let id = booking.id;
    f.app.publish(&BookingConfirmed { booking, by_operator: false }).await;
    let urls: Vec<_> = fake
        .seen()
        .iter()
        .map(|one| browser.read(&one.body)["url"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(urls, [format!("https://osta.example/work/jobs/{id}")]);
}

#[tokio::test]
async fn a_subscription_that_is_over_is_forgotten_and_the_next_channel_is_taken() {
    let (f, fake, url) = fixture().await;
    for (n, status) in [(1, 410), (2, 404)] {
        let body = Browser::new().subscription(&format!("{url}/push/{n}"));
        f.app.post("/api/v1/devices", mona(), body).await.expect(201);
        fake.will(&[status]);
    }
    on_the_way(&f).await;
    let gone = row("push", "dead", Some("recipient.no_device"));
    let mut found = f.deliveries().await;
    found.sort();
    assert_eq!(found, [gone, row("sms", "sent", None)]);
    assert!(
        f.app.get("/api/v1/devices", mona()).await.json["items"].as_array().unwrap().is_empty()
    );
    let listed = f.app.get("/api/v1/admin/deliveries?channel=push", operator(Role::Support)).await;
    assert_eq!(listed.expect(200).json["items"][0]["sender"], "web_push");
}

#[tokio::test]
async fn a_push_service_in_trouble_is_asked_again_and_one_browser_is_enough() {
    let (f, fake, url) = fixture().await;
    let (one, two) = (Browser::new(), Browser::new());
    for (n, browser) in [(1, &one), (2, &two)] {
        let body = browser.subscription(&format!("{url}/push/{n}"));
        f.app.post("/api/v1/devices", mona(), body).await.expect(201);
    }
    fake.will(&[503, 429, 503, 201]);
    on_the_way(&f).await;
    assert_eq!(f.deliveries().await, [row("push", "failed", Some("push.unavailable"))]);
    f.advance(chrono::TimeDelta::seconds(10)).await;
    assert_eq!(f.deliveries().await, [row("push", "sent", None)]);
    let topics: Vec<_> = fake.seen().iter().map(|seen| seen.headers["topic"].clone()).collect();
    assert!(topics.len() == 4 && topics.iter().all(|topic| *topic == topics[0]));
}

#[tokio::test]
async fn only_known_push_services_and_good_keys_are_taken() {
    let (f, _, _) = fixture().await;
    let browser = Browser::new();
    for endpoint in [
        "https://10.0.0.1/x",
        "http://fcm.googleapis.com/x",
        "https://evil.example/x",
        "http://169.254.169.254/latest",
        "x",
    ] {
        let body = browser.subscription(endpoint);
        let wrong = f.app.post("/api/v1/devices", mona(), body).await.expect(422);
        assert_eq!(wrong.wrong_fields(), ["endpoint"], "{endpoint}");
    }
    let mut body = browser.subscription("https://fcm.googleapis.com/fcm/send/a");
    body["keys"]["auth"] = json!("AAAA");
    let wrong = f.app.post("/api/v1/devices", mona(), body).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["keys"]);
    let body = browser.subscription("https://fcm.googleapis.com/fcm/send/a");
    f.app.post("/api/v1/devices", mona(), body).await.expect(201);
    let sql = "select sealed_subscription from notifications.devices";
    assert!(!f.value(sql).await.unwrap().contains("googleapis"));
}

#[tokio::test]
async fn whoever_logs_in_at_a_browser_next_gets_its_messages() {
    let (f, fake, url) = fixture().await;
    let browser = Browser::new();
    let body = browser.subscription(&format!("{url}/push/1"));
    let omar = testkit::actor(Uuid::from_u128(OMAR), Role::Customer);
    f.app.post("/api/v1/devices", mona(), body.clone()).await.expect(201);
    f.app.post("/api/v1/devices", omar, body).await.expect(200);
    on_the_way(&f).await;
    assert!(fake.seen().is_empty());
    assert_eq!(f.deliveries().await, [row("sms", "sent", None)]);
    for n in 0..12 {
        let body = Browser::new().subscription(&format!("{url}/many/{n}"));
        f.app.post("/api/v1/devices", omar, body).await.expect(201);
    }
    let all = f.app.get("/api/v1/devices", omar).await.expect(200);
    assert_eq!(all.json["items"].as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn a_browser_is_forgotten_with_its_log_in_and_no_other() {
    let (f, _, url) = fixture().await;
    let session = |n: u128| kernel::ids::SessionId::from(Uuid::from_u128(n));
    let at = |n| httpkit::Actor { session_id: session(n), ..mona() };
    for n in [1, 2] {
        let body = Browser::new().subscription(&format!("{url}/push/{n}"));
        f.app.post("/api/v1/devices", at(n), body).await.expect(201);
    }
    let user_id = mona().user_id;
    let ended = contracts::identity::SessionsEnded { user_id, session_ids: vec![session(1)] };
    f.app.publish(&ended).await;
    let left = f.app.get("/api/v1/devices", mona()).await.expect(200);
    assert_eq!(left.json["items"].as_array().unwrap().len(), 1);
    // Whoever logs in there next registers it anew, under the new log-in.
    let ended = contracts::identity::SessionsEnded { user_id, session_ids: vec![session(2)] };
    f.app.publish(&ended).await;
    let left = f.app.get("/api/v1/devices", mona()).await.expect(200);
    assert!(left.json["items"].as_array().unwrap().is_empty());
}
