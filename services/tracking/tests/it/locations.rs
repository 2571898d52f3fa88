//! `POST /locations` and `POST /locations/batch`.

use crate::fixture::{Fixture, HERE, as_provider, provider};
use contracts::booking::Stage;
use contracts::providers::{ProviderChanged, VerificationStatus};
use contracts::tracking::TrackingApi;
use http::{Method, Request, header};
use serde_json::{Value, json};

async fn last_second(f: &Fixture) -> Option<i64> {
    let last = f.api.last_fix(provider(1)).await.unwrap();
    last.map(|position| (position.at - f.now()).num_seconds())
}

#[tokio::test]
async fn a_fix_is_live_at_once_and_in_the_history_after_the_next_batch() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    let answer = f.report(1, f.fix(0)).await.expect(200);
    assert_eq!(answer.json, json!({"kept": "live"}));
    let live = f.api.last_fix(provider(1)).await.unwrap().unwrap();
    assert_eq!((live.place.lat(), live.place.lng(), live.at), (HERE.0, HERE.1, f.now()));
    assert_eq!(f.history_rows().await, 0);
    assert_eq!(f.api.flush().await.unwrap(), 1);
    assert_eq!((f.history_rows().await, f.last_position_rows().await), (1, 1));
    let row: (Option<f32>, Option<f32>, bool, bool, Vec<String>) = sqlx::query_as(
        "select heading, speed, is_online, is_mock, flags from tracking.provider_locations",
    )
    .fetch_one(f.db.pool())
    .await
    .unwrap();
    assert_eq!(row, (Some(90.0), Some(30.0), true, false, vec![]));
}

#[tokio::test]
async fn off_shift_nothing_is_kept() {
    let f = Fixture::new().await;
    let never_seen = f.report(1, f.fix(0)).await.expect(409);
    assert_eq!(never_seen.code(), "tracking.not_on_shift");
    f.shift(1, false).await;
    f.report(1, f.fix(0)).await.expect(409);
    f.report_batch(1, json!([f.fix(0), f.fix(-5)])).await.expect(409);
    assert_eq!(f.api.flush().await.unwrap(), 0);
    assert_eq!(last_second(&f).await, None);
}

#[tokio::test]
async fn only_a_verified_active_provider_has_a_shift() {
    let f = Fixture::new().await;
    let online = crate::fixture::state(1, true);
    for state in [
        ProviderChanged { is_active: false, ..online.clone() },
        ProviderChanged { verification: VerificationStatus::Suspended, ..online.clone() },
    ] {
        f.app.publish(&state).await;
        f.report(1, f.fix(0)).await.expect(409);
    }
    f.app.publish(&online).await;
    f.report(1, f.fix(0)).await.expect(200);
}

#[tokio::test]
async fn a_journey_outside_a_shift_is_tracked_and_named() {
    let f = Fixture::new().await;
    f.shift(1, false).await;
    f.stage(1, Stage::Assigned, Some(1)).await;
    f.report(1, f.fix(0)).await.expect(409);
    f.stage(1, Stage::EnRoute, Some(1)).await;
    f.report(1, f.fix(0)).await.expect(200);
    f.api.flush().await.unwrap();
    let row: (uuid::Uuid, bool) =
        sqlx::query_as("select booking_id, is_online from tracking.provider_locations")
            .fetch_one(f.db.pool())
            .await
            .unwrap();
    assert_eq!(row, (crate::fixture::booking(1).uuid(), false));
    f.stage(1, Stage::Done, Some(1)).await;
    f.report(1, f.fix(1)).await.expect(409);
}

#[tokio::test]
async fn going_offline_forgets_the_position() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.report(1, f.fix(0)).await.expect(200);
    f.api.flush().await.unwrap();
    f.shift(1, false).await;
    assert_eq!(last_second(&f).await, None);
    assert_eq!((f.last_position_rows().await, f.history_rows().await), (0, 1));
}

