//! Appeals that nobody decides: told, and in the end in the provider's favour.

use crate::fixture::{Fixture, PLUMBING_CATEGORY, operator};
use chrono::TimeDelta;
use contracts::providers::{AppealOverdue, ProviderChanged, VerificationStatus};
use httpkit::Actor;
use serde_json::json;
use uuid::Uuid;

const APPEALS: &str = "/api/v1/providers/me/appeals";
const OVERDUE: &str = "/api/v1/admin/appeals?overdue=true";

async fn appealed(f: &Fixture, safety_risk: bool) -> Actor {
    let me = f.verified(1).await;
    let body = json!({"reason": "شكاوى", "evidence": "OS-7K2M4Q", "safetyRisk": safety_risk});
    f.decide(me, operator(1), "suspend", body).await.expect(200);
    f.app.post(APPEALS, me, json!({"statement": "لم أكن هناك."})).await.expect(201);
    f.app.settle().await;
    me
}

/// Lets hours pass; the hourly job runs in each.
async fn hours(f: &Fixture, n: i64) {
    for _ in 0..n {
        f.clock.advance(TimeDelta::hours(1));
        f.app.settle().await;
    }
}

#[tokio::test]
async fn a_late_appeal_is_told_daily_and_shown_to_operators() {
    let f = Fixture::new().await;
    let me = appealed(&f, false).await;
    hours(&f, 7 * 24 - 1).await;
    assert!(f.app.told::<AppealOverdue>().await.is_empty());
    assert_eq!(f.app.get(OVERDUE, operator(2)).await.expect(200).json["items"], json!([]));
    hours(&f, 2).await;
    let told = f.app.told::<AppealOverdue>().await;
    assert_eq!((told.len(), told[0].escalation), (1, 1));
    assert_eq!(told[0].provider_id, me.user_id.into());
    assert_eq!(told[0].against_operator, operator(1).user_id);
    let page = f.app.get(OVERDUE, operator(2)).await.expect(200).json;
    assert_eq!(
        (&page["items"][0]["overdue"], &page["items"][0]["escalations"]),
        (&json!(true), &json!(1))
    );
    hours(&f, 48).await;
    assert_eq!(f.app.told::<AppealOverdue>().await.len(), 3);
}

#[tokio::test]
async fn a_suspension_that_nobody_judges_is_lifted() {
    let f = Fixture::new().await;
    let me = appealed(&f, false).await;
    hours(&f, 14 * 24 + 1).await;
    let mine = f.me(me).await;
    assert_eq!(mine["verification"], "verified");
    assert_eq!(mine["lastDecision"]["kind"], "lifted");
    let last = f.app.told::<ProviderChanged>().await.pop().unwrap();
    assert_eq!(last.verification, VerificationStatus::Verified);
    let record = format!("/api/v1/admin/providers/{}", me.user_id);
    let record = f.app.get(&record, operator(2)).await.expect(200).json;
    assert!(record["decisions"][0].get("operatorId").is_none(), "{record}");
    let settled = f.app.get("/api/v1/admin/appeals?state=settled", operator(2)).await.expect(200);
    assert_eq!(settled.json["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_suspension_for_safety_is_lifted_by_people_only() {
    let f = Fixture::new().await;
    let me = appealed(&f, true).await;
    hours(&f, 16 * 24).await;
    let mine = f.me(me).await;
    assert_eq!(mine["verification"], "suspended");
    assert_eq!(mine["lastDecision"]["safetyRisk"], true);
    assert!(f.app.told::<AppealOverdue>().await.len() >= 9);
    // Nothing but a person's decision ends it, and the platform's own act needs no operator.
    let error = sqlx::query("update providers.decisions set operator_id = null")
        .execute(f.db.pool())
        .await
        .unwrap_err();
    let constraint = error.as_database_error().unwrap().constraint().map(str::to_owned);
    assert_eq!(constraint.as_deref(), Some("people_decide"));
}

#[tokio::test]
async fn anybody_may_see_which_documents_are_needed() {
    let f = Fixture::new().await;
    sqlx::query(
        "insert into providers.document_requirements
            (id, category_id, kind, side, is_required, needs_expiry, sort_order, created_at)
         values (gen_random_uuid(), $1, 'tax_card', 'single', true, true, 8, now())",
    )
    .bind(Uuid::from_u128(PLUMBING_CATEGORY))
    .execute(f.db.pool())
    .await
    .unwrap();
    let path = "/api/v1/document-requirements";
    let needed = async |query: String| {
        let answer = f.app.get(&format!("{path}{query}"), None).await.expect(200).json;
        let items = answer["items"].as_array().unwrap().clone();
        items.iter().filter(|i| i["required"] == true).count()
    };
    assert_eq!(needed(String::new()).await, 6);
    let plumbing = Uuid::from_u128(PLUMBING_CATEGORY);
    assert_eq!(needed(format!("?categoryId={plumbing}")).await, 6);
    assert_eq!(needed(format!("?categoryId={}", Uuid::from_u128(0xC2))).await, 5);
    let answer = f.app.get(path, None).await.expect(200).json;
    assert_eq!(answer["items"][0]["kind"], "national_id");
    assert_eq!(answer["items"][1]["needsExpiry"], true);
}
