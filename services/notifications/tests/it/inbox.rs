//! The inbox through the API.

use crate::fixture::{Fixture, MONA, OMAR, mona, user};
use chrono::TimeDelta;
use contracts::payments::PaymentRefunded;
use http::Method;
use kernel::{Money, Role};
use serde_json::json;
use uuid::Uuid;

async fn refund(f: &Fixture, egp: i64) {
    let refund = PaymentRefunded {
        payment_id: Uuid::from_u128(5).into(),
        booking_id: Uuid::from_u128(6).into(),
        customer_id: user(MONA),
        amount: Money::egp(egp),
    };
    f.app.publish(&refund).await;
}

fn bodies(answer: &testkit::Answer) -> Vec<String> {
    let items = answer.json["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["body"].as_str().unwrap().replace(['\u{2068}', '\u{2069}'], ""))
        .collect()
}

#[tokio::test]
async fn the_inbox_is_paged_newest_first_across_days() {
    let f = Fixture::new().await;
    f.meet().await;
    for n in 1..=5 {
        refund(&f, n).await;
        f.advance(TimeDelta::hours(13)).await;
    }
    let mut seen = vec![];
    let mut path = "/api/v1/notifications?limit=2".to_owned();
    loop {
        let page = f.app.get(&path, mona()).await.expect(200);
        assert_eq!(page.json["unreadCount"], 5);
        seen.extend(bodies(&page));
        let Some(cursor) = page.json["nextCursor"].as_str() else { break };
        path = format!("/api/v1/notifications?limit=2&cursor={cursor}");
    }
    let expected: Vec<String> =
        (1..=5).rev().map(|n| format!("We put {n}.00 EGP into your wallet.")).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn without_a_wish_the_inbox_speaks_its_owners_language() {
    let f = Fixture::new().await;
    f.meet().await;
    refund(&f, 1).await;
    let said = testkit::actor(Uuid::from_u128(crate::fixture::SAID), Role::ServiceProvider);
    // The test client asks for English when nothing is said; an empty wish is none of ours.
    let ask = |actor| {
        f.app.call_with(
            Method::GET,
            "/api/v1/notifications",
            Some(actor),
            None,
            &[("accept-language", "")],
        )
    };
    assert_eq!(bodies(&ask(mona()).await), ["أضفنا 1 جنيه إلى محفظتك."]);
    assert!(bodies(&ask(said).await).is_empty());
}

#[tokio::test]
async fn reading_counts_down_and_may_be_repeated() {
    let f = Fixture::new().await;
    f.meet().await;
    for n in 1..=3 {
        refund(&f, n).await;
    }
    let list = || f.app.get("/api/v1/notifications", mona());
    let id = list().await.json["items"][1]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/notifications/{id}/read");
    f.clock.advance(TimeDelta::seconds(7));
    for _ in 0..2 {
        f.app.call_with(Method::POST, &path, Some(mona()), None, &[]).await.expect(204);
        f.clock.advance(TimeDelta::seconds(7));
    }
    let inbox = list().await;
    assert_eq!(inbox.json["unreadCount"], 2);
    assert_eq!(inbox.json["items"][1]["readAt"], "2026-11-22T10:00:07Z");
    let all = "/api/v1/notifications/read-all";
    for marked in [2, 0] {
        let answer = f.app.call_with(Method::POST, all, Some(mona()), None, &[]).await.expect(200);
        assert_eq!(answer.json, json!({"marked": marked}));
    }
    assert_eq!(list().await.json["unreadCount"], 0);
}

#[tokio::test]
async fn somebody_elses_notification_does_not_exist() {
    let f = Fixture::new().await;
    f.meet().await;
    refund(&f, 1).await;
    let id = f.value("select id::text from notifications.notifications").await.unwrap();
    let omar = testkit::actor(Uuid::from_u128(OMAR), Role::Customer);
    assert!(bodies(&f.app.get("/api/v1/notifications", omar).await.expect(200)).is_empty());
    let read = async |actor, id: &str| {
        let path = format!("/api/v1/notifications/{id}/read");
        f.app.call_with(Method::POST, &path, Some(actor), None, &[]).await
    };
    let unknown: Uuid = f.world.id::<kernel::ids::NotificationId>().uuid();
    for (actor, id) in [
        (omar, id.as_str()),
        (mona(), &unknown.to_string()),
        (mona(), &Uuid::from_u128(7).to_string()),
        (mona(), "not-an-id"),
    ] {
        let answer = read(actor, id).await.expect(404);
        assert_eq!(answer.code(), "not_found");
    }
    assert_eq!(f.app.get("/api/v1/notifications", mona()).await.json["unreadCount"], 1);
}

#[tokio::test]
async fn wrong_paging_is_named() {
    let f = Fixture::new().await;
    for (query, field) in
        [("limit=0", "limit"), ("limit=101", "limit"), ("cursor=x", "cursor"), ("page=2", "page")]
    {
        let path = format!("/api/v1/notifications?{query}");
        let answer = f.app.get(&path, mona()).await.expect(422);
        assert_eq!(answer.wrong_fields(), [field], "{query}");
    }
}
