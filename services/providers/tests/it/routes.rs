//! Every route with who may call it.

use crate::fixture::{Fixture, operator, provider};
use axum::http::Method;
use kernel::Role;
use serde_json::{Value, json};
use testkit::actor;
use uuid::Uuid;

const OWN: &str = "schedule:manage_own";
const STAFF: &str = "user:manage_all";

/// What is allowed, by method and path. A route that is not here fails the test.
const ROUTES: [(&str, &str, &str); 34] = [
    ("get", "/api/v1/document-requirements", "public"),
    ("post", "/api/v1/providers/me", OWN),
    ("get", "/api/v1/providers/me", OWN),
    ("patch", "/api/v1/providers/me", OWN),
    ("get", "/api/v1/providers/me/checklist", OWN),
    ("post", "/api/v1/providers/me/documents", OWN),
    ("get", "/api/v1/providers/me/documents", OWN),
    ("get", "/api/v1/providers/me/documents/{id}/content", OWN),
    ("post", "/api/v1/providers/me/submit", OWN),
    ("get", "/api/v1/providers/me/services", OWN),
    ("put", "/api/v1/providers/me/services", OWN),
    ("get", "/api/v1/providers/me/areas", OWN),
    ("put", "/api/v1/providers/me/areas", OWN),
    ("get", "/api/v1/providers/me/hours", OWN),
    ("put", "/api/v1/providers/me/hours", OWN),
    ("get", "/api/v1/providers/me/exceptions", OWN),
    ("post", "/api/v1/providers/me/exceptions", OWN),
    ("delete", "/api/v1/providers/me/exceptions/{id}", OWN),
    ("put", "/api/v1/providers/me/availability", OWN),
    ("post", "/api/v1/providers/me/appeals", OWN),
    ("get", "/api/v1/providers/{id}", "public"),
    ("get", "/api/v1/providers/{id}/photo", "public"),
    ("get", "/api/v1/admin/providers", STAFF),
    ("get", "/api/v1/admin/providers/{id}", STAFF),
    ("get", "/api/v1/admin/providers/{id}/documents/{docId}/content", STAFF),
    ("post", "/api/v1/admin/providers/{id}/national-id/reveal", STAFF),
    ("post", "/api/v1/admin/providers/{id}/documents/{docId}/accept", STAFF),
    ("post", "/api/v1/admin/providers/{id}/documents/{docId}/reject", STAFF),
    ("post", "/api/v1/admin/providers/{id}/verify", STAFF),
    ("post", "/api/v1/admin/providers/{id}/reject", STAFF),
    ("post", "/api/v1/admin/providers/{id}/suspend", STAFF),
    ("post", "/api/v1/admin/providers/{id}/reinstate", STAFF),
    ("get", "/api/v1/admin/appeals", STAFF),
    ("post", "/api/v1/admin/appeals/{id}/decide", STAFF),
];

fn document(f: &Fixture) -> Value {
    serde_json::to_value(f.app.openapi()).unwrap()
}