#[tokio::test]
async fn late_points_never_move_the_live_position_back() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.later(1_000);
    for (second, kept, live) in [
        (-100, "live", -100),
        (-50, "live", -50),
        (-80, "history", -50),
        (-50, "history", -50),
        (-700, "history", -50),
        (10, "live", 10),
    ] {
        let answer = f.report(1, f.fix(second)).await.expect(200);
        assert_eq!(answer.json["kept"], kept, "{second}");
        assert_eq!(last_second(&f).await, Some(live), "{second}");
    }
    f.api.flush().await.unwrap();
    // The one that came twice is there once.
    assert_eq!(f.history_rows().await, 5);
    let last: (kernel::Instant,) =
        sqlx::query_as("select device_time from tracking.last_positions")
            .fetch_one(f.db.pool())
            .await
            .unwrap();
    assert_eq!((last.0 - f.now()).num_seconds(), 10);
}

#[tokio::test]
async fn what_cannot_be_right_is_refused_with_its_reason() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    for (changes, field, code) in [
        (json!({"lat": 95.0}), "lat", "place.out_of_range"),
        (json!({"lng": -181}), "lng", "place.out_of_range"),
        (json!({"lat": 48.85, "lng": 31.0}), "lat", "place.outside_egypt"),
        (json!({"accuracy": 201.0}), "accuracy", "tracking.too_inaccurate"),
        (json!({"accuracy": -1}), "accuracy", "tracking.bad_accuracy"),
        (json!({"heading": 360}), "heading", "tracking.bad_heading"),
        (json!({"speed": -1}), "speed", "tracking.bad_speed"),
        (json!({"recordedAt": "2026-11-22T10:01:00Z"}), "recordedAt", "tracking.from_future"),
        (json!({"recordedAt": "2020-01-01T00:00:00Z"}), "recordedAt", "tracking.too_old"),
        (json!({"recordedAt": "2026-11-22T09:00:00Z"}), "recordedAt", "tracking.outside_shift"),
    ] {
        let answer = f.report(1, f.fix_with(0, changes.clone())).await.expect(422);
        assert_eq!(answer.code(), "invalid_fields");
        assert_eq!(answer.wrong_fields(), [field], "{changes}");
        assert_eq!(answer.json["errors"][0]["code"], code, "{changes}");
    }
    let all = json!({"lat": 1, "lng": 2, "accuracy": 999, "heading": -1, "speed": 1e9});
    let answer = f.report(1, f.fix_with(0, all)).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["lat", "lng", "accuracy", "heading", "speed"]);
    assert_eq!(f.api.flush().await.unwrap(), 0);
}

#[tokio::test]
async fn wrong_types_and_unknown_fields_are_named() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    for (changes, field, code) in [
        (json!({"lat": "30.0"}), "lat", "wrong_type"),
        (json!({"lng": "NaN"}), "lng", "wrong_type"),
        (json!({"lat": null}), "lat", "wrong_type"),
        (json!({"lat": "٣٠٫٠"}), "lat", "wrong_type"),
        (json!({"mock": "yes"}), "mock", "wrong_type"),
        (json!({"recordedAt": "yesterday"}), "recordedAt", "wrong_type"),
        (json!({"recordedAt": 1_763_805_600}), "recordedAt", "wrong_type"),
        (json!({"altitude": 75.0}), "altitude", "unknown_field"),
    ] {
        let answer = f.report(1, f.fix_with(0, changes.clone())).await.expect(422);
        assert_eq!(answer.wrong_fields(), [field], "{changes}");
        assert_eq!(answer.json["errors"][0]["code"], code, "{changes}");
    }
    let answer = f.report(1, json!({"lat": 30.0})).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["lng"]);
}

#[tokio::test]
async fn what_is_no_json_number_is_malformed_and_one_that_is_too_large_is_told_at_its_field() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    for (lat, status, code) in [
        ("NaN", 400, "malformed_body"),
        ("Infinity", 400, "malformed_body"),
        ("1e999", 422, "invalid_fields"),
        ("-1e999", 422, "invalid_fields"),
    ] {
        let body = format!(
            r#"{{"lat":{lat},"lng":31.0,"accuracy":5,"recordedAt":"2026-11-22T10:00:00Z"}}"#
        );
        let mut request = Request::builder()
            .method(Method::POST)
            .uri("/api/v1/locations")
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.into())
            .unwrap();
        request.extensions_mut().insert(as_provider(1));
        let answer = f.app.send(request).await.expect(status);
        assert_eq!(answer.code(), code, "{lat}");
        assert_eq!(answer.wrong_fields(), if status == 422 { vec!["lat"] } else { vec![] });
    }
}

