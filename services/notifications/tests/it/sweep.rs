//! Every route needs what its permission says.

use crate::fixture::Fixture;
use http::Method;
use kernel::Role;
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test]
async fn every_route_asks_for_its_permission() {
    let f = Fixture::new().await;
    let document = serde_json::to_value(f.app.openapi()).unwrap();
    let mut seen = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            seen += 1;
            let method: Method = method.to_uppercase().parse().unwrap();
            let path = path
                .replace("{id}", &Uuid::from_u128(1).to_string())
                .replace("{attachmentId}", &Uuid::from_u128(2).to_string())
                .replace("{endpointId}", &Uuid::from_u128(4).to_string())
                .replace("{messageId}", &Uuid::from_u128(5).to_string());
            let ask = |actor| {
                let body = (method == Method::POST).then(|| json!({}));
                f.app.call_with(method.clone(), &path, actor, body, &[])
            };
            let answer = ask(None).await.expect(401);
            assert_eq!(answer.code(), "unauthenticated", "{path}");
            let needed = &operation["x-permissions"];
            for (n, role) in (0u128..).zip(Role::ALL) {
                let may = match needed {
                    Value::String(open) => open == "signed_in",
                    needed => role
                        .permissions()
                        .iter()
                        .any(|p| needed.as_array().unwrap().contains(&Value::from(p.tag()))),
                };
                // Somebody else each time: some routes have a limit an account.
                let somebody = Uuid::from_u128(1_000 + 10 * seen + n);
                let answer = ask(Some(testkit::actor(somebody, role))).await;
                let refused = answer.status.as_u16() == 403;
                assert_eq!(refused, !may, "{method} {path} as {role:?}: {}", answer.status);
            }
        }
    }
    assert_eq!(seen, 48);
}

#[tokio::test]
async fn lanes_run_beside_the_main_runner_and_stop_when_told() {
    let db = testkit::TestDb::new(&[notifications::MIGRATIONS]).await;
    let (world, _) = testkit::world();
    let parts = notifications::parts(testkit::chassis(&db, "notifications", &world)).unwrap();
    assert_eq!(parts.background.len(), 7);
    let stop = tokio_util::sync::CancellationToken::new();
    let lanes: Vec<_> =
        parts.background.into_iter().map(|b| tokio::spawn(b(stop.clone()))).collect();
    stop.cancel();
    for lane in lanes {
        tokio::time::timeout(std::time::Duration::from_secs(5), lane).await.unwrap().unwrap();
    }
}
