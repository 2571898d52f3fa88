//! Operators: the queue, documents, decisions.

use crate::fixture::{Fixture, operator, png};
use contracts::admin::OperatorActed;
use contracts::providers::{DocumentDecided, ProviderChanged, ProviderDecided, VerificationStatus};
use serde_json::{Value, json};

fn yes() -> Value {
    json!({"reason": "كل المستندات سليمة"})
}

fn against() -> Value {
    json!({"reason": "شكاوى متكررة", "evidence": "OS-7K2M4Q: لم يحضر"})
}

#[tokio::test]
async fn from_submitted_to_verified_every_step_is_told() {
    let f = Fixture::new().await;
    let me = f.submitted(1).await;
    let refused = f.decide(me, operator(1), "verify", yes()).await.expect(409);
    assert_eq!(refused.code(), "providers.documents_missing");
    assert_eq!(refused.wrong_fields().len(), 4);
    f.accept_all(me).await;
    assert_eq!(f.me(me).await["verification"], "under_review");
    let record = f.decide(me, operator(1), "verify", yes()).await.expect(200).json;
    assert_eq!(record["profile"]["verification"], "verified");
    assert_eq!(record["profile"]["backgroundCheck"], "passed");
    assert_eq!(record["profile"]["documentsValidUntil"], "2027-02-01");
    assert_eq!(record["missing"], json!([]));
    assert_eq!(record["decisions"][0]["operatorId"], operator(1).user_id.to_string());
    let told = f.app.told::<ProviderChanged>().await;
    let last = told.last().unwrap();
    assert_eq!(last.verification, VerificationStatus::Verified);
    assert!(last.documents_valid && last.verified_at.is_some() && last.is_active);
    let documents = f.app.told::<DocumentDecided>().await;
    assert_eq!(documents.len(), 4);
    assert!(documents.iter().all(|d| d.accepted && d.reason.is_none()));
    let decided = f.app.told::<ProviderDecided>().await;
    assert_eq!(decided.len(), 1);
    assert!(decided[0].appeal_until.is_none());
    let acted = f.app.told::<OperatorActed>().await;
    assert_eq!(acted.len(), 5);
    let verify = acted.last().unwrap();
    assert_eq!(
        (verify.action.as_str(), verify.subject_type.as_str()),
        ("provider.verify", "provider")
    );
    assert_eq!(verify.subject_id, me.user_id.to_string());
    // The provider reads the reason, not the operator's name.
    let mine = f.me(me).await;
    assert_eq!(mine["lastDecision"]["reason"], yes()["reason"]);
    assert!(mine["lastDecision"].get("operatorId").is_none());
}

#[tokio::test]
async fn a_refused_needed_document_sends_the_application_back() {
    let f = Fixture::new().await;
    let me = f.submitted(1).await;
    let id = f.document(me, "selfie", "single").await;
    let out = f.decide_document(me, &id, "reject").await.expect(200).json;
    assert_eq!((out["state"].as_str(), out["note"].as_str()), (Some("rejected"), Some("راجعناها")));
    assert_eq!(f.me(me).await["verification"], "applied");
    let told = f.app.told::<DocumentDecided>().await;
    assert_eq!((told[0].accepted, told[0].reason.as_deref()), (false, Some("راجعناها")));
    let list = f.app.get("/api/v1/providers/me/checklist", me).await.expect(200).json;
    let selfie = list["items"].as_array().unwrap().iter().find(|i| i["kind"] == "selfie").unwrap();
    assert_eq!((&selfie["state"], &selfie["note"]), (&json!("rejected"), &json!("راجعناها")));
    let submit = "/api/v1/providers/me/submit";
    f.app.post(submit, me, json!({})).await.expect(409);
    // The same picture again is no new document.
    f.upload(me, "selfie", "", "", &png("selfie")).await.expect(409);
    f.upload(me, "selfie", "", "", &png("better")).await.expect(201);
    f.app.post(submit, me, json!({})).await.expect(200);
    assert_eq!(f.me(me).await["verification"], "documents_submitted");
}

#[tokio::test]
async fn a_refused_optional_document_holds_nobody_up() {
    let f = Fixture::new().await;
    let me = f.submitted(1).await;
    f.upload(me, "profile_photo", "", "", &png("photo")).await.expect(201);
    let id = f.document(me, "profile_photo", "single").await;
    f.decide_document(me, &id, "reject").await.expect(200);
    assert_eq!(f.me(me).await["verification"], "under_review");
}

