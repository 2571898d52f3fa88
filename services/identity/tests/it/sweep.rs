//! Every route appears with its permission, and keeps it.

use crate::fixture::Fixture;
use axum::http::Method;
use httpkit::route::operations;
use kernel::{Permission, Role};
use serde_json::{Value, json};

const ROUTES: &[(&str, &str, &[&str])] = &[
    ("GET", "/.well-known/jwks.json", &["public"]),
    ("POST", "/api/v1/auth/register", &["public"]),
    ("POST", "/api/v1/auth/otp", &["public"]),
    ("POST", "/api/v1/auth/otp/verify", &["public"]),
    ("POST", "/api/v1/auth/login", &["public"]),
    ("POST", "/api/v1/auth/refresh", &["public"]),
    ("POST", "/api/v1/auth/logout", &["public"]),
    ("POST", "/api/v1/auth/logout-everywhere", &["signed_in"]),
    ("POST", "/api/v1/auth/password/reset", &["public"]),
    ("GET", "/api/v1/me", &["signed_in"]),
    ("PATCH", "/api/v1/me", &["signed_in"]),
    ("POST", "/api/v1/me/password", &["signed_in"]),
    ("GET", "/api/v1/me/consents", &["signed_in"]),
    ("PUT", "/api/v1/me/consents", &["signed_in"]),
    ("POST", "/api/v1/me/export", &["signed_in"]),
    ("GET", "/api/v1/me/exports", &["signed_in"]),
    ("GET", "/api/v1/me/exports/{id}/content", &["signed_in"]),
    ("POST", "/api/v1/me/deletion", &["signed_in"]),
    ("GET", "/api/v1/me/deletion", &["signed_in"]),
    ("DELETE", "/api/v1/me/deletion", &["signed_in"]),
    ("GET", "/api/v1/me/sessions", &["signed_in"]),
    ("DELETE", "/api/v1/me/sessions/{id}", &["signed_in"]),
    ("GET", "/api/v1/me/addresses", &["signed_in"]),
    ("POST", "/api/v1/me/addresses", &["signed_in"]),
    ("GET", "/api/v1/me/addresses/{id}", &["signed_in"]),
    ("PUT", "/api/v1/me/addresses/{id}", &["signed_in"]),
    ("DELETE", "/api/v1/me/addresses/{id}", &["signed_in"]),
    ("GET", "/api/v1/admin/users", &["user:manage_all"]),
    ("GET", "/api/v1/admin/users/{id}", &["user:manage_all"]),
    ("POST", "/api/v1/admin/users/{id}/suspend", &["user:manage_all"]),
    ("POST", "/api/v1/admin/users/{id}/reinstate", &["user:manage_all"]),
    ("POST", "/api/v1/admin/operators", &["system:configure"]),
    ("POST", "/api/v1/admin/keys/rotate", &["system:configure"]),
    ("GET", "/api/v1/admin/partners", &["user:manage_all"]),
    ("POST", "/api/v1/admin/partners", &["user:manage_all"]),
    ("GET", "/api/v1/admin/partners/{id}", &["user:manage_all"]),
    ("PUT", "/api/v1/admin/partners/{id}", &["user:manage_all"]),
    ("GET", "/api/v1/admin/partners/{id}/keys", &["user:manage_all"]),
    ("POST", "/api/v1/admin/partners/{id}/keys", &["user:manage_all"]),
    ("POST", "/api/v1/admin/partners/{id}/keys/{keyId}/rotate", &["user:manage_all"]),
    ("POST", "/api/v1/admin/partners/{id}/keys/{keyId}/revoke", &["user:manage_all"]),
    ("GET", "/api/v1/partner", &["api_key"]),
];

#[tokio::test]
async fn the_document_names_every_route_with_its_permission() {
    let f = Fixture::new().await;
    let document = serde_json::to_value(f.http.openapi()).unwrap();
    let mut found: Vec<(String, String, Vec<String>)> = vec![];
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let tags = match &operation["x-permissions"] {
                Value::String(one) => vec![one.clone()],
                Value::Array(many) => many.iter().map(|t| t.as_str().unwrap().into()).collect(),
                other => panic!("{method} {path} has the permissions {other}"),
            };
            found.push((method.to_uppercase(), path.clone(), tags));
        }
    }
    let mut wanted: Vec<_> = ROUTES
        .iter()
        .map(|(method, path, tags)| {
            (method.to_string(), path.to_string(), tags.iter().map(|t| t.to_string()).collect())
        })
        .collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    let mut paths = f.http.openapi().paths.clone();
    let ids: Vec<_> = paths
        .paths
        .values_mut()
        .flat_map(|item| operations(item).map(|o| o.operation_id.clone()).collect::<Vec<_>>())
        .collect();
    assert!(ids.iter().all(Option::is_some) && ids.len() == ROUTES.len());
}

#[tokio::test]
async fn guests_and_wrong_roles_are_turned_away_before_anything_is_read() {
    let f = Fixture::new().await;
    for (method, path, tags) in ROUTES {
        let id = uuid::Uuid::from_u128(7).to_string();
        let path = path.replace("{id}", &id).replace("{keyId}", &id);
        let call = async |actor| {
            let method: Method = method.parse().unwrap();
            f.http.call_with(method, &path, actor, Some(json!({"no": "body"})), &[]).await
        };
        let guest = call(None).await;
        if tags == &["public"] {
            assert_ne!(guest.code(), "unauthenticated", "{method} {path}");
            assert_ne!(guest.code(), "forbidden", "{method} {path}");
            continue;
        }
        assert_eq!(guest.expect(401).code(), "unauthenticated", "{method} {path}");
        for role in Role::ALL {
            let actor = testkit::actor(uuid::Uuid::from_u128(8), role);
            let answer = call(Some(actor)).await;
            let may = tags == &["signed_in"]
                || Permission::ALL.iter().any(|p| tags.contains(&p.tag()) && role.may(*p));
            assert_eq!(answer.code() != "forbidden", may, "{role:?} {method} {path}");
        }
    }
}
