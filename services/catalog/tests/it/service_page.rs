//! What a customer reads before ordering: what the price covers, and what others say.

use crate::admin::{category, make, name, put, service};
use crate::fixture::{Fixture, with};
use catalog::demo;
use contracts::ratings::ServiceScoreChanged;
use serde_json::{Value, json};

#[tokio::test]
async fn a_service_says_what_its_price_covers_and_operators_write_it() {
    let f = Fixture::new().await;
    let path = format!("/api/v1/services/{}", demo::service_id("plumbing.drain_unblock"));
    let seen = f.app.get(&path, None).await.expect(200).json;
    assert!(seen["included"].as_array().unwrap().len() >= 2, "{seen}");
    assert!(!seen["notIncluded"][0]["ar"].as_str().unwrap().is_empty());

    let category = make(&f, "categories", category()).await;
    let on = json!([name("تنظيف القاع والجدران", "Floor and walls")]);
    let off = json!([name("الكلور", "Chlorine"), name("المضخة", "The pump")]);
    let scope = [("included", on.clone()), ("notIncluded", off.clone())];
    let made = make(&f, "services", with(service(&category["id"]), &scope)).await;
    assert_eq!((&made["service"]["included"], &made["service"]["notIncluded"]), (&on, &off));
    let path = format!("services/{}", made["service"]["id"].as_str().unwrap());
    // Whoever does not know of it changes nothing about it; an empty list takes it away.
    let body = with(service(&category["id"]), &[("version", json!(1)), ("included", json!([]))]);
    let kept = put(&f, &path, body).await.expect(200).json;
    assert_eq!((&kept["service"]["included"], &kept["service"]["notIncluded"]), (&json!([]), &off));
    let bad = [
        ("version", json!(2)),
        ("included", json!(vec![name("سطر", "line"); 13])),
        ("notIncluded", json!([name("الكلور", " ")])),
    ];
    let refused = put(&f, &path, with(service(&category["id"]), &bad)).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["included", "notIncluded.0.en"]);
}

#[tokio::test]
async fn what_customers_say_of_a_service_stands_beside_it_and_goes_with_its_ratings() {
    let f = Fixture::new().await;
    let id = demo::service_id("plumbing.tap_repair");
    let rating = async || -> Value {
        let path = format!("/api/v1/services/{id}");
        let one = f.app.get(&path, None).await.expect(200).json["rating"].clone();
        let found = f.app.get("/api/v1/services?q=Repair%20tap", None).await.expect(200).json;
        assert_eq!(found["items"][0]["rating"], one);
        one
    };
    assert_eq!(rating().await, Value::Null);
    let told = |mean_centi, count| ServiceScoreChanged { service_id: id, mean_centi, count };
    f.app.publish(&told(500, 1)).await;
    assert_eq!(rating().await, json!({"starsCenti": 500, "count": 1}));
    f.app.publish(&told(467, 3)).await;
    assert_eq!(rating().await, json!({"starsCenti": 467, "count": 3}));
    f.app.publish(&told(0, 0)).await;
    assert_eq!(rating().await, Value::Null);
}
