//! Hours, exceptions, the online switch.

use crate::fixture::{Fixture, operator, provider};
use contracts::providers::ProviderChanged;
use serde_json::{Value, json};

const HOURS: &str = "/api/v1/providers/me/hours";
const EXCEPTIONS: &str = "/api/v1/providers/me/exceptions";
const ONLINE: &str = "/api/v1/providers/me/availability";

fn interval(weekday: u8, from: u16, to: u16) -> Value {
    json!({"weekday": weekday, "fromMinute": from, "toMinute": to})
}

#[tokio::test]
async fn a_week_has_several_intervals_a_day_and_comes_back_sorted() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let body =
        json!({"hours": [interval(6, 0, 1440), interval(0, 900, 1320), interval(0, 540, 780)]});
    let out = f.app.put(HOURS, me, body).await.expect(200).json;
    let sorted = json!([interval(0, 540, 780), interval(0, 900, 1320), interval(6, 0, 1440)]);
    assert_eq!(out["hours"], sorted);
    assert_eq!(f.app.get(HOURS, me).await.expect(200).json, out);
    assert_eq!(f.app.told::<ProviderChanged>().await.last().unwrap().weekly_hours.len(), 3);
    f.app.put(HOURS, me, json!({"hours": []})).await.expect(200);
    assert_eq!(f.app.get(HOURS, me).await.expect(200).json, json!({"hours": []}));
}

#[tokio::test]
async fn overlapping_intervals_are_refused_by_the_edge_and_by_the_database() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let body = json!({"hours": [interval(1, 540, 780), interval(1, 779, 900), interval(9, 5, 5)]});
    let wrong = f.app.put(HOURS, me, body).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["hours[1]", "hours[2].weekday", "hours[2].toMinute"]);
    let error = sqlx::query(
        "insert into providers.weekly_hours values ($1, 1, 540, 780, now()), ($1, 1, 779, 900, now())",
    )
    .bind(me.user_id.uuid())
    .execute(f.db.pool())
    .await
    .unwrap_err();
    assert_eq!(error.as_database_error().unwrap().constraint(), Some("hours_do_not_overlap"));
}

#[tokio::test]
async fn exceptions_are_added_listed_told_and_removed() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let eid = json!({
        "startsAt": "2027-03-20T00:00:00Z", "endsAt": "2027-03-23T00:00:00Z",
        "works": false, "note": "إجازة العيد",
    });
    let added = f.app.post(EXCEPTIONS, me, eid.clone()).await.expect(201).json;
    assert_eq!(added["note"], "إجازة العيد");
    let overlap = f.app.post(EXCEPTIONS, me, eid).await.expect(409);
    assert_eq!(overlap.code(), "providers.exception_overlap");
    let extra = json!({"startsAt": "2026-11-22T11:00:00Z", "endsAt": "2026-11-22T12:00:00Z", "works": true});
    f.app.post(EXCEPTIONS, me, extra).await.expect(201);
    let list = f.app.get(EXCEPTIONS, me).await.expect(200).json;
    let works: Vec<_> = list["items"].as_array().unwrap().iter().map(|e| &e["works"]).collect();
    assert_eq!(works, [&json!(true), &json!(false)]);
    assert_eq!(f.app.told::<ProviderChanged>().await.last().unwrap().exceptions.len(), 2);
    // What is over is neither shown nor told.
    f.clock.advance(chrono::TimeDelta::hours(3));
    let list = f.app.get(EXCEPTIONS, me).await.expect(200).json;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let path = format!("{EXCEPTIONS}/{}", added["id"].as_str().unwrap());
    let other = f.applicant(2).await;
    f.app.delete(&path, other).await.expect(404);
    f.app.delete(&path, me).await.expect(204);
    f.app.delete(&path, me).await.expect(404);
    assert!(f.app.told::<ProviderChanged>().await.last().unwrap().exceptions.is_empty());
}

#[tokio::test]
async fn an_exception_in_the_past_or_without_end_is_refused() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    for (from, to, field) in [
        ("2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z", "endsAt"),
        ("2026-11-20T12:00:00Z", "2026-11-21T12:00:00Z", "endsAt"),
        ("2028-11-20T12:00:00Z", "2028-11-21T12:00:00Z", "startsAt"),
    ] {
        let body = json!({"startsAt": from, "endsAt": to, "works": false});
        let wrong = f.app.post(EXCEPTIONS, me, body).await.expect(422);
        assert_eq!(wrong.wrong_fields(), [field]);
    }
    let body = json!({
        "startsAt": "2026-11-23T00:00:00Z", "endsAt": "2026-11-24T00:00:00Z", "works": false,
        "note": "x".repeat(201),
    });
    assert_eq!(f.app.post(EXCEPTIONS, me, body).await.expect(422).wrong_fields(), ["note"]);
}

#[tokio::test]
async fn only_a_verified_provider_goes_online() {
    let f = Fixture::new().await;
    let online = json!({"online": true});
    let guest = provider(50);
    f.app.put(ONLINE, guest, online.clone()).await.expect(404);
    let me = f.submitted(1).await;
    let refused = f.app.put(ONLINE, me, online.clone()).await.expect(409);
    assert_eq!(refused.code(), "providers.not_verified");
    // Offline is always possible.
    f.app.put(ONLINE, me, json!({"online": false})).await.expect(200);
    f.accept_all(me).await;
    f.decide(me, operator(1), "verify", json!({"reason": "سليم"})).await.expect(200);
    let on = f.app.put(ONLINE, me, online.clone()).await.expect(200).json;
    assert_eq!(on, online);
    let told = f.app.told::<ProviderChanged>().await;
    assert!(told.last().unwrap().is_online);
    // Twice the same tells nothing new.
    f.app.put(ONLINE, me, online).await.expect(200);
    assert_eq!(f.app.told::<ProviderChanged>().await.len(), told.len());
}

#[tokio::test]
async fn a_paused_profile_is_offline_and_stays_so() {
    let f = Fixture::new().await;
    let me = f.verified(1).await;
    f.app.put(ONLINE, me, json!({"online": true})).await.expect(200);
    let out = f.app.patch("/api/v1/providers/me", me, json!({"isActive": false})).await.expect(200);
    assert_eq!(out.json["isOnline"], false);
    let told = f.app.told::<ProviderChanged>().await;
    assert!(!told.last().unwrap().is_active);
    let refused = f.app.put(ONLINE, me, json!({"online": true})).await.expect(409);
    assert_eq!(refused.code(), "providers.not_active");
    let out = f.app.patch("/api/v1/providers/me", me, json!({"isActive": true})).await.expect(200);
    assert_eq!(out.json["isOnline"], false);
}

#[tokio::test]
async fn the_database_refuses_an_online_provider_that_is_not_verified() {
    let f = Fixture::new().await;
    f.applicant(1).await;
    let sql = "update providers.service_provider_profiles set is_available = true";
    let error = sqlx::query(sql).execute(f.db.pool()).await.unwrap_err();
    let constraint = error.as_database_error().unwrap().constraint().map(str::to_owned);
    assert_eq!(constraint.as_deref(), Some("only_verified_are_online"));
}
