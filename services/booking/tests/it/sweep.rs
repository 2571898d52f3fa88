//! Every route appears with its permission, and refuses who lacks it.

use crate::stage::Stage;
use http::Method;
use kernel::{Permission, Role};
use serde_json::json;
use std::collections::BTreeSet;
use testkit::actor;
use utoipa::openapi::path::{Operation, PathItem};
use uuid::Uuid;

fn operations(item: &PathItem) -> Vec<(Method, &Operation)> {
    [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
    .collect()
}

#[tokio::test]
async fn every_route_refuses_guests_and_wrong_roles() {
    let stage = Stage::new().await;
    let mut names = BTreeSet::new();
    for (path, item) in &stage.app.openapi().paths.paths {
        for (method, operation) in operations(item) {
            let name = operation.operation_id.clone().unwrap();
            assert!(names.insert(name.clone()), "{name} is used twice");
            let extensions = operation.extensions.as_ref().expect("a permission is written down");
            if extensions["x-permissions"] == "public" {
                let open = ["list_slots", "get_job_record_key"];
                assert!(open.contains(&name.as_str()), "{name} is open to everybody");
                continue;
            }
            let needed = extensions["x-permissions"].as_array().expect("guarded").clone();
            let needed: Vec<&str> = needed.iter().map(|p| p.as_str().unwrap()).map(tag).collect();
            let url = url(path);
            let body = (method == Method::POST).then(|| json!({}));
            let call = |who| stage.app.call_with(method.clone(), &url, who, body.clone(), &[]);
            assert_eq!(call(None).await.status, 401, "{method} {path}");
            // Somebody else each time: some routes are limited.
            for (role, n) in Role::ALL.into_iter().zip(100u128..) {
                let may = Permission::ALL.iter().any(|p| needed.contains(&p.tag()) && role.may(*p));
                let answer = call(Some(actor(Uuid::from_u128(n), role))).await;
                assert_eq!(answer.status != 403, may, "{method} {path} as {role:?}");
            }
        }
    }
    // Two routers share this path; neither may push the other out of the document.
    assert!(names.contains("list_bookings") && names.contains("create_booking"));
    assert!(names.len() >= 36, "{}", names.len());
}

fn tag(name: &str) -> &'static str {
    Permission::ALL.iter().map(|p| p.tag()).find(|t| *t == name).expect("a known permission")
}

/// The path with ids that name nothing.
fn url(path: &str) -> String {
    path.split('/')
        .map(|part| match part.starts_with('{') {
            true => Uuid::from_u128(1).to_string(),
            false => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}
