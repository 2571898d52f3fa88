//! What operators look at one kind of: disputes and warranty claims by state.

use crate::stage::Stage;
use chrono::TimeDelta;
use kernel::ids::BookingId;
use serde_json::{Value, json};
use testkit::Answer;

const DISPUTES: &str = "/api/v1/admin/disputes";
const CLAIMS: &str = "/api/v1/admin/warranty-claims";

impl Stage {
    async fn queue(&self, path: &str, query: &str) -> Answer {
        self.app.get(&format!("{path}?{query}"), self.operator).await
    }

    /// What stands in one field of each line, over all pages of one line each.
    async fn walked(&self, path: &str, query: &str, field: &str) -> Vec<Value> {
        let (mut all, mut cursor) = (vec![], String::new());
        loop {
            let page = self.queue(path, &format!("{query}limit=1{cursor}")).await.expect(200).json;
            all.extend(page["items"].as_array().unwrap().iter().map(|item| item[field].clone()));
            let Some(next) = page["nextCursor"].as_str() else { return all };
            cursor = format!("&cursor={next}");
        }
    }

    /// A completed booking that its customer complains of.
    async fn complained(&self) -> BookingId {
        let id = self.done(self.order()).await;
        let body = json!({"reason": "عاد التسريب بعد يومين"});
        self.post(id, "dispute", self.customer, body).await.expect(200);
        id
    }
}

#[tokio::test]
async fn disputes_are_those_that_wait_the_oldest_first_or_of_one_state() {
    let stage = Stage::new().await;
    let mut ids = vec![];
    for _ in 0..4 {
        ids.push(stage.complained().await);
        stage.advance_minutes(2 * 60);
    }
    let of = |picked: &[usize]| picked.iter().map(|n| json!(ids[*n])).collect::<Vec<_>>();
    for n in [0, 1] {
        let text = json!({"text": "أصلحته وجرّبته"});
        stage.post(ids[n], "dispute/evidence", stage.provider, text).await.expect(200);
        let path = format!("/api/v1/admin/bookings/{}/resolve-dispute", ids[n]);
        let outcome = json!({"outcome": "no_refund", "reason": "العمل سليم"});
        stage.app.post(&path, stage.operator, outcome).await.expect(200);
    }
    let proposal = json!({"outcome": "none", "text": "الصور تبيّن أن العمل سليم"});
    let path = format!("/api/v1/admin/bookings/{}/dispute/proposals", ids[3]);
    stage.app.post(&path, stage.operator, proposal).await.expect(200);
    let walked = async |query: &str| stage.walked(DISPUTES, query, "bookingId").await;
    assert_eq!(walked("").await, of(&[2, 3]));
    assert_eq!(walked("state=evidence&").await, of(&[2]));
    assert_eq!(walked("state=proposal&").await, of(&[3]));
    assert_eq!(walked("state=escalated&").await, of(&[]));
    assert_eq!(walked("state=decided&").await, of(&[1, 0]));
    let decided = stage.queue(DISPUTES, "state=decided").await.expect(200).json;
    assert_eq!(decided["items"][0]["outcome"], "none");
    let waiting = stage.queue(DISPUTES, "").await.expect(200).json;
    assert!(waiting["items"][0]["outcome"].is_null());
    for wrong in ["state=lost", "state=", "limit=0", "cursor=x", "colour=red"] {
        stage.queue(DISPUTES, wrong).await.expect(422);
    }
    stage.app.get(&format!("{DISPUTES}?state=decided"), stage.customer).await.expect(403);
}

#[tokio::test]
async fn warranty_claims_are_all_of_them_or_those_of_one_state() {
    let stage = Stage::new().await;
    let mut claims = vec![];
    for _ in 0..3 {
        let id = stage.done(stage.order()).await;
        let starts_at = stage.now() + TimeDelta::hours(6);
        let body = json!({"fault": "ينقّط مرة أخرى", "startsAt": starts_at});
        stage.post(id, "warranty-claims", stage.customer, body).await.expect(201);
        let path = format!("/api/v1/bookings/{id}/warranty-claims");
        let made = stage.app.get(&path, stage.customer).await.expect(200).json;
        claims.push(made["items"][0]["id"].clone());
        stage.advance_minutes(24 * 60);
    }
    let path = format!("{CLAIMS}/{}/refuse", claims[1].as_str().unwrap());
    stage.app.post(&path, stage.operator, json!({"reason": "ضرر جديد"})).await.expect(200);
    let of = |picked: &[usize]| picked.iter().map(|n| claims[*n].clone()).collect::<Vec<_>>();
    let walked = async |query: &str| stage.walked(CLAIMS, query, "id").await;
    assert_eq!(walked("").await, of(&[2, 1, 0]));
    assert_eq!(walked("state=open&").await, of(&[2, 0]));
    assert_eq!(walked("state=refused&").await, of(&[1]));
    for none in ["waiting", "done", "withdrawn"] {
        assert_eq!(walked(&format!("state={none}&")).await, of(&[]));
    }
    for wrong in ["state=lost", "limit=101", "cursor=x"] {
        stage.queue(CLAIMS, wrong).await.expect(422);
    }
    stage.app.get(&format!("{CLAIMS}?state=open"), stage.provider).await.expect(403);
}
