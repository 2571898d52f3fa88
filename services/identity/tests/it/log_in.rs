use crate::fixture::{Fixture, Login, PASSWORD, PHONE};
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test]
async fn unknown_phones_and_wrong_passwords_get_one_answer() {
    let f = Fixture::new().await;
    f.join(PHONE).await;
    let wrong = f.log_in(PHONE, "not the password").await.expect(401);
    let unknown = f.log_in("01198765432", "not the password").await.expect(401);
    assert_eq!(wrong.code(), "auth.wrong_credentials");
    for key in ["type", "title", "status", "code", "errors"] {
        assert_eq!(wrong.json[key], unknown.json[key]);
    }
    assert_eq!(wrong.headers.keys().len(), unknown.headers.keys().len());
}

/// Both ways do one hash and a handful of statements. The hash is made dear, so that its absence in
/// one way would show as a factor, not as noise.
#[tokio::test]
async fn unknown_phones_take_as_long_as_wrong_passwords() {
    let dear = json!({"argon2_memory_kib": 4096, "argon2_passes": 1});
    let f = Fixture::with(|s| drop(s.sections.insert("identity".into(), dear))).await;
    f.join(PHONE).await;
    let mut least = [Duration::MAX; 2];
    let alike = |least: &[Duration; 2]| least[0].max(least[1]) < least[0].min(least[1]) * 2;
    // The least of several is the work itself; a busy machine needs more of them to show it.
    for round in 0..20 {
        if round >= 4 && alike(&least) {
            break;
        }
        for (way, phone) in [PHONE, "01198765432"].into_iter().enumerate() {
            let began = Instant::now();
            let addr = format!("197.1.{round}.{way}");
            let body = json!({"phone": phone, "password": "not the password"});
            f.post_from(&addr, "/api/v1/auth/login", body).await.expect(401);
            least[way] = least[way].min(began.elapsed());
        }
    }
    assert!(alike(&least), "{least:?}");
}

#[tokio::test]
async fn an_account_without_a_password_does_not_log_in_by_password() {
    let f = Fixture::new().await;
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    f.verify(PHONE, &code, "log_in").await.expect(200);
    assert_eq!(f.log_in(PHONE, "").await.expect(401).code(), "auth.wrong_credentials");
    let huge = "x".repeat(100_000);
    assert_eq!(f.log_in(PHONE, &huge).await.expect(401).code(), "auth.wrong_credentials");
}

#[tokio::test]
async fn a_malformed_phone_is_named_and_a_closed_account_is_told_so() {
    let f = Fixture::new().await;
    let answer = f.log_in("0223456789", PASSWORD).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["phone"]);
    assert_eq!(f.log_in(" ", PASSWORD).await.expect(422).json["errors"][0]["code"], "required");
    f.join(PHONE).await;
    sqlx::query("update identity.users set status = 'inactive'")
        .execute(f.db.pool())
        .await
        .unwrap();
    assert_eq!(f.log_in(PHONE, PASSWORD).await.expect(403).code(), "auth.closed");
}

#[tokio::test]
async fn a_hash_of_yesterdays_cost_is_made_again_at_todays() {
    let f = Fixture::new().await;
    f.join(PHONE).await;
    let dearer = json!({"argon2_memory_kib": 128, "argon2_passes": 1});
    let mut chassis = f.chassis.clone();
    let mut settings = (*chassis.settings).clone();
    settings.sections.insert("identity".into(), dearer);
    chassis.settings = settings.into();
    let app = identity::App::new(chassis).unwrap();
    let world = f.chassis.world.clone();
    let http = testkit::TestApp::new(&f.db, &world, vec![identity::parts_of(app)]);
    let body = json!({"phone": PHONE, "password": PASSWORD});
    let hash = async || -> String {
        sqlx::query_scalar("select password_hash from identity.users")
            .fetch_one(f.db.pool())
            .await
            .unwrap()
    };
    assert!(hash().await.contains("m=64,"));
    http.post("/api/v1/auth/login", None, json!({"phone": PHONE, "password": "wrong one"}))
        .await
        .expect(401);
    assert!(hash().await.contains("m=64,"));
    http.post("/api/v1/auth/login", None, body.clone()).await.expect(200);
    let fresh = hash().await;
    assert!(fresh.contains("m=128,"), "{fresh}");
    http.post("/api/v1/auth/login", None, body).await.expect(200);
    assert_eq!(hash().await, fresh);
}

#[tokio::test]
async fn a_log_in_is_noted() {
    let f = Fixture::new().await;
    let joined = f.join(PHONE).await;
    f.clock.advance(chrono::TimeDelta::hours(1));
    let login = Login::of(&f.log_in(PHONE, PASSWORD).await.expect(200));
    assert_ne!(login.actor.session_id, joined.actor.session_id);
    let seen: kernel::Instant = sqlx::query_scalar("select last_login from identity.users")
        .fetch_one(f.db.pool())
        .await
        .unwrap();
    assert_eq!(seen, f.chassis.world.now());
}

/// Changes the account while its log-in, whose password is right, waits for it; the answer.
async fn log_in_while(change: &'static str) -> testkit::Answer {
    let f = Fixture::new().await;
    f.join(PHONE).await;
    let mut other = f.db.pool().begin().await.unwrap();
    sqlx::query("select from identity.users for update").execute(&mut *other).await.unwrap();
    let waits = async {
        loop {
            let blocked: bool = sqlx::query_scalar(
                "select exists (select from pg_stat_activity
                 where datname = current_database() and wait_event_type = 'Lock')",
            )
            .fetch_one(f.db.pool())
            .await
            .unwrap();
            if blocked {
                break;
            }
        }
        sqlx::query(change).execute(&mut *other).await.unwrap();
        other.commit().await.unwrap();
    };
    let waits = tokio::time::timeout(Duration::from_secs(20), waits);
    let (answer, waited) = tokio::join!(f.log_in(PHONE, PASSWORD), waits);
    waited.expect("the log-in waits for the account");
    answer
}

#[tokio::test]
async fn an_account_suspended_while_its_password_is_checked_stays_out() {
    let answer = log_in_while("update identity.users set status = 'suspended'").await;
    assert_eq!(answer.expect(403).code(), "auth.suspended");
}

#[tokio::test]
async fn a_password_changed_while_the_old_one_is_checked_lets_nobody_in() {
    let answer = log_in_while("update identity.users set password_hash = null").await;
    assert_eq!(answer.expect(401).code(), "auth.wrong_credentials");
}
