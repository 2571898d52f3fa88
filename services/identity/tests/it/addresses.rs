use crate::fixture::{Fixture, PHONE};
use axum::http::Method;
use httpkit::Actor;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/me/addresses";

pub fn home() -> Value {
    json!({
        "label": "البيت", "contactName": "أم كريم", "contactPhone": "٠١١ ١٢٣٤ ٥٦٧٨",
        "governorate": "EG-C", "district": "المعادي", "street": "شارع ٩", "building": "12",
        "floor": "3", "apartment": "7", "landmark": "بجوار محطة المترو", "postalCode": "11431",
        "pin": {"lat": 29.96, "lng": 31.25},
    })
}

async fn add(f: &Fixture, me: Actor, change: impl FnOnce(&mut Value)) -> Value {
    let mut body = home();
    change(&mut body);
    f.clock.advance(chrono::TimeDelta::seconds(1));
    f.http.post(PATH, me, body).await.expect(201).json
}

async fn defaults(f: &Fixture, me: Actor) -> Vec<Value> {
    let all = f.http.get(PATH, me).await.expect(200).json;
    let items = all["items"].as_array().unwrap().clone();
    items.into_iter().filter(|a| a["isDefault"] == true).map(|a| a["id"].clone()).collect()
}

#[tokio::test]
async fn an_address_is_saved_read_replaced_and_removed() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    let saved = add(&f, me, |_| {}).await;
    assert_eq!(saved["contactPhone"], "+201112345678");
    assert_eq!(saved["isDefault"], true);
    let path = format!("{PATH}/{}", saved["id"].as_str().unwrap());
    assert_eq!(f.http.get(&path, me).await.expect(200).json, saved);

    let mut body = home();
    body["governorate"] = json!("EG-GZ");
    body["contactPhone"] = json!("");
    body["landmark"] = Value::Null;
    let replaced = f.http.put(&path, me, body).await.expect(200).json;
    assert_eq!(replaced["governorate"], "EG-GZ");
    assert_eq!(replaced["contactPhone"], Value::Null);
    assert_eq!(replaced["landmark"], Value::Null);
    assert_eq!(replaced["isDefault"], true);
    assert_eq!(replaced["createdAt"], saved["createdAt"]);

    f.http.delete(&path, me).await.expect(204);
    f.http.delete(&path, me).await.expect(404);
    f.http.get(&path, me).await.expect(404);
}

#[tokio::test]
async fn there_is_always_exactly_one_default() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    let first = add(&f, me, |_| {}).await;
    let second = add(&f, me, |b| b["label"] = json!("الشغل")).await;
    assert_eq!(defaults(&f, me).await, [first["id"].clone()]);
    let third = add(&f, me, |b| b["isDefault"] = json!(true)).await;
    assert_eq!(defaults(&f, me).await, [third["id"].clone()]);
    let path = |a: &Value| format!("{PATH}/{}", a["id"].as_str().unwrap());
    let mut body = home();
    body["isDefault"] = json!(true);
    f.http.put(&path(&first), me, body).await.expect(200);
    assert_eq!(defaults(&f, me).await, [first["id"].clone()]);
    f.http.delete(&path(&first), me).await.expect(204);
    assert_eq!(defaults(&f, me).await, [third["id"].clone()]);
    f.http.delete(&path(&third), me).await.expect(204);
    assert_eq!(defaults(&f, me).await, [second["id"].clone()]);
}

#[tokio::test]
async fn ten_defaults_at_once_leave_one() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    let mut body = home();
    body["isDefault"] = json!(true);
    let all = (0..10).map(|_| f.http.post(PATH, me, body.clone()));
    for answer in futures::future::join_all(all).await {
        answer.expect(201);
    }
    assert_eq!(defaults(&f, me).await.len(), 1);
}

