//! Lists, the operators' board and the whole story.

use crate::stage::{Order, Stage};
use contracts::catalog::Pricing;
use kernel::Role;
use serde_json::{Value, json};
use uuid::Uuid;

fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn one_sees_ones_own_bookings_newest_first_page_by_page() {
    let stage = Stage::new().await;
    stage.open_all_hours().await;
    let mut mine = vec![];
    for n in 0..5 {
        let order = Order { starts_in: (n + 1) * 24 * 60, ..stage.order() };
        mine.push(stage.ordered(order).await.to_string());
        stage.advance_minutes(1);
    }
    let other = Order { customer: Uuid::from_u128(0xC2).into(), ..stage.order() };
    stage.ordered(other).await;
    mine.reverse();
    let first = stage.app.get("/api/v1/bookings?limit=3", stage.customer).await.expect(200).json;
    assert_eq!(ids(&first), mine[..3]);
    let cursor = first["nextCursor"].as_str().unwrap();
    let path = format!("/api/v1/bookings?limit=3&cursor={cursor}");
    let second = stage.app.get(&path, stage.customer).await.expect(200).json;
    assert_eq!(ids(&second), mine[3..]);
    assert!(second["nextCursor"].is_null());

    stage.confirm(mine[0].parse().unwrap()).await;
    let assigned = stage.app.get("/api/v1/bookings", stage.provider).await.expect(200).json;
    assert_eq!(ids(&assigned), mine[..1]);
    assert_eq!(assigned["items"][0]["providerName"], "أحمد م.");
    let path = "/api/v1/bookings?status=confirmed";
    assert_eq!(ids(&stage.app.get(path, stage.customer).await.json), mine[..1]);
    let nobody = testkit::actor(Uuid::from_u128(9), Role::ServiceProvider);
    assert!(ids(&stage.app.get("/api/v1/bookings", nobody).await.json).is_empty());
    for wrong in ["status=gone", "limit=0", "cursor=x", "colour=red"] {
        let path = format!("/api/v1/bookings?{wrong}");
        stage.app.get(&path, stage.customer).await.expect(422);
    }
}

#[tokio::test]
async fn the_board_filters_by_everything_an_operator_looks_for() {
    let stage = Stage::new().await;
    let pending = stage.ordered(stage.order()).await.to_string();
    stage.advance_minutes(1);
    let confirmed = stage.confirmed(Order { starts_in: 60, ..stage.order() }).await.to_string();
    let only = |page: Value, id: &str| assert_eq!(ids(&page), [id]);
    let board = |query: String| {
        let path = format!("/api/v1/admin/bookings?{query}");
        let app = &stage.app;
        let operator = stage.operator;
        async move { app.get(&path, operator).await.expect(200).json }
    };
    assert_eq!(ids(&board(String::new()).await).len(), 2);
    only(board("status=confirmed".into()).await, &confirmed);
    only(board("stage=searching".into()).await, &pending);
    only(board("date=2026-11-25".into()).await, &pending);
    only(board("date=2026-11-22".into()).await, &confirmed);
    only(board(format!("providerId={}", stage.provider.user_id)).await, &confirmed);
    assert_eq!(ids(&board(format!("customerId={}", stage.customer.user_id)).await).len(), 2);
    assert_eq!(ids(&board(format!("zoneId={}", Uuid::from_u128(0x53))).await).len(), 2);
    assert!(ids(&board(format!("serviceId={}", Uuid::from_u128(1))).await).is_empty());
    let all = board(String::new()).await;
    let number = all["items"][0]["number"].as_str().unwrap().to_lowercase();
    only(board(format!("number={number}")).await, &confirmed);
    let page = board("limit=1".into()).await;
    let cursor = page["nextCursor"].as_str().unwrap().to_owned();
    only(board(format!("limit=1&cursor={cursor}")).await, &pending);
    only(board(format!("ids={},{pending}", Uuid::from_u128(7))).await, &pending);
    let both = ids(&board(format!("ids={pending},{confirmed}")).await);
    assert_eq!(both, [confirmed.as_str(), pending.as_str()]);
    for (query, field) in [("number=12", "number"), ("ids=12", "ids")] {
        let path = format!("/api/v1/admin/bookings?{query}");
        let wrong = stage.app.get(&path, stage.operator).await.expect(422);
        assert_eq!(wrong.wrong_fields(), [field]);
    }
}

#[tokio::test]
async fn staff_reads_the_whole_story_without_the_code() {
    let stage = Stage::new().await;
    let id = stage.confirmed(Order { starts_in: 60, ..stage.order() }).await;
    stage.act(id, "cancel", stage.provider).await.expect(200);
    stage.confirm(id).await;
    let path = format!("/api/v1/admin/bookings/{id}");
    let story = stage.app.get(&path, stage.operator).await.expect(200);
    assert!(!String::from_utf8_lossy(&story.bytes).contains("4821"));
    let story = story.json;
    assert_eq!(story["history"].as_array().unwrap().len(), 4);
    assert_eq!(story["dropOuts"][0]["rule"], "soon_after_confirmation");
    assert_eq!(story["booking"]["dropOuts"], 1);
    let unknown = format!("/api/v1/admin/bookings/{}", Uuid::from_u128(1));
    stage.app.get(&unknown, stage.operator).await.expect(404);

    let order = Order {
        pricing: Pricing::InspectionFirst,
        customer: Uuid::from_u128(0xC2).into(),
        ..stage.order()
    };
    stage.advance_minutes(600);
    let id = stage.started(order).await;
    let body = json!({"lines": [{"kind": "labour", "name": "شغل", "quantity": 1,
        "unitPrice": {"amount": 1_000, "currency": "EGP"}}]});
    stage.post(id, "estimates", stage.provider, body).await.expect(201);
    let path = format!("/api/v1/admin/bookings/{id}");
    let story = stage.app.get(&path, stage.operator).await.expect(200).json;
    assert_eq!(story["estimates"][0]["state"], "proposed");
    stage.staff(id, "cancel").await.expect(200);
    let story = stage.app.get(&path, stage.operator).await.expect(200).json;
    assert_eq!(story["estimates"][0]["state"], "withdrawn");
    assert_eq!(story["booking"]["cancellation"]["reason"], "by_operator");
}
