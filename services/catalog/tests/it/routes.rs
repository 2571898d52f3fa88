//! Every route with the permission it needs: none can be forgotten.

use crate::fixture::Fixture;
use http::Method;
use kernel::Role;
use serde_json::{Value, json};
use testkit::actor;
use uuid::Uuid;

/// Method, path and needed permission of every route, from the document itself.
fn routes(document: &Value) -> Vec<(Method, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let mut routes = Vec::new();
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().unwrap() {
            let method = method.to_uppercase().parse().unwrap();
            routes.push((method, path.clone(), operation["x-permissions"].clone()));
        }
    }
    routes
}

#[tokio::test]
async fn every_route_is_public_or_for_operators_who_configure() {
    let f = Fixture::empty().await;
    let document = serde_json::to_value(f.app.openapi()).unwrap();
    let routes = routes(&document);
    assert_eq!(routes.len(), 27);
    for (method, path, permission) in routes {
        let is_admin = path.starts_with("/api/v1/admin/");
        let expected = if is_admin { json!(["system:configure"]) } else { json!("public") };
        assert_eq!(permission, expected, "{method} {path}");
        let path = path.replace("{id}", &Uuid::nil().to_string());
        let body = (method != Method::GET).then(|| json!({}));
        let call = async |who| f.app.call_with(method.clone(), &path, who, body.clone(), &[]).await;
        let guest = call(None).await.status.as_u16();
        assert_eq!(guest == 401, is_admin, "{method} {path} answered a guest {guest}");
        for role in Role::ALL {
            let status = call(Some(actor(Uuid::from_u128(1), role))).await.status.as_u16();
            let refused = is_admin && role != Role::Admin;
            assert_eq!(status == 403, refused, "{method} {path} answered {role:?} {status}");
            assert_ne!(status, 500, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn the_document_names_every_status_and_has_unique_operations() {
    let f = Fixture::empty().await;
    let document = serde_json::to_value(f.app.openapi()).unwrap();
    let mut ids = Vec::new();
    for operations in document["paths"].as_object().unwrap().values() {
        for operation in operations.as_object().unwrap().values() {
            ids.push(operation["operationId"].as_str().unwrap().to_owned());
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|k| k.starts_with('2')), "{operation}");
            assert!(responses.contains_key("503"));
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[tokio::test]
async fn tables_keep_the_house_rules() {
    let f = Fixture::empty().await;
    let without_created_at: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.tables t
         where table_schema = 'catalog' and table_name <> '_migrations' and not exists (
             select from information_schema.columns c where c.table_schema = 'catalog'
                 and c.table_name = t.table_name and c.column_name = 'created_at'
                 and c.is_nullable = 'NO')",
    )
    .fetch_all(f.db.pool())
    .await
    .unwrap();
    assert!(without_created_at.is_empty(), "{without_created_at:?}");
    let unindexed: Vec<String> = sqlx::query_scalar(
        "select conname::text from pg_constraint c
         where contype = 'f' and connamespace = 'catalog'::regnamespace and not exists (
             select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])",
    )
    .fetch_all(f.db.pool())
    .await
    .unwrap();
    assert!(unindexed.is_empty(), "{unindexed:?}");
}
