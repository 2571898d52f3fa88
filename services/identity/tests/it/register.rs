use crate::fixture::{Fixture, Login, PASSWORD, PHONE, registration, set_cookie};
use chrono::TimeDelta;
use contracts::identity::{AccountStatus, OtpPurpose, OtpRequested, UserChanged};
use serde_json::json;

#[tokio::test]
async fn a_registration_waits_for_the_code_and_then_logs_in() {
    let f = Fixture::new().await;
    let answer = f.register("٠١٠ ١٢٣٤ ٥٦٧٨", PASSWORD).await.expect(202);
    assert_eq!(answer.json["resendAfterS"], 60);
    assert_eq!(f.log_in(PHONE, PASSWORD).await.expect(403).code(), "auth.phone_not_verified");

    let code = f.last_code().await;
    let answer = f.verify(PHONE, &code, "verify_phone").await.expect(200);
    assert_eq!(answer.json["user"]["phone"], "+201012345678");
    assert_eq!(answer.json["user"]["firstName"], "منى");
    assert_eq!(answer.json["user"]["status"], "active");
    assert_eq!(answer.json["user"]["hasPassword"], true);
    assert_eq!(answer.json["tokenType"], "Bearer");
    assert_eq!(answer.json["expiresIn"], 900);
    assert_eq!(answer.headers["cache-control"], "no-store");
    let cookie = set_cookie(&answer, "osta_refresh");
    for part in ["HttpOnly", "SameSite=Strict", "Path=/api/v1/auth", "Max-Age=604800"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "the test platform is not behind TLS");
    assert!(!set_cookie(&answer, "osta_csrf").contains("HttpOnly"));
    f.log_in(PHONE, PASSWORD).await.expect(200);

    let told: Vec<_> = f.http.told::<UserChanged>().await.iter().map(|e| e.status).collect();
    assert_eq!(told, [AccountStatus::PendingVerification, AccountStatus::Active]);
}

#[tokio::test]
async fn cookies_are_secure_behind_tls() {
    let f = Fixture::with(|s| s.public_url = "https://osta.example".into()).await;
    f.join(PHONE).await;
    let answer = f.log_in(PHONE, PASSWORD).await.expect(200);
    for name in ["osta_refresh", "osta_csrf"] {
        assert!(set_cookie(&answer, name).contains("; Secure"));
    }
}

#[tokio::test]
async fn registering_a_known_phone_gets_the_same_answer_and_changes_nothing() {
    let f = Fixture::new().await;
    f.join(PHONE).await;
    f.clock.advance(TimeDelta::minutes(10));
    let known = f.register(PHONE, "another password").await.expect(202);
    let unknown = f.register("01112345678", "another password").await.expect(202);
    assert_eq!(known.json, unknown.json);
    assert_eq!(
        f.log_in(PHONE, "another password").await.expect(401).code(),
        "auth.wrong_credentials"
    );
    f.log_in(PHONE, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn the_code_of_a_second_registration_logs_in_to_the_first_account() {
    let f = Fixture::new().await;
    let first = f.join(PHONE).await;
    f.clock.advance(TimeDelta::minutes(10));
    f.register(PHONE, "another password").await.expect(202);
    let code = f.last_code().await;
    let again = Login::of(&f.verify(PHONE, &code, "verify_phone").await.expect(200));
    assert_eq!(again.actor.user_id, first.actor.user_id);
    f.log_in(PHONE, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_stranger_can_not_leave_a_password_in_somebodys_account() {
    let f = Fixture::new().await;
    // A stranger registers the phone first; its owner then logs in by code.
    f.register(PHONE, "the stranger's own").await.expect(202);
    f.clock.advance(TimeDelta::seconds(61));
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    let answer = f.verify(PHONE, &code, "log_in").await.expect(200);
    assert_eq!(answer.json["user"]["hasPassword"], false);
    f.log_in(PHONE, "the stranger's own").await.expect(401);
}

#[tokio::test]
async fn of_two_registrations_at_the_same_time_neither_password_counts() {
    let f = Fixture::new().await;
    f.register(PHONE, "the owner's own").await.expect(202);
    f.clock.advance(TimeDelta::seconds(61));
    f.register(PHONE, "the stranger's own").await.expect(202);
    let code = f.last_code().await;
    let answer = f.verify(PHONE, &code, "verify_phone").await.expect(200);
    assert_eq!(answer.json["user"]["hasPassword"], false);
    f.log_in(PHONE, "the stranger's own").await.expect(401);
}

#[tokio::test]
async fn a_registration_that_was_given_up_is_replaced_by_the_next() {
    let f = Fixture::new().await;
    f.register(PHONE, "given up long ago").await.expect(202);
    f.clock.advance(TimeDelta::minutes(6));
    let mut body = registration(PHONE, PASSWORD);
    body["role"] = json!("service_provider");
    body["firstName"] = json!("كريم");
    f.post("/api/v1/auth/register", body).await.expect(202);
    let code = f.last_code().await;
    let answer = f.verify(PHONE, &code, "verify_phone").await.expect(200);
    assert_eq!(answer.json["user"]["role"], "service_provider");
    assert_eq!(answer.json["user"]["firstName"], "كريم");
    f.log_in(PHONE, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn everything_wrong_with_a_registration_is_named_in_the_callers_language() {
    let f = Fixture::new().await;
    let body = json!({
        "phone": "16123", "password": "12345678", "firstName": " ", "lastName": "123",
        "role": "admin", "acceptTerms": false,
    });
    let answer = f.post("/api/v1/auth/register", body.clone()).await.expect(422);
    assert_eq!(
        answer.wrong_fields(),
        ["phone", "password", "firstName", "lastName", "role", "acceptTerms"]
    );
    let arabic = f
        .http
        .call_with(
            axum::http::Method::POST,
            "/api/v1/auth/register",
            None,
            Some(body),
            &[("accept-language", "ar")],
        )
        .await
        .expect(422);
    let message = arabic.json["errors"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("هذا ليس رقم موبايل"), "{message}");

    let mut unknown = registration(PHONE, PASSWORD);
    unknown["status"] = json!("active");
    let answer = f.post("/api/v1/auth/register", unknown).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["status"]);
    assert!(f.http.told::<OtpRequested>().await.is_empty());
}

#[tokio::test]
async fn phone_and_code_register_in_one_go() {
    let f = Fixture::new().await;
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    let body = json!({
        "phone": PHONE, "code": code, "purpose": "log_in", "firstName": "حسن",
        "lastName": "فتحي", "role": "service_provider", "lang": "en", "acceptTerms": true,
    });
    let answer = f.post("/api/v1/auth/otp/verify", body).await.expect(200);
    assert_eq!(answer.json["user"]["role"], "service_provider");
    assert_eq!(answer.json["user"]["lang"], "en");
    assert_eq!(answer.json["user"]["hasPassword"], false);
    let told = f.http.told::<OtpRequested>().await;
    assert_eq!(told[0].purpose, OtpPurpose::LogIn);

    // The next log-in by code does not need, and does not take, any of it.
    f.clock.advance(TimeDelta::minutes(2));
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    let answer = f.verify(PHONE, &code, "log_in").await.expect(200);
    assert_eq!(answer.json["user"]["firstName"], "حسن");
    assert_eq!(f.http.told::<UserChanged>().await.len(), 1);
}

#[tokio::test]
async fn nobody_makes_itself_staff_by_code() {
    let f = Fixture::new().await;
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    let body = json!({"phone": PHONE, "code": code, "purpose": "log_in", "role": "support"});
    let answer = f.post("/api/v1/auth/otp/verify", body).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["role"]);
}
