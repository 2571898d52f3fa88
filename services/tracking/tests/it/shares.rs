//! Links that show a journey to somebody without an account.

use crate::fixture::{Fixture, as_customer, booking};
use contracts::booking::Stage;
use http::Method;
use serde_json::{Value, json};

async fn share(f: &Fixture, n: u128) -> testkit::Answer {
    let path = format!("/api/v1/bookings/{}/share-links", booking(n));
    f.app.post(&path, as_customer(n), json!({})).await
}

async fn look(f: &Fixture, token: &str) -> testkit::Answer {
    f.app.get(&format!("/api/v1/shared-journeys/{token}"), None).await
}

async fn links(f: &Fixture, n: u128) -> Vec<Value> {
    let path = format!("/api/v1/bookings/{}/share-links", booking(n));
    let answer = f.app.get(&path, as_customer(n)).await.expect(200);
    answer.json["items"].as_array().unwrap().clone()
}

async fn revoke(f: &Fixture, n: u128, link: &Value) -> testkit::Answer {
    let link = link["id"].as_str().unwrap();
    let path = format!("/api/v1/bookings/{}/share-links/{link}", booking(n));
    f.app.delete(&path, as_customer(n)).await
}

/// Booking 1 is on its way; the token of a link to it.
async fn shared(f: &Fixture) -> String {
    f.shift(1, true).await;
    f.stage(1, Stage::Assigned, Some(1)).await;
    let link = share(f, 1).await.expect(201).json;
    let token = link["token"].as_str().unwrap().to_string();
    assert!(link["url"].as_str().unwrap().ends_with(&format!("/shared/{token}")));
    token
}

#[tokio::test]
async fn a_link_shows_who_comes_and_when_and_not_where_to() {
    let f = Fixture::new().await;
    let token = shared(&f).await;
    let waiting = look(&f, &token).await.expect(200);
    assert_eq!(waiting.headers["cache-control"], "no-store");
    assert_eq!(waiting.json["state"], "waiting");
    assert_eq!(waiting.json["provider"], json!({"firstName": "Ahmed", "hasPhoto": false}));

    f.stage(1, Stage::EnRoute, Some(1)).await;
    f.report(1, f.fix(0)).await.expect(200);
    let shown = look(&f, &token).await.expect(200).json;
    let names: Vec<_> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = ["district", "eta", "expiresAt", "freshness", "position", "provider", "state"];
    assert_eq!(names, expected);
    assert_eq!((&shown["state"], &shown["freshness"]), (&json!("en_route"), &json!("live")));
    assert_eq!(shown["position"]["place"], json!({"lat": 30.0444, "lng": 31.2357}));
    assert!(shown["eta"]["lowS"].as_i64() < shown["eta"]["highS"].as_i64());

    // Where the way ends would show the address.
    f.later(5);
    f.report(1, f.fix_with(0, json!({"lat": 30.088, "lng": 31.32}))).await.expect(200);
    let near = look(&f, &token).await.expect(200).json;
    assert!(near.get("position").is_none() && near.get("eta").is_some());
    f.stage(1, Stage::Arrived, Some(1)).await;
    let there = look(&f, &token).await.expect(200).json;
    assert_eq!(there["state"], "arrived");
    assert!(there.get("position").is_none() && there.get("eta").is_none());
    f.stage(1, Stage::Paused, Some(1)).await;
    assert_eq!(look(&f, &token).await.expect(200).json["state"], "paused");
}

#[tokio::test]
async fn every_link_that_shows_nothing_says_so_in_the_same_way() {
    let f = Fixture::new().await;
    let token = shared(&f).await;
    let other = share(&f, 1).await.expect(201).json;
    let mut refusals = vec![];
    revoke(&f, 1, &other).await.expect(204);
    for wrong in ["x", "AAAAAAAAAAAAAAAAAAAAAA", other["token"].as_str().unwrap()] {
        refusals.push(look(&f, wrong).await.expect(404).json);
    }
    look(&f, &token).await.expect(200);
    f.later(12 * 3_600);
    refusals.push(look(&f, &token).await.expect(404).json);
    f.later(-3_600);
    look(&f, &token).await.expect(200);
    f.stage(1, Stage::Done, Some(1)).await;
    refusals.push(look(&f, &token).await.expect(404).json);
    for refusal in &mut refusals {
        refusal.as_object_mut().unwrap().remove("requestId");
    }
    assert!(refusals.iter().all(|refusal| refusal == &refusals[0]), "{refusals:?}");
    assert!(links(&f, 1).await.iter().any(|link| link["state"] == "expired"));
}

