//! A partner from its key to its webhook, in both topologies; and what a key can't reach.

use crate::harness::{Options, Person, Platform, Topology, Who, eventually, fresh_id, world};
use crate::visits;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use kernel::Scope;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// What a receiver was sent.
type Inbox = Arc<Mutex<Vec<(HeaderMap, Value)>>>;

async fn receiver() -> (String, Inbox) {
    let inbox = Inbox::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/osta", listener.local_addr().expect("an address"));
    let router = Router::new().fallback(take).with_state(inbox.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, inbox)
}

async fn take(State(inbox): State<Inbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let json = serde_json::from_slice(&body).unwrap_or_default();
    inbox.lock().expect("nobody panicked").push((headers, json));
    StatusCode::NO_CONTENT
}

pub(crate) fn all_scopes() -> Vec<&'static str> {
    Scope::ALL.iter().map(|scope| scope.tag()).collect()
}

/// A new partner's program with a key for `scopes`, and where the key is revoked.
pub(crate) async fn program(
    platform: &Platform,
    admin: &Person,
    scopes: &[&str],
) -> (Person, String) {
    let partner = json!({
        "kind": "compound", "nameAr": "إدارة كمبوند الياسمين", "nameEn": "Jasmine Compound",
        "contactPhone": "01066600077",
    });
    let partner = admin.post("/api/v1/admin/partners", partner).await.expect(201).id();
    let path = format!("/api/v1/admin/partners/{partner}/keys");
    let key = json!({"name": "Booking system", "scopes": scopes});
    let made = admin.post(&path, key).await.expect(201);
    let revoke = format!("{path}/{}/revoke", made.text("/key/id"));
    (platform.guest().with_key("a program", &partner, made.text("/secret")), revoke)
}

#[tokio::test]
async fn a_partner_books_and_is_told_in_one_process() {
    books_and_is_told(Topology::OneProcess).await;
}

#[tokio::test]
async fn a_partner_books_and_is_told_with_a_process_a_service() {
    books_and_is_told(Topology::ProcessPerService).await;
}

async fn books_and_is_told(topology: Topology) {
    let settings = vec![("OSTA_NOTIFICATIONS__WEBHOOKS_LOOPBACK", "true".to_owned())];
    let platform = Platform::start_with(Options { topology, settings, ..Options::default() }).await;
    let admin = platform.person(Who::Admin).await;
    let mut plumbers = Vec::new();
    for n in 0..world::PLUMBERS {
        plumbers.push(platform.plumber(n).await);
    }
    let (program, revoke) = program(&platform, &admin, &all_scopes()).await;
    let own = program.get("/api/v1/partner").await.expect(200);
    assert_eq!(own.text("/id"), program.id);
    let (url, inbox) = receiver().await;
    let hook = json!({"url": url, "eventTypes": ["booking.confirmed", "booking.cancelled"]});
    program.post("/api/v1/webhook-endpoints", hook).await.expect(201);

    let quote = visits::quote(&program, "plumbing.drain_unblock").await;
    let booking = visits::book(&program, &quote, "cash").await.id();
    visits::accepted(&plumbers, &booking).await;
    let told = async |kind: &'static str| {
        let inbox = inbox.clone();
        eventually("a webhook", move || {
            let inbox = inbox.clone();
            async move {
                let seen = inbox.lock().expect("nobody panicked");
                seen.iter().find(|(_, json)| json["type"] == kind).cloned()
            }
        })
        .await
    };
    let (headers, confirmed) = told("booking.confirmed").await;
    assert!(headers["webhook-signature"].to_str().expect("text").starts_with("v1,"));
    assert_eq!(confirmed["data"]["bookingId"], booking);
    assert_eq!(confirmed["data"]["booking"]["id"], booking);
    assert_eq!(confirmed["data"]["booking"]["status"], "confirmed");
    assert!(confirmed["data"]["booking"].get("startCode").is_none());
    let track = program.get(&format!("/api/v1/bookings/{booking}/track")).await.expect(409);
    assert_eq!(track.code(), "tracking.journey_not_started");
    let cancel = format!("/api/v1/bookings/{booking}/cancel");
    program.post(&cancel, json!({"reason": "ألغى الساكن الطلب"})).await.expect(200);
    told("booking.cancelled").await;

    // Revoked, it is refused in every process: those of bookings, of the catalogue, of webhooks.
    program.get("/api/v1/categories").await.expect(200);
    admin.post(&revoke, json!({"reason": "تسرّب المفتاح"})).await.expect(200);
    for path in ["/api/v1/bookings", "/api/v1/categories", "/api/v1/webhook-endpoints"] {
        eventually("the refusal", || async {
            (program.get(path).await.status == 401).then_some(())
        })
        .await;
    }
    platform.assert_sound().await;
}

#[tokio::test]
async fn a_key_reaches_what_names_its_scope_and_nothing_else() {
    let platform = Platform::start().await;
    let admin = platform.person(Who::Admin).await;
    let (all, _) = program(&platform, &admin, &all_scopes()).await;
    let (reads, _) = program(&platform, &admin, &["catalog:read"]).await;
    let (mut open, mut closed) = (0, 0);
    for operation in &platform.api.operations() {
        let scope = operation.about["x-api-key-scope"].as_str();
        let for_keys = operation.about["x-permissions"] == "api_key";
        let id = fresh_id().to_string();
        let part = |part: &str| if part.starts_with('{') { id.clone() } else { part.to_owned() };
        let target = operation.path.split('/').map(part).collect::<Vec<_>>().join("/");
        let takes_json = operation.about["requestBody"]["content"].get("application/json");
        let ask = async |who: &Person| {
            let body = takes_json.map(|_| json!({}));
            who.call(&operation.method, &target, body, &[]).await
        };
        for (who, scopes) in [(&all, all_scopes()), (&reads, vec!["catalog:read"])] {
            let answer = ask(who).await;
            let may = scope.map_or(for_keys, |scope| scopes.contains(&scope));
            let refused = matches!(answer.status, 401 | 403);
            let right = if may { !refused } else { answer.code() == "api_key.out_of_scope" };
            if !right {
                platform.api.fault(format!(
                    "{} with {scopes:?}: {} {}",
                    answer.asked, answer.status, answer.json
                ));
            }
            if may { open += 1 } else { closed += 1 }
        }
    }
    assert!(open > 30 && closed > 200, "{open} open, {closed} closed");
    platform.assert_sound().await;
}