#[tokio::test]
async fn a_document_is_decided_once_but_a_forgery_may_come_to_light() {
    let f = Fixture::new().await;
    let me = f.verified(1).await;
    f.app.put("/api/v1/providers/me/availability", me, json!({"online": true})).await.expect(200);
    let id = f.document(me, "criminal_record", "single").await;
    let again = f.decide_document(me, &id, "accept").await.expect(409);
    assert_eq!(again.code(), "providers.document_decided");
    f.decide_document(me, &id, "reject").await.expect(200);
    let mine = f.me(me).await;
    assert_eq!(mine["verification"], "verified");
    assert_eq!(
        (&mine["documentsValid"], &mine["isOnline"], &mine["backgroundCheck"]),
        (&json!(false), &json!(false), &json!("failed"))
    );
    let refused = f
        .app
        .put("/api/v1/providers/me/availability", me, json!({"online": true}))
        .await
        .expect(409);
    assert_eq!(refused.code(), "providers.documents_not_valid");
    f.decide_document(me, &id, "reject").await.expect(409);
    // A new certificate mends it.
    f.upload(me, "criminal_record", "", "2027-05-01", &png("new")).await.expect(201);
    f.accept_all(me).await;
    let mine = f.me(me).await;
    assert_eq!(
        (&mine["documentsValid"], &mine["backgroundCheck"]),
        (&json!(true), &json!("passed"))
    );
}

#[tokio::test]
async fn a_renewal_replaces_the_old_document_only_when_it_is_accepted() {
    let f = Fixture::new().await;
    let me = f.verified(1).await;
    let old = f.document(me, "criminal_record", "single").await;
    f.upload(me, "criminal_record", "", "2028-02-01", &png("renewed")).await.expect(201);
    assert_eq!(f.me(me).await["documentsValidUntil"], "2027-02-01");
    f.accept_all(me).await;
    assert_eq!(f.me(me).await["documentsValidUntil"], "2028-02-01");
    let all = f.documents(me).await;
    let before = all.iter().find(|d| d["id"] == old.as_str()).unwrap();
    assert_eq!((&before["state"], &before["replaced"]), (&json!("accepted"), &json!(true)));
}

#[tokio::test]
async fn a_document_that_is_over_is_not_accepted() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    f.upload(me, "criminal_record", "", "2026-11-23", &png("x")).await.expect(201);
    let id = f.document(me, "criminal_record", "single").await;
    f.clock.advance(chrono::TimeDelta::days(2));
    let refused = f.decide_document(me, &id, "accept").await.expect(409);
    assert_eq!(refused.code(), "providers.document_over");
}

#[tokio::test]
async fn a_decision_against_somebody_needs_reason_and_evidence() {
    let f = Fixture::new().await;
    let me = f.verified(1).await;
    for verdict in ["reject", "suspend"] {
        let wrong =
            f.decide(me, operator(1), verdict, json!({"reason": " ", "evidence": ""})).await;
        assert_eq!(wrong.expect(422).wrong_fields(), ["reason", "evidence"]);
        let wrong = f.decide(me, operator(1), verdict, json!({"reason": "x"})).await.expect(422);
        assert_eq!(wrong.wrong_fields(), ["evidence"]);
    }
    let wrong =
        f.decide(me, operator(1), "verify", json!({"reason": "\u{200F}"})).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["reason"]);
}

#[tokio::test]
async fn a_suspended_provider_is_offline_until_it_is_reinstated() {
    let f = Fixture::new().await;
    let me = f.verified(1).await;
    let online = "/api/v1/providers/me/availability";
    f.app.put(online, me, json!({"online": true})).await.expect(200);
    f.decide(me, operator(1), "suspend", against()).await.expect(200);
    let mine = f.me(me).await;
    assert_eq!((&mine["verification"], &mine["isOnline"]), (&json!("suspended"), &json!(false)));
    assert_eq!(mine["lastDecision"]["evidence"], against()["evidence"]);
    let decided = f.app.told::<ProviderDecided>().await;
    let suspended = decided.last().unwrap();
    assert_eq!(suspended.verification, VerificationStatus::Suspended);
    assert!(suspended.appeal_until.is_some());
    f.app.put(online, me, json!({"online": true})).await.expect(409);
    let refused = f.app.post("/api/v1/providers/me/submit", me, json!({})).await.expect(409);
    assert_eq!(refused.code(), "providers.already_submitted");
    f.decide(me, operator(1), "reinstate", yes()).await.expect(200);
    let mine = f.me(me).await;
    assert_eq!((&mine["verification"], &mine["isOnline"]), (&json!("verified"), &json!(false)));
}

