//! People find what they mean, however they spell it.

use crate::fixture::{Fixture, admin};
use serde_json::Value;

async fn found(f: &Fixture, q: &str) -> Vec<String> {
    let path = format!("/api/v1/services?limit=50&q={}", encode(q));
    let answer = f.app.get(&path, None).await.expect(200);
    codes(&answer.json)
}

fn codes(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|s| s["code"].as_str().unwrap().to_owned()).collect()
}

fn encode(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[tokio::test]
async fn spelling_variants_and_mistakes_find_the_same_things() {
    let f = Fixture::new().await;
    // What is typed, and what must be among the first three.
    for (typed, wanted) in [
        ("تسليك البلاعة", "plumbing.drain_unblock"),
        ("تسليك بلاعه", "plumbing.drain_unblock"),
        // As people say it.
        ("التلاجة مش بتبرد", "appliances.fridge"),
        ("بالوعة مسدودة", "plumbing.drain_unblock"),
        ("clogged drain", "plumbing.drain_unblock"),
        ("غسيل تكيف", "ac.split_clean"),
        ("AC cleaning", "ac.split_clean"),
        ("ac clening", "ac.split_clean"),
        ("plumer", "plumbing.inspection"),
        ("plumber", "plumbing.inspection"),
        ("Electrican", "electrical.inspection"),
        ("غساله", "appliances.washer"),
        ("تصليح الغسالة", "appliances.washer"),
        ("washing machine", "appliances.washer"),
        ("تلاجة", "appliances.fridge"),
        ("حنفيّة بتنقّط", "plumbing.tap_repair"),
        ("leaking tap", "plumbing.tap_repair"),
        ("wifi", "satellite.wifi"),
        ("صراصير", "pest.roaches"),
        ("نقل عفش", "moving.in_city"),
        ("locked out", "locksmith.door_open"),
    ] {
        let found = found(&f, typed).await;
        assert!(found.iter().take(3).any(|c| c == wanted), "{typed}: {found:?}");
    }
}

#[tokio::test]
async fn the_name_of_a_category_finds_all_of_it_first() {
    let f = Fixture::new().await;
    for (typed, category, count) in [
        ("سباكه", "plumbing.", 11),
        ("السباكة", "plumbing.", 11),
        ("سباك", "plumbing.", 11),
        ("plumbing", "plumbing.", 11),
        ("sabak", "plumbing.", 11),
        ("تكيف", "ac.", 10),
        ("التكييف", "ac.", 10),
        ("كهربا", "electrical.", 10),
    ] {
        let found = found(&f, typed).await;
        let first = found.iter().take(count).filter(|c| c.starts_with(category)).count();
        assert_eq!(first, count, "{typed}: {found:?}");
    }
}

#[tokio::test]
async fn nonsense_finds_nothing_and_an_empty_query_lists_everything() {
    let f = Fixture::new().await;
    for nonsense in ["xqzjkw", "ظظظظظ", "'; drop table catalog.services; --", "%%%", "💥💥 qqq"]
    {
        let found = found(&f, nonsense).await;
        assert!(nonsense == "%%%" || found.is_empty(), "{nonsense}: {found:?}");
    }
    assert_eq!(found(&f, "  ؟ ").await.len(), 50);
    let long = "ا".repeat(201);
    let answer = f.app.get(&format!("/api/v1/services?q={}", encode(&long)), None).await;
    assert_eq!(answer.expect(422).wrong_fields(), ["q"]);
}

#[tokio::test]
async fn results_have_pages_and_filters_like_any_list() {
    let f = Fixture::new().await;
    let whole = found(&f, "سباكة").await;
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/services?limit=4&q={}{cursor}", encode("سباكة"));
        let page = f.app.get(&path, None).await.expect(200).json;
        paged.extend(codes(&page));
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(paged, whole);
    let emergencies =
        f.app.get("/api/v1/services?emergency=true&q=plumbing", None).await.expect(200).json;
    let all = emergencies["items"].as_array().unwrap();
    assert!(!all.is_empty() && all.iter().all(|s| s["isEmergencyService"] == true));
}

#[tokio::test]
async fn search_uses_its_index() {
    let f = Fixture::new().await;
    let plan: Vec<String> = sqlx::query_scalar(
        "explain select s.id from unnest(array['plumer']) w(word)
         join catalog.services s on w.word <% s.search_text",
    )
    .fetch_all(&mut *{
        let mut connection = f.db.pool().acquire().await.unwrap();
        sqlx::query("set enable_seqscan = off").execute(&mut *connection).await.unwrap();
        connection
    })
    .await
    .unwrap();
    assert!(plan.join("\n").contains("services_search_text_idx"), "{plan:?}");
}

#[tokio::test]
async fn operators_find_inactive_services_and_people_do_not() {
    let f = Fixture::new().await;
    sqlx::query("update catalog.services set is_active = false where code = 'satellite.wifi'")
        .execute(f.db.pool())
        .await
        .unwrap();
    assert!(!found(&f, "router wifi").await.contains(&"satellite.wifi".to_owned()));
    let answer = f.app.get("/api/v1/admin/services?q=router%20wifi", admin()).await.expect(200);
    assert_eq!(answer.json["items"][0]["service"]["code"], "satellite.wifi");
    assert_eq!(answer.json["items"][0]["isOrderable"], false);
}
