//! The requirements' three limits, as a client meets them.

use crate::harness::{Answer, Options, Platform, Who};
use crate::visits;
use serde_json::json;

#[tokio::test]
async fn the_hundred_and_first_request_of_a_minute_is_refused() {
    let settings = vec![("OSTA_GENERAL_LIMIT_PER_MINUTE", "100".to_owned())];
    let platform = Platform::start_with(Options { settings, ..Options::default() }).await;
    let mona = platform.person(Who::Mona).await;
    for n in 1..=100 {
        let answer = mona.get("/api/v1/me").await.expect(200);
        assert_eq!(answer.header("ratelimit-limit"), "100");
        assert_eq!(answer.header("ratelimit-remaining"), (100 - n).to_string());
    }
    let refused = mona.get("/api/v1/me").await.expect(429);
    assert_refused(&refused, "100", "100;w=60", 60);
    // Others are not held up by her, be they at her address or elsewhere.
    platform.person(Who::Sarah).await.get("/api/v1/me").await.expect(200);
    platform.assert_sound().await;
}

#[tokio::test]
async fn the_sixth_failed_log_in_and_the_fourth_booking_of_a_minute_are_refused() {
    let platform = Platform::start().await;
    let guest = platform.guest();
    let wrong = json!({"phone": Who::Sarah.phone(), "password": "not-her-password"});
    for _ in 0..5 {
        let answer = guest.post("/api/v1/auth/login", wrong.clone()).await.expect(401);
        assert_eq!(answer.code(), "auth.wrong_credentials");
    }
    let refused = guest.post("/api/v1/auth/login", wrong.clone()).await.expect(429);
    assert_refused(&refused, "5", "5;w=900", 900);
    // Not even the right password gets in from there, and somebody else's does.
    let right = json!({"phone": Who::Sarah.phone(), "password": crate::harness::world::PASSWORD});
    guest.post("/api/v1/auth/login", right).await.expect(429);
    platform.person(Who::Sarah).await;
    let mona = guest.log_in("Mona", &Who::Mona.phone(), crate::harness::world::PASSWORD).await;

    let mut quotes = Vec::new();
    for _ in 0..4 {
        quotes.push(visits::quote(&mona, "plumbing.tap_repair").await);
    }
    for quote in &quotes[..3] {
        visits::book(&mona, quote, "cash").await;
    }
    let order = json!({"quoteId": quotes[3].id(), "address": visits::address()});
    let refused = mona.post("/api/v1/bookings", order).await.expect(429);
    assert_refused(&refused, "3", "3;w=60", 60);
    platform.assert_sound().await;
}

fn assert_refused(answer: &Answer, limit: &str, policy: &str, window_s: u64) {
    assert_eq!(answer.code(), "too_many_requests");
    assert_eq!(answer.header("ratelimit-limit"), limit);
    assert_eq!(answer.header("ratelimit-remaining"), "0");
    assert_eq!(answer.header("ratelimit-policy"), policy);
    let wait: u64 = answer.header("retry-after").parse().expect("Retry-After in seconds");
    assert!((1..=window_s).contains(&wait), "{wait}");
}
