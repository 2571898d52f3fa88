//! What operators see: the live map, and a provider's track.

use crate::fixture::{Fixture, as_operator, booking, provider};
use contracts::admin::OperatorActed;
use contracts::booking::Stage;
use kernel::Role;
use serde_json::{Value, json};

const CAIRO: &str = "south=29.9&west=31.1&north=30.2&east=31.5";

async fn live_map(f: &Fixture, query: &str) -> testkit::Answer {
    let path = format!("/api/v1/admin/live-map?{query}");
    f.app.get(&path, as_operator(Role::Support)).await
}

#[tokio::test]
async fn the_live_map_shows_who_is_in_the_area() {
    let f = Fixture::new().await;
    for n in 1..=3 {
        f.shift(n, true).await;
    }
    f.stage(1, Stage::EnRoute, Some(1)).await;
    f.report(1, f.fix_with(0, json!({"mock": true}))).await.expect(200);
    f.report(2, f.fix(-20)).await.expect(200);
    f.report(3, f.fix_with(0, json!({"lat": 31.2, "lng": 29.9}))).await.expect(200);
    let shown = live_map(&f, CAIRO).await.expect(200).json;
    assert_eq!((shown["total"].as_i64(), shown["items"].as_array().unwrap().len()), (Some(2), 2));
    let first = &shown["items"][0];
    assert_eq!(first["providerId"], json!(provider(1)));
    assert_eq!(first["displayName"], "Ahmed 1.");
    assert_eq!((&first["onShift"], &first["bookingId"]), (&json!(true), &json!(booking(1))));
    assert_eq!((&first["flags"], &first["freshness"]), (&json!(["mock"]), &json!("live")));
    let second = &shown["items"][1];
    assert_eq!((&second["freshness"], second.get("bookingId")), (&json!("stale"), None));
    let shown = live_map(&f, &format!("{CAIRO}&limit=1")).await.expect(200).json;
    assert_eq!((shown["total"].as_i64(), shown["items"].as_array().unwrap().len()), (Some(2), 1));
}

#[tokio::test]
async fn a_wrong_area_is_named() {
    let f = Fixture::new().await;
    for (query, fields) in [
        ("south=31&west=31&north=30&east=32&limit=0", vec!["north", "limit"]),
        ("south=NaN&west=31&north=30&east=32", vec!["south"]),
        ("south=1&west=2&north=3", vec!["east"]),
        ("south=1&west=2&north=3&east=4&zoom=5", vec!["zoom"]),
        ("south=1&west=2&north=3&east=4&limit=1001", vec!["limit"]),
    ] {
        let answer = live_map(&f, query).await.expect(422);
        assert_eq!(answer.wrong_fields(), fields, "{query}");
    }
}

async fn track(f: &Fixture, n: u128, query: &str) -> testkit::Answer {
    let path = format!("/api/v1/admin/providers/{}/track{query}", provider(n));
    f.app.get(&path, as_operator(Role::Operations)).await
}

fn ages(f: &Fixture, page: &Value) -> Vec<i64> {
    let items = page["items"].as_array().unwrap().iter();
    let at = |item: &Value| item["recordedAt"].as_str().unwrap().parse::<kernel::Instant>();
    items.map(|item| (f.now() - at(item).unwrap()).num_seconds()).collect()
}

#[tokio::test]
async fn a_track_is_paged_oldest_first_and_every_look_is_audited() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.later(1_000);
    let fixes: Vec<_> = (1..=5).map(|n| f.fix(-100 * n)).collect();
    f.report_batch(1, json!(fixes)).await.expect(200);
    f.api.flush().await.unwrap();

    let page = track(&f, 1, "?limit=3").await.expect(200).json;
    assert_eq!(ages(&f, &page), [500, 400, 300]);
    let cursor = page["nextCursor"].as_str().unwrap();
    let page = track(&f, 1, &format!("?limit=3&cursor={cursor}")).await.expect(200).json;
    assert_eq!((ages(&f, &page), page.get("nextCursor")), (vec![200, 100], None));
    let page = track(&f, 1, "?from=2026-11-22T10:08:20Z&to=2026-11-22T10:11:40Z").await;
    assert_eq!(ages(&f, &page.expect(200).json), [500, 400]);

    let told = f.app.told::<OperatorActed>().await;
    assert_eq!(told.len(), 3);
    assert_eq!(told[0].action, "tracking.view_track");
    assert_eq!(told[0].subject_id, provider(1).to_string());
    assert_eq!(told[0].operator_id, as_operator(Role::Operations).user_id);
}

#[tokio::test]
async fn a_senseless_span_is_named_and_nothing_is_audited() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    for (query, fields) in [
        ("?from=2026-11-22T10:00:00Z&to=2026-11-21T10:00:00Z", vec!["from"]),
        ("?from=2026-11-01T10:00:00Z&to=2026-11-21T10:00:00Z", vec!["to"]),
        ("?limit=1001&cursor=rubbish", vec!["limit", "cursor"]),
        ("?since=1", vec!["since"]),
    ] {
        let answer = track(&f, 1, query).await.expect(422);
        assert_eq!(answer.wrong_fields(), fields, "{query}");
    }
    track(&f, 9, "").await.expect(404);
    assert_eq!(f.app.told::<OperatorActed>().await.len(), 0);
    // Years that PostgreSQL does not know, and a page far outside the span.
    let far = "?from=%2B262000-01-01T00:00:00Z&to=%2B262000-01-02T00:00:00Z";
    assert_eq!(track(&f, 1, far).await.expect(200).json, json!({"items": []}));
    let long_ago = "?from=0001-01-01T00:00:00Z&to=0001-01-02T00:00:00Z";
    assert_eq!(track(&f, 1, long_ago).await.expect(200).json, json!({"items": []}));
    let ancient =
        httpkit::Cursor { at: chrono::DateTime::<chrono::Utc>::MIN_UTC, id: uuid::Uuid::nil() };
    let query = format!("?cursor={}", ancient.encode());
    assert!(track(&f, 1, &query).await.status.as_u16() < 500);
}