#[tokio::test]
async fn people_are_told_in_their_language() {
    let f = Fixture::new().await;
    let arabic = [("accept-language", "ar")];
    let post = async |path: &str, body: Value| {
        f.app.call_with(Method::POST, path, Some(as_provider(1)), Some(body), &arabic).await
    };
    let answer = post("/api/v1/locations", f.fix(0)).await.expect(409);
    assert!(answer.json["title"].as_str().unwrap().starts_with("أنت غير متصل"));
    f.shift(1, true).await;
    let body = json!({"fixes": [f.fix_with(0, json!({"lat": 48.85}))]});
    let answer = post("/api/v1/locations/batch", body).await.expect(200);
    let message = &answer.json["results"][0]["errors"][0]["message"];
    assert!(message.as_str().unwrap().starts_with("موقع جهازك خارج مصر"), "{message}");
}

#[tokio::test]
async fn each_position_of_a_batch_is_judged_by_itself_in_the_order_of_device_time() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.later(3_000);
    let mut listener = f.api.live_fixes();
    let fixes = json!([
        f.fix(-10),
        f.fix(-30),
        f.fix_with(-20, json!({"accuracy": 500, "lat": 0})),
        f.fix(-1_200),
        f.fix(-5_000),
    ]);
    let answer = f.report_batch(1, fixes).await.expect(200);
    assert_eq!(
        answer.json,
        json!({"accepted": 3, "refused": 2, "results": [
            {"outcome": "accepted", "kept": "live"},
            {"outcome": "accepted", "kept": "live"},
            {"outcome": "refused", "errors": [
                {"field": "lat", "code": "place.outside_egypt",
                 "message": answer.json["results"][2]["errors"][0]["message"]},
                {"field": "accuracy", "code": "tracking.too_inaccurate",
                 "message": answer.json["results"][2]["errors"][1]["message"]},
            ]},
            {"outcome": "accepted", "kept": "history"},
            {"outcome": "refused", "errors": [
                {"field": "recordedAt", "code": "tracking.outside_shift",
                 "message": answer.json["results"][4]["errors"][0]["message"]},
            ]},
        ]})
    );
    assert_eq!(last_second(&f).await, Some(-10));
    // Only where the provider is now is streamed.
    assert_eq!((listener.recv().await.unwrap().fix.at - f.now()).num_seconds(), -10);
    assert!(listener.try_recv().is_err());
    f.api.flush().await.unwrap();
    assert_eq!(f.history_rows().await, 3);
}

#[tokio::test]
async fn a_batch_has_one_to_five_hundred_positions() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.later(1_000);
    let many = |n: i64| (0..n).map(|s| f.fix(-s)).collect::<Vec<_>>();
    for size in [0, 501] {
        let answer = f.report_batch(1, json!(many(size))).await.expect(422);
        assert_eq!(answer.wrong_fields(), ["fixes"]);
    }
    let answer = f.report_batch(1, json!(many(500))).await.expect(200);
    assert_eq!(answer.json["accepted"], 500);
    let answer = f.report_batch(1, json!([f.fix(0), {"lat": "x"}])).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["fixes[1].lat"]);
    assert_eq!(f.api.flush().await.unwrap(), 500);
}

#[tokio::test]
async fn mock_positions_and_jumps_are_flagged_in_index_and_history() {
    let f = Fixture::new().await;
    f.shift(1, true).await;
    f.report(1, f.fix(0)).await.expect(200);
    f.later(10);
    f.report(1, f.fix_with(0, json!({"lat": 30.2, "mock": true}))).await.expect(200);
    f.later(10);
    // In a batch each is compared with the one before it.
    let fixes = json!([f.fix_with(0, json!({"lat": 30.3})), f.fix_with(-5, json!({"lat": 30.2}))]);
    f.report_batch(1, fixes).await.expect(200);
    f.api.flush().await.unwrap();
    let flags: Vec<(Vec<String>,)> =
        sqlx::query_as("select flags from tracking.provider_locations order by device_time")
            .fetch_all(f.db.pool())
            .await
            .unwrap();
    let flags: Vec<String> = flags.into_iter().map(|(flags,)| flags.join("+")).collect();
    assert_eq!(flags, ["", "mock+jump", "", "jump"]);
    // The provider isn't told what gives it away.
    let answer = f.report(1, f.fix_with(5, json!({"mock": true}))).await.expect(200);
    assert_eq!(answer.json, json!({"kept": "live"}));
}