#[tokio::test]
async fn a_replaced_provider_leaves_the_link() {
    let f = Fixture::new().await;
    let token = shared(&f).await;
    f.stage(1, Stage::EnRoute, Some(1)).await;
    f.report(1, f.fix(0)).await.expect(200);
    f.stage(1, Stage::Searching, None).await;
    let shown = look(&f, &token).await.expect(200).json;
    assert_eq!(shown["state"], "waiting");
    assert!(shown.get("provider").is_none() && shown.get("position").is_none());
}

#[tokio::test]
async fn five_links_are_open_at_most_and_one_taken_back_makes_room() {
    let f = Fixture::new().await;
    shared(&f).await;
    let mut last = Value::Null;
    for _ in 0..4 {
        last = share(&f, 1).await.expect(201).json;
    }
    assert_eq!(share(&f, 1).await.expect(409).code(), "tracking.too_many_links");
    revoke(&f, 1, &last).await.expect(204);
    revoke(&f, 1, &last).await.expect(204);
    share(&f, 1).await.expect(201);
    let states: Vec<_> =
        links(&f, 1).await.iter().map(|link| link["state"].as_str().unwrap().to_owned()).collect();
    assert_eq!(states.iter().filter(|state| *state == "open").count(), 5);
    assert_eq!(states.iter().filter(|state| *state == "revoked").count(), 1);
}

#[tokio::test]
async fn a_repeated_request_makes_one_link() {
    let f = Fixture::new().await;
    shared(&f).await;
    let path = format!("/api/v1/bookings/{}/share-links", booking(1));
    let mut answers = vec![];
    for _ in 0..2 {
        let answer = f
            .app
            .call_with(
                Method::POST,
                &path,
                Some(as_customer(1)),
                Some(json!({})),
                &[("idempotency-key", "once")],
            )
            .await
            .expect(201);
        answers.push(answer.json);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(links(&f, 1).await.len(), 2);
}

#[tokio::test]
async fn visits_are_counted_and_a_page_that_looks_again_and_again_is_one() {
    let f = Fixture::new().await;
    let token = shared(&f).await;
    assert_eq!(links(&f, 1).await[0]["opened"], 0);
    for _ in 0..20 {
        look(&f, &token).await.expect(200);
        f.later(40);
    }
    assert_eq!(links(&f, 1).await[0]["opened"], 1);
    f.later(660);
    look(&f, &token).await.expect(200);
    assert_eq!(links(&f, 1).await[0]["opened"], 2);
}

#[tokio::test]
async fn only_the_customer_shares_and_only_a_confirmed_booking() {
    let f = Fixture::new().await;
    share(&f, 1).await.expect(404);
    f.stage(1, Stage::Offered, None).await;
    assert_eq!(share(&f, 1).await.expect(409).code(), "tracking.share_too_early");
    f.stage(1, Stage::Assigned, Some(1)).await;
    let link = share(&f, 1).await.expect(201).json;
    let path = format!("/api/v1/bookings/{}/share-links", booking(1));
    f.app.post(&path, as_customer(2), json!({})).await.expect(404);
    f.app.get(&path, as_customer(2)).await.expect(404);
    let one = format!("{path}/{}", link["id"].as_str().unwrap());
    f.app.delete(&one, as_customer(2)).await.expect(404);
    f.app.delete(&format!("{path}/{}", booking(7)), as_customer(1)).await.expect(404);
    f.stage(1, Stage::Done, Some(1)).await;
    assert_eq!(share(&f, 1).await.expect(410).code(), "tracking.journey_ended");
}

#[tokio::test]
async fn no_token_stands_in_the_tables() {
    let f = Fixture::new().await;
    let token = shared(&f).await;
    let rows: Vec<String> =
        sqlx::query_scalar("select row_to_json(l)::text from tracking.share_links l")
            .fetch_all(f.db.pool())
            .await
            .unwrap();
    assert!(rows.iter().all(|row| !row.contains(&token)));
}

#[tokio::test]
async fn who_tries_too_many_links_has_to_wait() {
    let f = Fixture::new().await;
    for _ in 0..60 {
        look(&f, "AAAAAAAAAAAAAAAAAAAAAA").await.expect(404);
    }
    let answer = look(&f, "AAAAAAAAAAAAAAAAAAAAAA").await.expect(429);
    assert!(answer.headers.contains_key("retry-after"));
}
