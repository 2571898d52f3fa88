//! Every route with its permission: nobody logged in, and every role that lacks it.

use crate::world::platform;
use http::Method;
use kernel::Role;
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test]
async fn every_route_asks_for_its_permission() {
    let p = platform().await;
    let document = serde_json::to_value(p.app.openapi()).unwrap();
    let mut swept = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let permissions = &operation["x-permissions"];
            if permissions == "public" {
                continue;
            }
            let needed: Vec<&str> =
                permissions.as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert!(!needed.is_empty(), "{path}");
            let concrete = concrete(path);
            let method: Method = method.to_uppercase().parse().unwrap();
            let call = |actor| {
                let body = (method == Method::POST).then(|| json!({}));
                p.app.call_with(method.clone(), &concrete, actor, body, &[])
            };
            call(None).await.expect(401);
            for role in Role::ALL {
                let may = role.permissions().iter().any(|p| needed.contains(&p.tag()));
                let answer = call(Some(testkit::actor(Uuid::from_u128(0x55), role))).await;
                assert_eq!(answer.status.as_u16() != 403, may, "{method} {path} as {role:?}");
            }
            swept += 1;
        }
    }
    assert_eq!(swept, 15);
}

/// The path with ids that name nothing.
fn concrete(path: &str) -> String {
    path.split('/')
        .map(
            |part| if part.starts_with('{') { Uuid::from_u128(5).to_string() } else { part.into() },
        )
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test]
async fn only_finance_and_admins_move_money() {
    let p = platform().await;
    let path = format!("/api/v1/admin/entries/{}/reverse", Uuid::from_u128(5));
    for (role, expected) in [
        (Role::Finance, 404),
        (Role::Admin, 404),
        (Role::Support, 403),
        (Role::Operations, 403),
        (Role::Customer, 403),
        (Role::ServiceProvider, 403),
    ] {
        // Each somebody else: a refused request gives its key back a moment after its answer.
        let actor = testkit::actor(Uuid::from_u128(0x66 + role as u128), role);
        let headers = [("idempotency-key", "k")];
        let body = json!({"reason": "x"});
        p.app
            .call_with(Method::POST, &path, Some(actor), Some(body), &headers)
            .await
            .expect(expected);
    }
}

#[tokio::test]
async fn the_document_names_only_schemas_it_has_and_shows_money_as_money() {
    let p = platform().await;
    let document = serde_json::to_value(p.app.openapi()).unwrap();
    let text = document.to_string();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for rest in text.split("#/components/schemas/").skip(1) {
        let name = rest.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
    for name in ["Money", "AccountKind", "PaymentStatus", "PaymentStage", "ReceiptLine"] {
        assert!(schemas.contains_key(name), "{name}");
    }
    assert_eq!(schemas["WalletOut"]["properties"]["balance"]["$ref"], "#/components/schemas/Money");
}
