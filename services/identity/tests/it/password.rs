use crate::fixture::{Fixture, Login, PASSWORD, PHONE};
use chrono::TimeDelta;
use serde_json::json;

const RESET: &str = "/api/v1/auth/password/reset";
const CHANGE: &str = "/api/v1/me/password";

#[tokio::test]
async fn a_code_sets_a_new_password_and_ends_all_sessions() {
    let f = Fixture::new().await;
    let login = f.join(PHONE).await;
    f.clock.advance(TimeDelta::minutes(2));
    f.request_code(PHONE, "reset_password").await.expect(202);
    let code = f.last_code().await;
    let body = |code: &str, new: &str| json!({"phone": PHONE, "code": code, "newPassword": new});
    let answer = f.post(RESET, body(&code, "password")).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["newPassword"]);
    let wrong = if code == "111111" { "222222" } else { "111111" };
    assert_eq!(
        f.post(RESET, body(wrong, "a new one here")).await.expect(422).code(),
        "auth.wrong_code"
    );
    f.post(RESET, body(&code, "a new one here")).await.expect(204);
    f.refresh(&login).await.expect(401);
    f.log_in(PHONE, PASSWORD).await.expect(401);
    f.log_in(PHONE, "a new one here").await.expect(200);
    f.post(RESET, body(&code, "yet another one")).await.expect(422);
}

#[tokio::test]
async fn a_reset_for_nobody_is_answered_like_a_wrong_code() {
    let f = Fixture::new().await;
    f.request_code(PHONE, "reset_password").await.expect(202);
    let body = json!({"phone": PHONE, "code": "123456", "newPassword": "a new one here"});
    assert_eq!(f.post(RESET, body).await.expect(422).code(), "auth.wrong_code");
    let body = json!({"phone": "1", "code": "1", "newPassword": "1"});
    let answer = f.post(RESET, body).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["phone", "code", "newPassword"]);
}

#[tokio::test]
async fn a_reset_opens_an_account_that_waited_and_not_a_suspended_one() {
    let f = Fixture::new().await;
    f.register(PHONE, PASSWORD).await.expect(202);
    f.clock.advance(TimeDelta::minutes(2));
    f.request_code(PHONE, "reset_password").await.expect(202);
    let code = f.last_code().await;
    let body = json!({"phone": PHONE, "code": code, "newPassword": "a new one here"});
    f.post(RESET, body).await.expect(204);
    f.log_in(PHONE, "a new one here").await.expect(200);

    sqlx::query("update identity.users set status = 'suspended'")
        .execute(f.db.pool())
        .await
        .unwrap();
    f.clock.advance(TimeDelta::minutes(2));
    f.request_code(PHONE, "reset_password").await.expect(202);
    let code = f.last_code().await;
    let body = json!({"phone": PHONE, "code": code, "newPassword": "yet another one"});
    assert_eq!(f.post(RESET, body).await.expect(403).code(), "auth.suspended");
}

#[tokio::test]
async fn changing_the_password_needs_the_present_one_and_keeps_this_session_only() {
    let f = Fixture::new().await;
    let here = f.join(PHONE).await;
    let there = Login::of(&f.log_in(PHONE, PASSWORD).await.expect(200));
    let change = |current: Option<&str>, new: &str| {
        let body = json!({"currentPassword": current, "newPassword": new});
        f.http.post(CHANGE, here.actor, body)
    };
    assert_eq!(
        change(None, "a new one here").await.expect(422).wrong_fields(),
        ["currentPassword"]
    );
    let answer = change(Some("wrong"), "a new one here").await.expect(422);
    assert_eq!(answer.code(), "user.wrong_password");
    let answer = change(Some(PASSWORD), PHONE).await.expect(422);
    assert_eq!(answer.json["errors"][0]["code"], "password.is_phone");
    change(Some(PASSWORD), "a new one here").await.expect(204);
    f.refresh(&there).await.expect(401);
    f.refresh(&here).await.expect(200);
    f.log_in(PHONE, "a new one here").await.expect(200);
}

#[tokio::test]
async fn guesses_at_the_present_password_are_limited() {
    let f = Fixture::new().await;
    let here = f.join(PHONE).await;
    let guess = json!({"currentPassword": "wrong", "newPassword": "a new one here"});
    for _ in 0..5 {
        f.http.post(CHANGE, here.actor, guess.clone()).await.expect(422);
    }
    let refused = f.http.post(CHANGE, here.actor, guess).await.expect(429);
    assert_eq!(refused.headers["ratelimit-limit"], "5");
}

#[tokio::test]
async fn who_logs_in_by_code_sets_a_first_password() {
    let f = Fixture::new().await;
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    let login = Login::of(&f.verify(PHONE, &code, "log_in").await.expect(200));
    f.http.post(CHANGE, login.actor, json!({"newPassword": PASSWORD})).await.expect(204);
    f.log_in(PHONE, PASSWORD).await.expect(200);
    let nobody = testkit::actor(uuid::Uuid::from_u128(7), kernel::Role::Customer);
    f.http.post(CHANGE, nobody, json!({"newPassword": PASSWORD})).await.expect(404);
}
