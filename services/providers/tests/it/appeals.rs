//! Due process: an appeal has another judge.

use crate::fixture::{Fixture, operator};
use contracts::providers::{ProviderChanged, ProviderDecided, VerificationStatus};
use httpkit::Actor;
use serde_json::{Value, json};

const APPEALS: &str = "/api/v1/providers/me/appeals";

fn statement() -> Value {
    json!({"statement": "كنت في المستشفى، ومعي ما يثبت ذلك."})
}

async fn suspended(f: &Fixture) -> Actor {
    let me = f.verified(1).await;
    let body = json!({"reason": "شكاوى", "evidence": "OS-7K2M4Q"});
    f.decide(me, operator(1), "suspend", body).await.expect(200);
    me
}

async fn decide(f: &Fixture, id: &Value, by: Actor, outcome: &str) -> testkit::Answer {
    f.later();
    let path = format!("/api/v1/admin/appeals/{}/decide", id.as_str().unwrap());
    f.app.post(&path, by, json!({"outcome": outcome, "reason": "راجعنا ما أرسلته"})).await
}

#[tokio::test]
async fn whoever_decided_can_not_decide_on_the_appeal() {
    let f = Fixture::new().await;
    let me = suspended(&f).await;
    let appeal = f.app.post(APPEALS, me, statement()).await.expect(201).json;
    assert_eq!(appeal["state"], "open");
    let refused = decide(&f, &appeal["id"], operator(1), "uphold").await.expect(403);
    assert_eq!(refused.code(), "providers.appeal_same_operator");
    assert_eq!(f.me(me).await["lastDecision"]["appealState"], "open");
    decide(&f, &appeal["id"], operator(2), "overturn").await.expect(200);
    // And the database would not have taken it either.
    let error = sqlx::query("update providers.appeals set decided_by = against_operator")
        .execute(f.db.pool())
        .await
        .unwrap_err();
    let constraint = error.as_database_error().unwrap().constraint().map(str::to_owned);
    assert_eq!(constraint.as_deref(), Some("appeals_decided_by_another"));
}

#[tokio::test]
async fn an_overturned_suspension_ends_and_is_told() {
    let f = Fixture::new().await;
    let me = suspended(&f).await;
    let appeal = f.app.post(APPEALS, me, statement()).await.expect(201).json;
    let out = decide(&f, &appeal["id"], operator(2), "overturn").await.expect(200).json;
    assert_eq!((&out["state"], &out["overdue"]), (&json!("overturned"), &json!(false)));
    assert_eq!(out["decidedBy"], operator(2).user_id.to_string());
    assert_eq!(f.me(me).await["verification"], "verified");
    let told = f.app.told::<ProviderDecided>().await;
    let last = told.last().unwrap();
    assert_eq!((last.verification, last.appeal_until), (VerificationStatus::Verified, None));
    let changed = f.app.told::<ProviderChanged>().await;
    assert_eq!(changed.last().unwrap().verification, VerificationStatus::Verified);
    let again = decide(&f, &appeal["id"], operator(3), "uphold").await.expect(409);
    assert_eq!(again.code(), "providers.appeal_decided");
}

#[tokio::test]
async fn an_upheld_decision_stays_and_can_not_be_appealed_again() {
    let f = Fixture::new().await;
    let me = suspended(&f).await;
    let appeal = f.app.post(APPEALS, me, statement()).await.expect(201).json;
    let twice = f.app.post(APPEALS, me, statement()).await.expect(409);
    assert_eq!(twice.code(), "providers.already_appealed");
    decide(&f, &appeal["id"], operator(2), "uphold").await.expect(200);
    let mine = f.me(me).await;
    assert_eq!(mine["verification"], "suspended");
    assert_eq!(mine["lastDecision"]["kind"], "appeal_upheld");
    let again = f.app.post(APPEALS, me, statement()).await.expect(409);
    assert_eq!(again.code(), "providers.already_appealed");
}

#[tokio::test]
async fn an_overturned_rejection_is_under_review_again() {
    let f = Fixture::new().await;
    let me = f.submitted(1).await;
    let body = json!({"reason": "صورة قديمة", "evidence": "تاريخ الصورة 2019"});
    f.decide(me, operator(1), "reject", body).await.expect(200);
    let appeal = f.app.post(APPEALS, me, statement()).await.expect(201).json;
    let refused = f.app.post("/api/v1/providers/me/submit", me, json!({})).await.expect(409);
    assert_eq!(refused.code(), "providers.appeal_open");
    decide(&f, &appeal["id"], operator(2), "overturn").await.expect(200);
    assert_eq!(f.me(me).await["verification"], "under_review");
}

#[tokio::test]
async fn there_is_an_end_to_appealing() {
    let f = Fixture::new().await;
    let applicant = f.applicant(2).await;
    let nothing = f.app.post(APPEALS, applicant, statement()).await.expect(409);
    assert_eq!(nothing.code(), "providers.nothing_to_appeal");
    let me = suspended(&f).await;
    let wrong = f.app.post(APPEALS, me, json!({"statement": "  "})).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["statement"]);
    f.clock.advance(chrono::TimeDelta::days(14));
    let late = f.app.post(APPEALS, me, statement()).await.expect(410);
    assert_eq!(late.code(), "providers.appeal_late");
}

#[tokio::test]
async fn reinstating_settles_the_open_appeal() {
    let f = Fixture::new().await;
    let me = suspended(&f).await;
    let appeal = f.app.post(APPEALS, me, statement()).await.expect(201).json;
    f.decide(me, operator(1), "reinstate", json!({"reason": "أخطأنا"})).await.expect(200);
    let list = f.app.get("/api/v1/admin/appeals?state=settled", operator(1)).await.expect(200).json;
    assert_eq!(list["items"][0]["id"], appeal["id"]);
    decide(&f, &appeal["id"], operator(2), "uphold").await.expect(409);
    let nothing = f.app.post(APPEALS, me, statement()).await.expect(409);
    assert_eq!(nothing.code(), "providers.nothing_to_appeal");
}

#[tokio::test]
async fn the_list_of_appeals_tells_what_is_overdue() {
    let f = Fixture::new().await;
    let me = suspended(&f).await;
    f.app.post(APPEALS, me, statement()).await.expect(201);
    let list = "/api/v1/admin/appeals?state=open";
    let page = f.app.get(list, operator(2)).await.expect(200).json;
    assert_eq!(page["items"][0]["overdue"], false);
    assert_eq!(page["items"][0]["againstOperatorId"], operator(1).user_id.to_string());
    f.clock.advance(chrono::TimeDelta::days(8));
    let page = f.app.get(list, operator(2)).await.expect(200).json;
    assert_eq!(page["items"][0]["overdue"], true);
    let cursor = "/api/v1/admin/appeals?limit=1";
    assert!(f.app.get(cursor, operator(2)).await.expect(200).json.get("nextCursor").is_none());
    for state in ["upheld", "overturned"] {
        let path = format!("/api/v1/admin/appeals?state={state}");
        assert_eq!(f.app.get(&path, operator(2)).await.expect(200).json["items"], json!([]));
    }
    let nobody = json!("0198a000-0000-7000-8000-000000000000");
    decide(&f, &nobody, operator(2), "uphold").await.expect(404);
}