#[tokio::test]
async fn illegal_moves_are_refused_and_change_nothing() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    for (verdict, body) in
        [("verify", yes()), ("reject", against()), ("suspend", against()), ("reinstate", yes())]
    {
        let refused = f.decide(me, operator(1), verdict, body).await.expect(409);
        assert_eq!(refused.code(), "providers.move_not_allowed", "{verdict}");
    }
    assert_eq!(f.me(me).await["verification"], "applied");
    assert_eq!(f.count("select count(*) from providers.decisions").await, 0);
    assert!(f.app.told::<OperatorActed>().await.is_empty());
    let nobody = crate::fixture::provider(99);
    f.decide(nobody, operator(1), "verify", yes()).await.expect(404);
}

#[tokio::test]
async fn two_operators_at_once_make_one_decision() {
    let f = Fixture::new().await;
    let me = f.submitted(1).await;
    f.accept_all(me).await;
    let (a, b) = tokio::join!(
        f.decide(me, operator(1), "verify", yes()),
        f.decide(me, operator(2), "reject", against()),
    );
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(f.count("select count(*) from providers.decisions").await, 1);
}

#[tokio::test]
async fn a_rejected_provider_may_send_its_papers_again() {
    let f = Fixture::new().await;
    let me = f.submitted(1).await;
    f.decide(me, operator(1), "reject", against()).await.expect(200);
    let list = f.app.get("/api/v1/providers/me/checklist", me).await.expect(200).json;
    assert_eq!((&list["next"], &list["canSubmit"]), (&json!("decision"), &json!(true)));
    f.later();
    f.app.post("/api/v1/providers/me/submit", me, json!({})).await.expect(200);
    f.accept_all(me).await;
    f.decide(me, operator(1), "verify", yes()).await.expect(200);
}

#[tokio::test]
async fn the_queue_shows_those_waiting_longest_first_page_by_page() {
    let f = Fixture::new().await;
    for n in [3, 1, 2] {
        f.submitted(n).await;
    }
    f.applicant(4).await;
    let path = "/api/v1/admin/providers?status=documents_submitted&limit=2";
    let first = f.app.get(path, operator(1)).await.expect(200).json;
    let ids = |page: &Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().into()).collect()
    };
    let id = |n| crate::fixture::provider(n).user_id.to_string();
    assert_eq!(ids(&first), [id(3), id(1)]);
    assert_eq!(first["items"][0]["waitingDocuments"], 4);
    let next = format!("{path}&cursor={}", first["nextCursor"].as_str().unwrap());
    let second = f.app.get(&next, operator(1)).await.expect(200).json;
    assert_eq!(ids(&second), [id(2)]);
    assert!(second.get("nextCursor").is_none());
    let all = f.app.get("/api/v1/admin/providers", operator(1)).await.expect(200).json;
    assert_eq!(ids(&all).len(), 4);
    for bad in ["status=pending", "limit=0", "cursor=x", "colour=red"] {
        let path = format!("/api/v1/admin/providers?{bad}");
        f.app.get(&path, operator(1)).await.expect(422);
    }
}

#[tokio::test]
async fn a_repeated_decision_with_one_key_is_made_once() {
    let f = Fixture::new().await;
    let me = f.submitted(1).await;
    f.accept_all(me).await;
    let path = format!("/api/v1/admin/providers/{}/verify", me.user_id);
    let key = [("idempotency-key", "verify-1")];
    let post =
        || f.app.call_with(axum::http::Method::POST, &path, Some(operator(1)), Some(yes()), &key);
    let first = post().await.expect(200);
    assert_eq!(post().await.expect(200).bytes, first.bytes);
    assert_eq!(f.app.told::<ProviderDecided>().await.len(), 1);
}
