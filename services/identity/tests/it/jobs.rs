use crate::fixture::{Fixture, Login, PHONE};
use chrono::TimeDelta;
use kernel::Role;
use serde_json::json;

async fn count(f: &Fixture, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(f.db.pool()).await.unwrap()
}

async fn run_jobs(f: &Fixture) {
    let jobs = identity::parts_of(f.app.clone()).jobs.unwrap();
    jobs.ensure_recurring().await.unwrap();
    jobs.run_due().await.unwrap();
}

#[tokio::test]
async fn successors_are_forgotten_after_their_seconds() {
    let f = Fixture::new().await;
    let login = f.join(PHONE).await;
    let next = Login::of(&f.refresh(&login).await.expect(200));
    let sealed = "select count(*) from identity.refresh_tokens where sealed_successor is not null";
    run_jobs(&f).await;
    assert_eq!(count(&f, sealed).await, 1);
    f.clock.advance(TimeDelta::seconds(60));
    run_jobs(&f).await;
    assert_eq!(count(&f, sealed).await, 0);
    f.refresh(&next).await.expect(200);
}

#[tokio::test]
async fn what_has_expired_is_purged_once_a_day_and_nothing_else() {
    let f = Fixture::new().await;
    let admin = f.staff("01200000001", Role::Admin).await;
    let login = f.join(PHONE).await;
    f.http.post("/api/v1/admin/keys/rotate", admin, json!({})).await.expect(201);
    run_jobs(&f).await;
    assert_eq!(count(&f, "select count(*) from identity.signing_keys").await, 2);

    f.clock.advance(TimeDelta::hours(24));
    let login = Login::of(&f.refresh(&login).await.expect(200));
    run_jobs(&f).await;
    assert_eq!(count(&f, "select count(*) from identity.otp_codes").await, 0);
    assert_eq!(count(&f, "select count(*) from identity.signing_keys").await, 1);
    assert_eq!(count(&f, "select count(*) from identity.refresh_tokens").await, 2);

    f.clock.advance(TimeDelta::days(6));
    let login = Login::of(&f.refresh(&login).await.expect(200));
    run_jobs(&f).await;
    assert_eq!(count(&f, "select count(*) from identity.sessions").await, 1);
    f.clock.advance(TimeDelta::days(8));
    run_jobs(&f).await;
    assert_eq!(count(&f, "select count(*) from identity.refresh_tokens").await, 0);
    assert_eq!(count(&f, "select count(*) from identity.sessions").await, 0);
    f.refresh(&login).await.expect(401);
}
