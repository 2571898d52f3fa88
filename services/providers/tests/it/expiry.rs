//! Documents that end: warnings at 30, 15 and 1 days, then no new work.

use crate::fixture::{ELECTRICAL, Fixture, png};
use chrono::TimeDelta;
use contracts::providers::{DocumentExpiring, ProviderChanged};
use serde_json::json;
use uuid::Uuid;

/// Lets days pass; the nightly job runs on each of them.
async fn days(f: &Fixture, n: i64) {
    for _ in 0..n {
        f.clock.advance(TimeDelta::days(1));
        f.app.settle().await;
    }
}

#[tokio::test]
async fn an_ending_document_is_announced_three_times_and_then_closes_its_provider() {
    let f = Fixture::new().await;
    // The criminal record is good through 2027-02-01: 71 days from the first.
    let me = f.verified(1).await;
    f.app.put("/api/v1/providers/me/availability", me, json!({"online": true})).await.expect(200);
    f.app.settle().await;
    days(&f, 40).await;
    assert!(f.app.told::<DocumentExpiring>().await.is_empty());
    days(&f, 31).await;
    let told = f.app.told::<DocumentExpiring>().await;
    assert_eq!(told.iter().map(|t| t.days_left).collect::<Vec<_>>(), [30, 15, 1]);
    assert!(told.iter().all(|t| !t.expired && t.provider_id == me.user_id.into()));
    assert!(told[0].name.ar.contains("الجنائية"));
    // The last day is still a good day.
    assert_eq!(f.me(me).await["documentsValid"], true);
    days(&f, 1).await;
    let told = f.app.told::<DocumentExpiring>().await;
    assert!(told.len() == 4 && told[3].expired);
    let mine = f.me(me).await;
    assert_eq!(
        (&mine["documentsValid"], &mine["isOnline"], &mine["backgroundCheck"]),
        (&json!(false), &json!(false), &json!("expired"))
    );
    // Still verified: it comes back with a new certificate alone.
    assert_eq!(mine["verification"], "verified");
    let changed = f.app.told::<ProviderChanged>().await;
    let last = changed.last().unwrap();
    assert!(!last.documents_valid && !last.is_online && last.documents_valid_until.is_none());
    days(&f, 3).await;
    assert_eq!(f.app.told::<DocumentExpiring>().await.len(), 4);
}

#[tokio::test]
async fn days_without_a_run_skip_no_warning_that_still_matters() {
    let f = Fixture::new().await;
    f.verified(1).await;
    f.app.settle().await;
    f.clock.advance(TimeDelta::days(60));
    f.app.settle().await;
    let told = f.app.told::<DocumentExpiring>().await;
    assert_eq!(told.iter().map(|t| t.days_left).collect::<Vec<_>>(), [11]);
}

#[tokio::test]
async fn an_expired_certificate_closes_the_service_and_not_the_provider() {
    let f = Fixture::new().await;
    let me = f.verified(1).await;
    f.upload(me, "skill_certificate", "", "2026-12-01", &png("cert")).await.expect(201);
    f.accept_all(me).await;
    let id = f.document(me, "skill_certificate", "single").await;
    let services = json!({"services": [
        {"serviceId": Uuid::from_u128(ELECTRICAL), "certificateDocumentId": id},
    ]});
    f.app.put("/api/v1/providers/me/services", me, services).await.expect(200);
    f.app.settle().await;
    assert!(f.app.told::<ProviderChanged>().await.last().unwrap().services[0].is_certified);
    days(&f, 10).await;
    let changed = f.app.told::<ProviderChanged>().await;
    let last = changed.last().unwrap();
    assert!(!last.services[0].is_certified && last.documents_valid);
}
