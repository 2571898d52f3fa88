use crate::fixture::{Fixture, PASSWORD, PHONE};
use chrono::TimeDelta;
use contracts::identity::{AccountStatus, OtpRequested};
use serde_json::json;

fn other(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..5])
}

#[tokio::test]
async fn a_code_is_good_once() {
    let f = Fixture::new().await;
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    assert_eq!(code.len(), 6);
    f.verify(PHONE, &code, "log_in").await.expect(200);
    let answer = f.verify(PHONE, &code, "log_in").await.expect(422);
    assert_eq!((answer.code(), answer.wrong_fields()), ("auth.wrong_code", vec!["code"]));
}

#[tokio::test]
async fn a_code_is_good_for_five_minutes() {
    let f = Fixture::new().await;
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    f.clock.advance(TimeDelta::minutes(5));
    assert_eq!(f.verify(PHONE, &code, "log_in").await.expect(422).code(), "auth.wrong_code");
}

#[tokio::test]
async fn the_fifth_wrong_try_kills_the_code() {
    let f = Fixture::new().await;
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    for _ in 0..4 {
        f.verify(PHONE, &other(&code), "log_in").await.expect(422);
    }
    f.verify(PHONE, &code, "log_in").await.expect(200);

    f.clock.advance(TimeDelta::minutes(1));
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    for _ in 0..5 {
        f.verify(PHONE, &other(&code), "log_in").await.expect(422);
    }
    f.verify(PHONE, &code, "log_in").await.expect(422);
}

#[tokio::test]
async fn fifty_guesses_at_once_are_still_five_tries() {
    let f = Fixture::new().await;
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    let wrong = other(&code);
    let guesses = (0..50).map(|_| f.verify(PHONE, &wrong, "log_in"));
    for answer in futures::future::join_all(guesses).await {
        answer.expect(422);
    }
    f.verify(PHONE, &code, "log_in").await.expect(422);
    let attempts: i16 = sqlx::query_scalar("select attempts from identity.otp_codes")
        .fetch_one(f.db.pool())
        .await
        .unwrap();
    assert_eq!(attempts, 5);
}

#[tokio::test]
async fn one_code_used_twice_at_once_logs_in_once() {
    let f = Fixture::new().await;
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    let tries = (0..8).map(|_| f.verify(PHONE, &code, "log_in"));
    let answers = futures::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|a| a.status.is_success()).count(), 1);
    let accounts: i64 = sqlx::query_scalar("select count(*) from identity.users")
        .fetch_one(f.db.pool())
        .await
        .unwrap();
    assert_eq!(accounts, 1);
}

#[tokio::test]
async fn the_newest_code_counts() {
    let f = Fixture::new().await;
    f.request_code(PHONE, "log_in").await.expect(202);
    let first = f.last_code().await;
    f.clock.advance(TimeDelta::seconds(60));
    f.request_code(PHONE, "log_in").await.expect(202);
    let second = f.last_code().await;
    f.verify(PHONE, &first, "log_in").await.expect(422);
    f.verify(PHONE, &second, "log_in").await.expect(200);
}

#[tokio::test]
async fn a_code_is_good_for_its_purpose_and_its_phone_only() {
    let f = Fixture::new().await;
    f.join(PHONE).await;
    f.clock.advance(TimeDelta::minutes(2));
    f.request_code(PHONE, "reset_password").await.expect(202);
    let code = f.last_code().await;
    f.verify(PHONE, &code, "log_in").await.expect(422);
    f.verify("01112345678", &code, "log_in").await.expect(422);
    let answer = f.verify(PHONE, &code, "reset_password").await.expect(422);
    assert_eq!(answer.wrong_fields(), ["purpose"]);
}

#[tokio::test]
async fn a_phone_without_an_account_is_answered_the_same_and_gets_no_sms() {
    let f = Fixture::new().await;
    f.join(PHONE).await;
    f.clock.advance(TimeDelta::minutes(2));
    let before = f.http.told::<OtpRequested>().await.len();
    for purpose in ["verify_phone", "reset_password"] {
        let answer = f.request_code("01112345678", purpose).await.expect(202);
        let known = f.request_code(PHONE, purpose).await.expect(202);
        assert_eq!(answer.json, known.json);
        let names = |a: &testkit::Answer| {
            let mut names: Vec<_> = a.headers.keys().map(ToString::to_string).collect();
            names.sort();
            names
        };
        assert_eq!(names(&answer), names(&known));
        f.clock.advance(TimeDelta::minutes(2));
    }
    assert_eq!(f.http.told::<OtpRequested>().await.len(), before + 2);
    // No guess opens what was never sent.
    f.verify("01112345678", "000000", "verify_phone").await.expect(422);
}