#[tokio::test]
async fn every_route_names_its_permission_and_none_is_forgotten() {
    let f = Fixture::new().await;
    let document = document(&f);
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let permission = match &operation["x-permissions"] {
                Value::String(tag) => tag.clone(),
                Value::Array(tags) => tags[0].as_str().unwrap().to_owned(),
                other => panic!("{method} {path} says {other}"),
            };
            assert!(operation["operationId"].is_string(), "{method} {path}");
            found.push((method.clone(), path.clone(), permission));
        }
    }
    found.sort();
    let mut wanted: Vec<_> =
        ROUTES.iter().map(|(m, p, x)| (m.to_string(), p.to_string(), x.to_string())).collect();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn guests_are_asked_to_log_in_and_wrong_roles_are_refused() {
    let f = Fixture::new().await;
    for (method, path, permission) in ROUTES {
        if permission == "public" {
            continue;
        }
        let id = Uuid::from_u128(7).to_string();
        let path = path.replace("{id}", &id).replace("{docId}", &id);
        let method: Method = method.to_uppercase().parse().unwrap();
        let guest = f.app.call_with(method.clone(), &path, None, Some(json!({})), &[]).await;
        assert_eq!(guest.expect(401).code(), "unauthenticated", "{method} {path}");
        for role in Role::ALL {
            let may = role.permissions().iter().any(|p| p.tag() == permission);
            let who = Some(actor(Uuid::from_u128(1), role));
            let answer = f.app.call_with(method.clone(), &path, who, Some(json!({})), &[]).await;
            let refused = answer.status.as_u16() == 403 && answer.code() == "forbidden";
            assert_eq!(refused, !may, "{method} {path} as {role:?}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn nobody_who_did_not_apply_gets_anything_but_not_found() {
    let f = Fixture::new().await;
    let id = Uuid::from_u128(7);
    let at = "2026-12-24T07:00:00Z";
    for (method, path, permission) in ROUTES {
        let body = match (method, path) {
            _ if permission == "public" => continue,
            ("post", "/api/v1/providers/me" | "/api/v1/providers/me/documents") => continue,
            ("get", "/api/v1/admin/providers" | "/api/v1/admin/appeals") => continue,
            ("put", "/api/v1/providers/me/services") => json!({"services": []}),
            ("put", "/api/v1/providers/me/areas") => json!({"areas": []}),
            ("put", "/api/v1/providers/me/hours") => json!({"hours": []}),
            ("put", _) => json!({"online": false}),
            ("post", "/api/v1/providers/me/exceptions") => {
                json!({"startsAt": at, "endsAt": "2026-12-25T07:00:00Z", "works": true})
            }
            ("post", "/api/v1/providers/me/appeals") => json!({"statement": "x"}),
            (_, "/api/v1/admin/appeals/{id}/decide") => json!({"outcome": "uphold", "reason": "x"}),
            (_, p) if p.ends_with("{id}/reject") || p.ends_with("suspend") => {
                json!({"reason": "x", "evidence": "x"})
            }
            (_, p) if p.starts_with("/api/v1/admin") => json!({"reason": "x"}),
            _ => json!({}),
        };
        let path = path.replace("{id}", &id.to_string()).replace("{docId}", &id.to_string());
        let who = if permission == STAFF { operator(1) } else { provider(1) };
        let method: Method = method.to_uppercase().parse().unwrap();
        let answer = f.app.call_with(method.clone(), &path, Some(who), Some(body), &[]).await;
        assert_eq!(answer.status.as_u16(), 404, "{method} {path}: {}", answer.json);
        let told = answer.code();
        assert!(told == "not_found" || told == "providers.not_applied", "{method} {path}: {told}");
    }
}

#[tokio::test]
async fn every_answer_is_described() {
    let f = Fixture::new().await;
    let document = document(&f);
    for (method, path, permission) in ROUTES {
        let responses = &document["paths"][path][method]["responses"];
        assert!(
            responses.as_object().unwrap().keys().any(|s| s.starts_with('2')),
            "{method} {path}"
        );
        for status in ["429", "500", "503"] {
            assert!(responses.get(status).is_some(), "{method} {path} {status}");
        }
        if permission != "public" {
            assert!(responses.get("401").is_some() && responses.get("403").is_some());
        }
        if permission == OWN {
            assert!(responses.get("404").is_some(), "{method} {path}");
        }
    }
    let upload = &document["paths"]["/api/v1/providers/me/documents"]["post"]["requestBody"];
    assert!(upload["content"].get("multipart/form-data").is_some());
}

#[tokio::test]
async fn nobody_tries_national_ids_by_the_dozen() {
    let f = Fixture::new().await;
    f.applicant(1).await;
    let mut last = 0;
    for _ in 0..11 {
        let body = crate::fixture::application(1);
        last = f.app.post("/api/v1/providers/me", provider(2), body).await.status.as_u16();
    }
    assert_eq!(last, 429);
}
