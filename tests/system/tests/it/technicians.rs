//! A technician from the registration to its first job, through the public API alone.

use crate::harness::{Person, Platform, Who, be_at, eventually, fresh_id, real_world, world};
use crate::visits;
use chrono::TimeDelta;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

const PHONE: &str = "01055500099";

#[tokio::test]
async fn a_technician_applies_is_verified_and_takes_its_first_job() {
    let platform = Platform::start().await;
    let operations = platform.person(Who::Operations).await;
    let applicant = visits::registers(&platform, PHONE, "service_provider").await;
    let application = json!({
        "firstName": "سامح", "lastName": "فوزي", "nationalId": "٢٩٠٠١١٥٠١٠١٢٣٤",
        "home": visits::pin(), "languages": ["ar", "en"],
    });
    applicant.post("/api/v1/providers/me", application).await.expect(201);
    offers_its_work(&applicant).await;
    let too_early = applicant.post("/api/v1/providers/me/submit", json!({})).await.expect(409);
    assert!(!too_early.wrong_fields().is_empty(), "{}", too_early.json);
    let next_year = real_world().now() + TimeDelta::days(300);
    let next_year = next_year.format("%Y-%m-%d").to_string();
    let papers = [
        ("national_id", "front", ""),
        ("national_id", "back", &next_year),
        ("selfie", "", ""),
        ("criminal_record", "", &next_year),
    ];
    for (kind, side, expires_on) in papers {
        sends(&applicant, kind, side, expires_on).await;
    }
    applicant.post("/api/v1/providers/me/submit", json!({})).await.expect(200);
    let online = json!({"online": true});
    let refused = switches(&applicant, online.clone()).await;
    assert_eq!(refused.0, 409, "{}", refused.1);

    let record = format!("/api/v1/admin/providers/{}", applicant.id);
    let seen = operations.get(&record).await.expect(200);
    assert!(!seen.json.to_string().contains("29001150101234"), "the national ID is masked");
    let documents = applicant.get("/api/v1/providers/me/documents").await.expect(200);
    let reason = json!({"reason": "المستند واضح وسليم"});
    for document in documents.json["items"].as_array().expect("a list") {
        let id = document["id"].as_str().expect("an id");
        let path = format!("{record}/documents/{id}");
        let content = operations.get(&format!("{path}/content")).await.expect(200);
        assert!(!content.bytes.is_empty());
        operations.post(&format!("{path}/accept"), reason.clone()).await.expect(200);
    }
    operations.post(&format!("{record}/verify"), reason).await.expect(200);
    let switched = switches(&applicant, online).await;
    assert_eq!(switched.0, 200, "{}", switched.1);
    platform.settle().await;
    be_at(&applicant, world::HOME.0, world::HOME.1).await;

    // It is the nearest, and the only one who told where it is.
    let mona = platform.person(Who::Mona).await;
    let quote = visits::quote(&mona, "plumbing.tap_repair").await;
    let booking = visits::book(&mona, &quote, "cash").await.id();
    let only = [applicant];
    let technician = visits::accepted(&only, &booking).await;
    visits::begin(&platform, &mona, technician, &booking).await;
    visits::step(technician, &booking, "complete").await;
    visits::settled(&mona, &booking).await;
    let earned = eventually("the earnings", async || {
        let earnings = technician.get("/api/v1/providers/me/earnings").await.expect(200);
        let found = earnings.json["items"].as_array().is_some_and(|items| !items.is_empty());
        found.then_some(earnings)
    })
    .await;
    assert!(earned.json.to_string().contains(&booking), "{}", earned.json);
    platform.settle().await;
    platform.assert_sound().await;
}

async fn offers_its_work(applicant: &Person) {
    let put = async |path: &str, body: Value| {
        let path = format!("/api/v1/providers/me/{path}");
        applicant.call("PUT", &path, Some(body), &[]).await.expect(200)
    };
    let tap_repair = json!({"serviceId": visits::service("plumbing.tap_repair")});
    put("services", json!({"services": [tap_repair]})).await;
    let around = json!({"name": "المعادي", "shape": {"kind": "radius", "radiusM": 8000}});
    put("areas", json!({"areas": [around]})).await;
    let always: Vec<Value> = (0..7)
        .map(|weekday| json!({"weekday": weekday, "fromMinute": 0, "toMinute": 1440}))
        .collect();
    put("hours", json!({"hours": always})).await;
}

async fn switches(applicant: &Person, online: Value) -> (u16, Value) {
    let path = "/api/v1/providers/me/availability";
    let answer = applicant.call("PUT", path, Some(online), &[]).await;
    (answer.status, answer.json)
}

async fn sends(applicant: &Person, kind: &str, side: &str, expires_on: &str) {
    // Each paper is another file: the same one twice is refused.
    let mut form = if kind == "selfie" {
        visits::picture()
    } else {
        let paper = format!("%PDF-1.4\n% {kind} {side}\n%%EOF\n").into_bytes();
        Form::new().part("file", Part::bytes(paper).file_name("paper.pdf"))
    };
    form = form.text("kind", kind.to_owned());
    for (name, value) in [("side", side), ("expiresOn", expires_on)] {
        if !value.is_empty() {
            form = form.text(name, value.to_owned());
        }
    }
    let request = applicant.request("POST", "/api/v1/providers/me/documents");
    let request = request.header("idempotency-key", fresh_id().to_string()).multipart(form);
    applicant.send(request).await.expect(201);
}