#[tokio::test]
async fn a_resend_within_a_minute_and_a_sixth_in_an_hour_are_refused_with_headers() {
    let f = Fixture::new().await;
    f.request_code(PHONE, "log_in").await.expect(202);
    f.clock.advance(TimeDelta::seconds(20));
    let refused = f.request_code(PHONE, "log_in").await.expect(429);
    assert_eq!(refused.headers["retry-after"], "40");
    assert_eq!(refused.headers["ratelimit-limit"], "1");
    for _ in 0..4 {
        f.clock.advance(TimeDelta::seconds(60));
        f.request_code(PHONE, "log_in").await.expect(202);
    }
    f.clock.advance(TimeDelta::seconds(60));
    let refused = f.request_code(PHONE, "log_in").await.expect(429);
    assert_eq!(refused.headers["ratelimit-policy"], "5;w=3600");
    assert_eq!(refused.headers["ratelimit-remaining"], "0");
    assert_eq!(f.http.told::<OtpRequested>().await.len(), 5);
    // Another phone is not concerned; registering this one is.
    f.request_code("01112345678", "log_in").await.expect(202);
    f.register(PHONE, PASSWORD).await.expect(429);
}

#[tokio::test]
async fn a_network_address_gets_twenty_codes_a_day() {
    let f = Fixture::new().await;
    let body = |n: u32| json!({"phone": format!("010{n:08}"), "purpose": "log_in"});
    for n in 0..20 {
        f.post_from("197.32.1.1", "/api/v1/auth/otp", body(n)).await.expect(202);
    }
    let refused = f.post_from("197.32.1.1", "/api/v1/auth/otp", body(20)).await.expect(429);
    assert_eq!(refused.headers["ratelimit-policy"], "20;w=86400");
    f.post_from("197.32.1.2", "/api/v1/auth/otp", body(20)).await.expect(202);
}

#[tokio::test]
async fn ten_requests_at_once_send_one_code() {
    let f = Fixture::new().await;
    let requests = (0..10).map(|_| f.request_code(PHONE, "log_in"));
    let answers = futures::future::join_all(requests).await;
    assert_eq!(answers.iter().filter(|a| a.status.as_u16() == 202).count(), 1);
    assert!(answers.iter().all(|a| matches!(a.status.as_u16(), 202 | 429)));
    assert_eq!(f.http.told::<OtpRequested>().await.len(), 1);
}

#[tokio::test]
async fn a_suspended_account_is_told_so_once_it_proves_its_phone() {
    let f = Fixture::new().await;
    let login = f.join(PHONE).await;
    sqlx::query("update identity.users set status = 'suspended' where id = $1")
        .bind(login.actor.user_id.uuid())
        .execute(f.db.pool())
        .await
        .unwrap();
    f.clock.advance(TimeDelta::minutes(2));
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    assert_eq!(f.verify(PHONE, &code, "log_in").await.expect(403).code(), "auth.suspended");
    assert_eq!(f.log_in(PHONE, PASSWORD).await.expect(403).code(), "auth.suspended");
    assert_eq!(f.refresh(&login).await.expect(401).code(), "auth.no_session");
    // The code was used up all the same.
    f.verify(PHONE, &code, "log_in").await.expect(422);
    assert!(
        f.http.told::<contracts::identity::UserChanged>().await.last().unwrap().status
            == AccountStatus::Active
    );
}

#[tokio::test]
async fn what_has_not_the_form_of_a_code_costs_no_try() {
    let f = Fixture::new().await;
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    for typed in ["", "12345", "abcdef", "1234567"] {
        assert_eq!(f.verify(PHONE, typed, "log_in").await.expect(422).code(), "invalid_fields");
    }
    let arabic: String =
        code.chars().map(|c| char::from_u32(0x0660 + c.to_digit(10).unwrap()).unwrap()).collect();
    f.verify(PHONE, &arabic, "log_in").await.expect(200);
}
