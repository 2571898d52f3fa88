//! Favourites, blocks, and "why not me".

use super::world::{Town, at, customer, id_of, provider};
use serde_json::json;

#[tokio::test]
async fn favourites_are_kept_once_listed_and_taken_off() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 1_200.0]).await;
    let path = |n| format!("/api/v1/me/favourites/{}", id_of(provider(n)));
    for n in [1, 2, 2] {
        town.app.put(&path(n), customer(1), json!({})).await.expect(204);
    }
    let list = town.app.get("/api/v1/me/favourites?limit=1", customer(1)).await.expect(200);
    assert_eq!(list.json["items"].as_array().unwrap().len(), 1);
    let cursor = list.json["nextCursor"].as_str().unwrap();
    let next = format!("/api/v1/me/favourites?limit=1&cursor={cursor}");
    let rest = town.app.get(&next, customer(1)).await.expect(200);
    assert_eq!(rest.json["items"].as_array().unwrap().len(), 1);
    assert_ne!(list.json["items"][0]["providerId"], rest.json["items"][0]["providerId"]);
    assert_eq!(rest.json["items"][0]["displayName"], "محمود س.");

    // The favourite goes first although the other one is a little nearer.
    town.app.delete(&path(1), customer(1)).await.expect(204);
    town.app.delete(&path(1), customer(1)).await.expect(204);
    town.searched(customer(1), None).await;
    town.offer(provider(2)).await;

    town.app.put(&path(9), customer(1), json!({})).await.expect(404);
    town.app.put(&path(1), provider(1), json!({})).await.expect(403);
    let others = town.app.get("/api/v1/me/favourites", customer(2)).await.expect(200);
    assert!(others.json["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn who_is_blocked_is_not_matched_and_not_told_why() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 1_200.0]).await;
    let block = format!("/api/v1/me/blocks/{}", id_of(provider(1)));
    let favour = format!("/api/v1/me/favourites/{}", id_of(provider(1)));
    town.app.put(&favour, customer(1), json!({})).await.expect(204);
    town.app.put(&block, customer(1), json!({})).await.expect(204);
    town.app.put(&block, customer(1), json!({})).await.expect(204);
    let list = town.app.get("/api/v1/me/favourites", customer(1)).await.expect(200);
    assert!(list.json["items"].as_array().unwrap().is_empty(), "a block ends a liking");
    let refused = town.app.put(&favour, customer(1), json!({})).await.expect(409);
    assert_eq!(refused.code(), "preference.blocked");

    let id = town.searched(customer(1), None).await;
    town.offer(provider(2)).await;
    assert_eq!(town.outcome(id, 1, provider(1)).await.1.as_deref(), Some("blocked_by_customer"));
    let mine = town.app.get("/api/v1/providers/me/searches", provider(1)).await.expect(200);
    let item = &mine.json["items"][0];
    assert_eq!(item["outcome"], "not_eligible");
    assert_eq!(item["reasons"][0]["code"], "customers_choice");
    assert!(!item["reasons"].to_string().contains("block"), "{item}");

    town.app.delete(&block, customer(1)).await.expect(204);
    assert_eq!(town.count("select count(*) from booking.blocks").await, 0);
    let oneself = format!("/api/v1/me/blocks/{}", customer(1).user_id);
    let refused = town.app.put(&oneself, customer(1), json!({})).await.expect(409);
    assert_eq!(refused.code(), "preference.oneself");
}

#[tokio::test]
async fn a_technician_blocks_only_customers_it_has_met() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0]).await;
    let block = format!("/api/v1/me/blocks/{}", customer(1).user_id);
    town.app.put(&block, provider(1), json!({})).await.expect(404);
    town.searched(customer(1), None).await;
    // An offer is not enough to know somebody.
    town.app.put(&block, provider(1), json!({})).await.expect(404);
    let offer = town.offer(provider(1)).await;
    town.accept(provider(1), offer).await.expect(200);
    town.app.put(&block, provider(1), json!({})).await.expect(204);
    let list = town.app.get("/api/v1/me/blocks", provider(1)).await.expect(200);
    let item = &list.json["items"][0];
    assert_eq!(item["userId"], json!(customer(1).user_id));
    assert!(item["bookingNumber"].as_str().unwrap().starts_with("OS-"));
    assert!(item["displayName"].is_null());
    let later = Some(at("2026-11-23T10:00:00Z"));
    let id = town.searched(customer(1), later).await;
    assert_eq!(town.outcome(id, 1, provider(1)).await.1.as_deref(), Some("blocks_customer"));
}

#[tokio::test]
async fn everybody_sees_its_own_searches_only_page_by_page() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 1_500.0, 15_000.0]).await;
    let mut offline = town.plumber(provider(4), 800.0);
    offline.is_online = false;
    town.app.publish(&offline).await;
    town.searched(customer(1), None).await;
    let of = async |n| {
        let mine = town.app.get("/api/v1/providers/me/searches", provider(n)).await.expect(200);
        mine.json["items"][0].clone()
    };
    assert_eq!(of(1).await["outcome"], "offered");
    let second = of(2).await;
    assert_eq!((&second["outcome"], &second["rank"]), (&json!("others_first"), &json!(2)));
    assert!(!second["reasons"][0]["text"]["ar"].as_str().unwrap().is_empty());
    assert_eq!(of(3).await["outcome"], "too_far");
    let offline = of(4).await;
    assert_eq!(offline["reasons"][0]["code"], "offline");
    for secret in ["bookingId", "customerId", "street", "cost"] {
        assert!(offline.get(secret).is_none(), "{secret}");
    }

    // The last word of a search counts: the first one did not answer in time.
    town.wait_s(30).await;
    assert_eq!(of(1).await["outcome"], "offered");
    assert_eq!(of(2).await["outcome"], "offered");
    town.advance_s(1);
    town.searched(customer(2), None).await;
    let mut seen = Vec::new();
    let mut path = "/api/v1/providers/me/searches?limit=1".to_owned();
    loop {
        let page = town.app.get(&path, provider(4)).await.expect(200);
        seen.extend(page.json["items"].as_array().unwrap().clone());
        let Some(cursor) = page.json["nextCursor"].as_str() else { break };
        path = format!("/api/v1/providers/me/searches?limit=1&cursor={cursor}");
    }
    assert_eq!(seen.len(), 2);
    assert_ne!(seen[0]["searchId"], seen[1]["searchId"]);
    town.app.get("/api/v1/providers/me/searches", customer(1)).await.expect(403);
}
