//! Copies of identity cards do not outlive their purpose.

use crate::fixture::{Fixture, operator};
use chrono::TimeDelta;

#[tokio::test]
async fn copies_of_identity_cards_go_thirty_days_after_the_decision() {
    let f = Fixture::new().await;
    let me = f.verified(1).await;
    let card = f.document(me, "national_id", "front").await;
    let record = f.document(me, "criminal_record", "single").await;
    let content = |id: &str| format!("/api/v1/providers/me/documents/{id}/content");
    f.app.settle().await;
    f.clock.advance(TimeDelta::days(29));
    f.app.settle().await;
    f.app.get(&content(&card), me).await.expect(200);
    f.clock.advance(TimeDelta::days(2));
    f.app.settle().await;
    f.app.get(&content(&card), me).await.expect(404);
    // What is needed longer stays, and so does what was decided.
    f.app.get(&content(&record), me).await.expect(200);
    assert_eq!(f.me(me).await["documentsValid"], true);
    let kept = f.app.get("/api/v1/providers/me/documents", me).await.expect(200).json;
    for one in kept["items"].as_array().unwrap() {
        let is_copy = ["national_id", "selfie"].contains(&one["kind"].as_str().unwrap());
        assert_eq!(one["contentRemovedAt"].is_string(), is_copy, "{one}");
    }
    let path = format!("/api/v1/admin/providers/{}/documents/{card}/content", me.user_id);
    f.app.get(&path, operator(1)).await.expect(404);
}
