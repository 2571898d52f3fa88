//! Every route of the service with who may call it. A route that is missing here fails.

use crate::fixture::{Fixture, as_operator, booking, provider};
use http::Method;
use kernel::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
async fn every_route_lets_in_exactly_its_roles() {
    use Role::{Admin, Customer, Finance, Operations, ServiceProvider, Support};
    let f = Fixture::new().await;
    let empty = json!({});
    let sos = format!("/api/v1/bookings/{}/sos", booking(1));
    let staff: &[Role] = &[Admin, Support, Finance, Operations];
    let links = format!("/api/v1/bookings/{}/share-links", booking(1));
    let routes: Vec<(Method, &str, String, &[Role])> = vec![
        (Method::POST, "/api/v1/locations", "/api/v1/locations".into(), &[ServiceProvider]),
        (
            Method::POST,
            "/api/v1/locations/batch",
            "/api/v1/locations/batch".into(),
            &[ServiceProvider],
        ),
        (
            Method::GET,
            "/api/v1/bookings/{id}/track",
            format!("/api/v1/bookings/{}/track", booking(1)),
            &[Customer, ServiceProvider, Admin, Support, Finance, Operations],
        ),
        (
            Method::GET,
            "/api/v1/admin/live-map",
            "/api/v1/admin/live-map?south=1&west=1&north=2&east=2".into(),
            &[Admin, Support, Finance, Operations],
        ),
        (
            Method::GET,
            "/api/v1/admin/providers/{id}/track",
            format!("/api/v1/admin/providers/{}/track", provider(1)),
            &[Admin, Operations],
        ),
        (Method::POST, "/api/v1/bookings/{id}/share-links", links.clone(), &[Customer]),
        (Method::GET, "/api/v1/bookings/{id}/share-links", links.clone(), &[Customer]),
        (
            Method::DELETE,
            "/api/v1/bookings/{id}/share-links/{linkId}",
            format!("{links}/{}", booking(2)),
            &[Customer],
        ),
        (Method::POST, "/api/v1/bookings/{id}/sos", sos.clone(), &[Customer, ServiceProvider]),
        (Method::GET, "/api/v1/bookings/{id}/sos", sos.clone(), &[Customer, ServiceProvider]),
        (Method::GET, "/api/v1/admin/sos", "/api/v1/admin/sos".into(), staff),
        (Method::GET, "/api/v1/admin/sos/{id}", format!("/api/v1/admin/sos/{}", booking(1)), staff),
        (
            Method::POST,
            "/api/v1/admin/sos/{id}/acknowledge",
            format!("/api/v1/admin/sos/{}/acknowledge", booking(1)),
            staff,
        ),
        (
            Method::POST,
            "/api/v1/admin/sos/{id}/close",
            format!("/api/v1/admin/sos/{}/close", booking(1)),
            &[Admin, Operations],
        ),
    ];
    let open_to_all = ["/api/v1/shared-journeys/{token}"];
    let mut known: BTreeSet<&str> = routes.iter().map(|(_, pattern, ..)| *pattern).collect();
    known.extend(open_to_all);
    let documented: BTreeSet<&str> =
        f.app.openapi().paths.paths.keys().map(String::as_str).collect();
    assert_eq!(documented, known);
    for (method, _, path, roles) in routes {
        let body = (method == Method::POST).then(|| empty.clone());
        let guest = f.app.call_with(method.clone(), &path, None, body.clone(), &[]).await;
        assert_eq!(guest.expect(401).code(), "unauthenticated", "{path}");
        for role in Role::ALL {
            let actor = Some(as_operator(role));
            let answer = f.app.call_with(method.clone(), &path, actor, body.clone(), &[]).await;
            assert_eq!(answer.status.as_u16() != 403, roles.contains(&role), "{role:?} {path}");
            assert!(answer.status.as_u16() < 500, "{role:?} {path}");
        }
    }
}

#[tokio::test]
async fn the_document_is_complete() {
    let f = Fixture::new().await;
    let document: Value = serde_json::to_value(f.app.openapi()).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut references = Vec::new();
    collect_references(&document, &mut references);
    for reference in references {
        let name = reference.rsplit('/').next().unwrap();
        assert!(schemas.contains_key(name), "{reference} is not described");
    }
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            assert!(operation["summary"].is_string(), "{path} has no summary");
            let permissions = &operation["x-permissions"];
            assert!(permissions.is_array() || permissions == "public", "{path}: {permissions}");
        }
    }
}

fn collect_references<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value.as_str().filter(|_| key == "$ref") {
                    Some(reference) => into.push(reference),
                    None => collect_references(value, into),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, into)),
        _ => {}
    }
}
