use crate::fixture::{Fixture, PASSWORD, PHONE};
use chrono::TimeDelta;
use serde_json::json;

#[tokio::test]
async fn the_sixth_failure_waits_and_tells_how_long() {
    let f = Fixture::new().await;
    f.join(PHONE).await;
    for left in (0..5).rev() {
        let answer = f.log_in(PHONE, "not the password").await.expect(401);
        assert_eq!(answer.headers["ratelimit-limit"], "5");
        assert_eq!(answer.headers["ratelimit-remaining"], left.to_string().as_str());
        assert_eq!(answer.headers["ratelimit-policy"], "5;w=900");
    }
    f.clock.advance(TimeDelta::minutes(5));
    let refused = f.log_in(PHONE, PASSWORD).await.expect(429);
    assert_eq!(refused.code(), "too_many_requests");
    assert_eq!(refused.headers["retry-after"], "600");
    // Another network address and another phone are not concerned.
    let body = json!({"phone": PHONE, "password": PASSWORD});
    f.post_from("197.32.1.1", "/api/v1/auth/login", body).await.expect(200);
    f.log_in("01112345678", PASSWORD).await.expect(401);
    f.clock.advance(TimeDelta::minutes(10));
    f.log_in(PHONE, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn log_ins_that_succeed_are_not_counted() {
    let f = Fixture::new().await;
    f.join(PHONE).await;
    for _ in 0..8 {
        f.log_in(PHONE, PASSWORD).await.expect(200);
    }
    for _ in 0..5 {
        f.log_in(PHONE, "not the password").await.expect(401);
    }
    f.log_in(PHONE, "not the password").await.expect(429);
}

#[tokio::test]
async fn a_phone_is_one_phone_however_it_is_typed() {
    let f = Fixture::new().await;
    for phone in ["01012345678", "+201012345678", "٠١٠١٢٣٤٥٦٧٨", "1012345678", "20 10 1234 5678"]
    {
        f.log_in(phone, "not the password").await.expect(401);
    }
    f.log_in("0020 1012345678", "not the password").await.expect(429);
}

#[tokio::test]
async fn a_flood_of_log_ins_is_told_to_come_back() {
    // Dear enough that the queue fills before it empties.
    let dear = json!({"argon2_memory_kib": 8192, "argon2_passes": 2});
    let f = Fixture::with(|s| drop(s.sections.insert("identity".into(), dear))).await;
    let flood = (0..120).map(|n| {
        let body = json!({"phone": format!("0101{n:07}"), "password": "not the password"});
        f.post("/api/v1/auth/login", body)
    });
    let answers = futures::future::join_all(flood).await;
    let busy: Vec<_> = answers.iter().filter(|a| a.status.as_u16() == 503).collect();
    assert!(!busy.is_empty());
    assert!(busy.iter().all(|a| a.code() == "auth.busy" && a.headers.contains_key("retry-after")));
    assert!(answers.iter().all(|a| matches!(a.status.as_u16(), 401 | 503)));
    assert!(answers.iter().filter(|a| a.status.as_u16() == 401).count() >= 34);
}
