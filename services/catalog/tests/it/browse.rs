//! What can be ordered.

use crate::fixture::Fixture;
use catalog::demo;
use serde_json::Value;
use uuid::Uuid;

fn codes(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|s| s["code"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn categories_come_in_their_order_and_one_by_one() {
    let f = Fixture::new().await;
    for _ in 0..2 {
        let all = f.app.get("/api/v1/categories", None).await.expect(200).json;
        let codes = codes(&all);
        assert_eq!(codes.len(), 20);
        assert_eq!(&codes[..3], ["plumbing", "electrical", "ac"]);
        assert_eq!(all["items"][0]["name"]["ar"], "سباكة");
    }
    let path = format!("/api/v1/categories/{}", demo::category_id("ac"));
    assert_eq!(f.app.get(&path, None).await.expect(200).json["code"], "ac");
    for nothing in [Uuid::nil().to_string(), "ac".into(), "'".into()] {
        let path = format!("/api/v1/categories/{nothing}");
        assert_eq!(f.app.get(&path, None).await.expect(404).code(), "not_found");
    }
}

#[tokio::test]
async fn services_come_in_pages_that_leave_nothing_out() {
    let f = Fixture::new().await;
    for filter in [String::new(), format!("&categoryId={}", demo::category_id("ac"))] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/services?limit=7{filter}{cursor}");
            let page = f.app.get(&path, None).await.expect(200).json;
            seen.extend(codes(&page));
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let mut unique = seen.clone();
        unique.sort();
        unique.dedup();
        let expected = if filter.is_empty() { 104 } else { 10 };
        assert_eq!((seen.len(), unique.len()), (expected, expected), "{filter}");
    }
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let f = Fixture::new().await;
    let get = async |query: &str| {
        f.app.get(&format!("/api/v1/services?limit=100&{query}"), None).await.expect(200).json
    };
    let plumbing = demo::category_id("plumbing");
    let all = codes(&get(&format!("categoryId={plumbing}")).await);
    assert_eq!(all.len(), 11);
    assert_eq!(&all[..2], ["plumbing.inspection", "plumbing.drain_unblock"]);
    let urgent = codes(&get(&format!("categoryId={plumbing}&emergency=true")).await);
    let calm = codes(&get(&format!("categoryId={plumbing}&emergency=false")).await);
    assert_eq!((urgent.len(), calm.len()), (4, 7));
    assert_eq!(get(&format!("categoryId={}", Uuid::nil())).await["items"], serde_json::json!([]));
}

#[tokio::test]
async fn a_service_tells_everything_a_person_needs_to_decide() {
    let f = Fixture::new().await;
    let path = format!("/api/v1/services/{}", demo::service_id("appliances.washer"));
    let washer = f.app.get(&path, None).await.expect(200).json;
    assert_eq!(washer["pricing"], "inspection_first");
    assert_eq!(washer["basePrice"]["amount"], 27_500);
    assert_eq!(washer["typicalPrice"]["max"]["amount"], 120_000);
    assert_eq!(washer["categoryName"]["en"], "Appliance repair");
    let path = format!("/api/v1/services/{}", demo::service_id("painting.wall_m2"));
    let wall = f.app.get(&path, None).await.expect(200).json;
    assert_eq!(
        (wall["priceUnit"].as_str(), wall["unit"]["en"].as_str()),
        (Some("per_item"), Some("m²"))
    );
    assert!(wall.get("typicalPrice").is_none());
    f.app.get(&format!("/api/v1/services/{}", Uuid::nil()), None).await.expect(404);
}

#[tokio::test]
async fn wrong_queries_are_named() {
    let f = Fixture::new().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor=zzz", "cursor"),
        ("categoryId=x", "query"),
        ("emergency=maybe", "query"),
        ("sort=price", "sort"),
    ] {
        let answer = f.app.get(&format!("/api/v1/services?{query}"), None).await.expect(422);
        assert_eq!(answer.code(), "invalid_fields", "{query}");
        assert_eq!(answer.wrong_fields(), [field], "{query}");
    }
}
