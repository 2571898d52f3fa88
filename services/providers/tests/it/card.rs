//! What everybody sees.

use crate::fixture::{ELECTRICAL, Fixture, operator, png, provider};
use contracts::ratings::ReputationChanged;
use kernel::Role;
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn a_verified_provider_has_a_card_for_guests() {
    let f = Fixture::new().await;
    let me = f.verified(1).await;
    let path = format!("/api/v1/providers/{}", me.user_id);
    let card = f.app.get(&path, None).await.expect(200).json;
    assert_eq!(card["displayName"], "أحمد م.");
    assert_eq!(
        card["badges"],
        json!({"identity": true, "backgroundCheck": true, "certified": false})
    );
    assert_eq!(card["services"][0]["price"], json!({"amount": 30_000, "currency": "EGP"}));
    assert_eq!((&card["jobsCompleted"], &card["hasPhoto"]), (&json!(0), &json!(false)));
    assert_eq!(card["memberSince"], "2026-11-22");
    assert!(card.get("rating").is_none());
    let text = card.to_string();
    for private in ["المصري", "1990", "nationalId", "home", "30.0444"] {
        assert!(!text.contains(private), "{private}");
    }
    let reputation = ReputationChanged {
        user_id: me.user_id,
        role: Role::ServiceProvider,
        mean_milli: 4712,
        low_milli: 4400,
        high_milli: 4900,
        count: 38,
    };
    f.app.publish(&reputation).await;
    // What the same person is rated as a customer is another matter.
    f.app
        .publish(&ReputationChanged { role: Role::Customer, mean_milli: 1000, ..reputation })
        .await;
    let card = f.app.get(&path, None).await.expect(200).json;
    assert_eq!(card["rating"], json!({"meanMilli": 4712, "count": 38}));
    let average: String =
        sqlx::query_scalar("select average_rating::text from providers.service_provider_profiles")
            .fetch_one(f.db.pool())
            .await
            .unwrap();
    assert_eq!(average, "4.71");
}

#[tokio::test]
async fn whoever_was_never_verified_is_nobody_and_a_suspended_one_has_no_badge() {
    let f = Fixture::new().await;
    let applicant = f.submitted(1).await;
    f.app.get(&format!("/api/v1/providers/{}", applicant.user_id), None).await.expect(404);
    f.app.get(&format!("/api/v1/providers/{}", provider(9).user_id), None).await.expect(404);
    f.app.get("/api/v1/providers/nobody", None).await.expect(404);
    let me = f.verified(2).await;
    let against = json!({"reason": "شكوى", "evidence": "OS-7K2M4Q"});
    f.decide(me, operator(1), "suspend", against).await.expect(200);
    let card = f.app.get(&format!("/api/v1/providers/{}", me.user_id), None).await.expect(200).json;
    assert_eq!(card["badges"]["identity"], false);
    assert_eq!(card["services"], json!([]));
}

#[tokio::test]
async fn the_photo_is_public_once_an_operator_accepted_it() {
    let f = Fixture::new().await;
    let me = f.verified(1).await;
    let path = format!("/api/v1/providers/{}/photo", me.user_id);
    f.upload(me, "profile_photo", "", "", &png("smile")).await.expect(201);
    f.app.get(&path, None).await.expect(404);
    let id = f.document(me, "profile_photo", "single").await;
    f.decide_document(me, &id, "accept").await.expect(200);
    let photo = f.app.get(&path, None).await.expect(200);
    assert_eq!(photo.bytes, png("smile"));
    assert_eq!(photo.headers["cache-control"], "public, max-age=3600");
    assert_eq!(f.me(me).await["hasPhoto"], true);
    // A newer one shows only when it was accepted, and a refused one is gone.
    f.upload(me, "profile_photo", "", "", &png("laugh")).await.expect(201);
    assert_eq!(f.app.get(&path, None).await.expect(200).bytes, png("smile"));
    f.accept_all(me).await;
    assert_eq!(f.app.get(&path, None).await.expect(200).bytes, png("laugh"));
    let id = f.document(me, "profile_photo", "single").await;
    f.decide_document(me, &id, "reject").await.expect(200);
    f.app.get(&path, None).await.expect(404);
    assert_eq!(f.me(me).await["hasPhoto"], false);
}

#[tokio::test]
async fn a_certificate_shows_as_a_badge() {
    let f = Fixture::new().await;
    let me = f.verified(1).await;
    f.upload(me, "skill_certificate", "", "", &png("cert")).await.expect(201);
    f.accept_all(me).await;
    let id = f.document(me, "skill_certificate", "single").await;
    let services = json!({"services": [
        {"serviceId": Uuid::from_u128(ELECTRICAL), "certificateDocumentId": id},
    ]});
    f.app.put("/api/v1/providers/me/services", me, services).await.expect(200);
    let card = f.app.get(&format!("/api/v1/providers/{}", me.user_id), None).await.expect(200).json;
    assert_eq!(card["badges"]["certified"], true);
    assert_eq!(card["services"][0]["isCertified"], true);
}
