//! National IDs: sealed, masked, and every read told.

use crate::fixture::{Fixture, national_id, operator};
use contracts::admin::OperatorActed;
use serde_json::json;

/// Everything in schemas `providers` and `bus`, as text.
async fn all_rows(f: &Fixture) -> String {
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c
         join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('providers', 'bus') and c.relkind in ('r', 'p')",
    )
    .fetch_all(f.db.pool())
    .await
    .unwrap();
    let mut all = String::new();
    for table in tables {
        let sql = format!("select coalesce(string_agg(t::text, E'\\n'), '') from {table} t");
        let text: String =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(f.db.pool()).await.unwrap();
        all.push_str(&text);
    }
    all
}

#[tokio::test]
async fn no_table_and_no_event_holds_a_national_id_in_clear() {
    let f = Fixture::new().await;
    let me = crate::fixture::provider(1);
    let key = [("idempotency-key", "apply")];
    let body = crate::fixture::application(1);
    let post = axum::http::Method::POST;
    f.app.call_with(post, "/api/v1/providers/me", Some(me), Some(body), &key).await.expect(201);
    let path = format!("/api/v1/admin/providers/{}/national-id/reveal", me.user_id);
    let reason = json!({"reason": "مطابقة مع صورة البطاقة"});
    let post = axum::http::Method::POST;
    f.app.call_with(post, &path, Some(operator(1)), Some(reason), &key).await.expect(200);
    f.app.settle().await;
    let rows = all_rows(&f).await;
    assert!(rows.contains("osta1."), "the rows were read");
    assert!(!rows.contains(&national_id(1)));
    // Nor the ten digits that are hidden on screens.
    assert!(!rows.contains(&national_id(1)[..10]));
    assert!(!rows.contains(&national_id(1)[1..11]));
}

#[tokio::test]
async fn reading_a_national_id_needs_a_reason_and_is_told_every_time() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let path = format!("/api/v1/admin/providers/{}/national-id/reveal", me.user_id);
    let wrong = f.app.post(&path, operator(1), json!({"reason": ""})).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["reason"]);
    assert!(f.app.told::<OperatorActed>().await.is_empty());
    for n in [1, 2] {
        let shown = f.app.post(&path, operator(n), json!({"reason": "مطابقة"})).await.expect(200);
        assert_eq!(shown.json, json!({"nationalId": national_id(1)}));
        assert_eq!(shown.headers["cache-control"], "no-store");
    }
    let told = f.app.told::<OperatorActed>().await;
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|t| t.action == "provider.national_id.reveal"));
    assert_eq!(told[1].operator_id, operator(2).user_id);
    assert_eq!(told[0].reason.as_deref(), Some("مطابقة"));
    let nobody = crate::fixture::provider(9).user_id;
    let path = format!("/api/v1/admin/providers/{nobody}/national-id/reveal");
    f.app.post(&path, operator(1), json!({"reason": "x"})).await.expect(404);
    // Everywhere else it is masked, for operators too.
    let record = f
        .app
        .get(&format!("/api/v1/admin/providers/{}", me.user_id), operator(1))
        .await
        .expect(200);
    assert!(!String::from_utf8_lossy(&record.bytes).contains(&national_id(1)));
}

#[tokio::test]
async fn an_operator_reads_a_document_and_that_is_told() {
    let f = Fixture::new().await;
    let me = f.submitted(1).await;
    let id = f.document(me, "selfie", "single").await;
    let path = format!("/api/v1/admin/providers/{}/documents/{id}/content", me.user_id);
    let read = f.app.get(&path, operator(1)).await.expect(200);
    assert_eq!(read.bytes, crate::fixture::png("selfie"));
    let told = f.app.told::<OperatorActed>().await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].action, "provider.document.read");
    assert_eq!(told[0].details["documentId"], id);
}

#[tokio::test]
async fn the_database_refuses_clear_digits() {
    let f = Fixture::new().await;
    f.applicant(1).await;
    let sql = "update providers.service_provider_profiles set national_id = '29001150101234'";
    assert!(sqlx::query(sql).execute(f.db.pool()).await.is_err());
}