#[tokio::test]
async fn every_wrong_field_is_named_in_both_languages() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    let mut body = home();
    body["governorate"] = json!("Cairo");
    body["district"] = json!("  ");
    body["street"] = json!("x".repeat(201));
    body["contactPhone"] = json!("16123");
    body["postalCode"] = json!("1");
    body["pin"] = json!({"lat": 48.85, "lng": 2.35});
    let english = f.http.post(PATH, me, body.clone()).await.expect(422);
    let fields = ["contactPhone", "governorate", "district", "street", "postalCode", "pin"];
    assert_eq!(english.wrong_fields(), fields);
    let arabic = f
        .http
        .call_with(Method::POST, PATH, Some(me), Some(body), &[("accept-language", "ar-EG")])
        .await
        .expect(422);
    assert_eq!(arabic.wrong_fields(), fields);
    let message = |a: &testkit::Answer| a.json["errors"][5]["message"].as_str().unwrap().to_owned();
    assert_eq!(message(&english), "This place is outside Egypt. Move the pin to your address.");
    assert_eq!(message(&arabic), "الموقع خارج مصر. حرّك الدبوس إلى عنوانك.");

    for (field, wrong) in [
        ("pin", json!({"lat": 91, "lng": 31})),
        ("pin", json!({"lat": "30", "lng": 31})),
        ("pin", Value::Null),
        ("userId", json!("x")),
        ("isDefault", json!("yes")),
    ] {
        let mut body = home();
        body[field] = wrong;
        let answer = f.http.post(PATH, me, body).await.expect(422);
        assert!(answer.wrong_fields()[0].starts_with(field), "{:?}", answer.json);
    }
    assert!(defaults(&f, me).await.is_empty());
}

#[tokio::test]
async fn somebody_elses_address_does_not_exist() {
    let f = Fixture::new().await;
    let mine = f.join(PHONE).await.actor;
    let other = f.join("01112345678").await.actor;
    let saved = add(&f, mine, |_| {}).await;
    let path = format!("{PATH}/{}", saved["id"].as_str().unwrap());
    for answer in [
        f.http.get(&path, other).await,
        f.http.put(&path, other, home()).await,
        f.http.delete(&path, other).await,
        f.http.get(&format!("{PATH}/{}", uuid::Uuid::from_u128(7)), other).await,
        f.http.get(&format!("{PATH}/nonsense"), other).await,
    ] {
        assert_eq!(answer.expect(404).code(), "not_found");
    }
    assert_eq!(f.http.get(&path, mine).await.expect(200).json, saved);
}

#[tokio::test]
async fn a_retry_saves_once_and_the_kept_answer_is_sealed() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    let headers = [("idempotency-key", "one-address")];
    let post = |body: Value| f.http.call_with(Method::POST, PATH, Some(me), Some(body), &headers);
    let first = post(home()).await.expect(201);
    let again = post(home()).await.expect(201);
    assert_eq!(first.json, again.json);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let mut other = home();
    other["floor"] = json!("4");
    assert_eq!(post(other).await.expect(422).code(), "idempotency.other_body");
    let all = f.http.get(PATH, me).await.expect(200).json;
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    let kept: Vec<u8> = sqlx::query_scalar("select answer from bus.idempotency")
        .fetch_one(f.db.pool())
        .await
        .unwrap();
    assert!(kept.starts_with(b"osta1."));
}

#[tokio::test]
async fn twenty_addresses_are_enough() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    for _ in 0..20 {
        add(&f, me, |_| {}).await;
    }
    assert_eq!(f.http.post(PATH, me, home()).await.expect(409).code(), "address.too_many");
    let page = f.http.get(&format!("{PATH}?limit=15"), me).await.expect(200).json;
    let cursor = page["nextCursor"].as_str().unwrap();
    let rest = f.http.get(&format!("{PATH}?limit=15&cursor={cursor}"), me).await.expect(200).json;
    assert_eq!(rest["items"].as_array().unwrap().len(), 5);
}
