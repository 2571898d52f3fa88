//! One identity service, and shorthand for what its users do.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use chassis::{Chassis, Settings};
use contracts::identity::{OTP_CONTEXT, OtpRequested};
use httpkit::Actor;
use identity::App;
use kernel::Role;
use kernel::ids::{SessionId, UserId};
use kernel::world::ManualClock;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use testkit::{Answer, TestApp, TestDb};
use uuid::Uuid;

pub const PHONE: &str = "01012345678";
pub const PASSWORD: &str = "correct horse battery";

/// The service with its database and clock.
pub struct Fixture {
    pub db: TestDb,
    pub clock: ManualClock,
    pub chassis: Chassis,
    pub app: App,
    pub http: TestApp,
}

/// What a client keeps of a session.
#[derive(Clone, Debug)]
pub struct Login {
    pub access: String,
    pub refresh: String,
    pub csrf: String,
    pub actor: Actor,
}

/// Settings with passwords that cost little: the cost itself is the hasher's own test.
pub fn cheap_settings(db: &TestDb) -> Settings {
    let mut settings = Settings {
        database_url: chassis::config::Secret::new(db.url()),
        internal_token: chassis::config::Secret::new("inside"),
        ..Settings::default()
    };
    let section = json!({"argon2_memory_kib": 64, "argon2_passes": 1});
    settings.sections.insert("identity".into(), section);
    settings
}

impl Fixture {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let db = TestDb::new(&[identity::MIGRATIONS]).await;
        let (world, clock) = testkit::world();
        let mut chassis = testkit::chassis(&db, "identity", &world);
        let mut settings = cheap_settings(&db);
        change(&mut settings);
        chassis.settings = Arc::new(settings);
        let app = App::new(chassis.clone()).unwrap();
        let http = TestApp::new(&db, &world, vec![identity::parts_of(app.clone())]);
        Self { db, clock, chassis, app, http }
    }

    /// The code that was sent last.
    pub async fn last_code(&self) -> String {
        let sent = self.http.told::<OtpRequested>().await.pop().expect("a code was sent");
        let sealed = chassis::crypto::Sealed::parse(sent.sealed_code).unwrap();
        self.chassis.keyring.open_text(OTP_CONTEXT, &sealed).unwrap().to_string()
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.http.post(path, None, body).await
    }

    /// `POST` from a network address of one's own.
    pub async fn post_from(&self, addr: &str, path: &str, body: Value) -> Answer {
        let addr: SocketAddr = format!("{addr}:4711").parse().unwrap();
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, "osta-test/1")
            .body(Body::from(body.to_string()))
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(addr));
        self.http.send(request).await
    }

    pub async fn request_code(&self, phone: &str, purpose: &str) -> Answer {
        self.post("/api/v1/auth/otp", json!({"phone": phone, "purpose": purpose})).await
    }

    pub async fn verify(&self, phone: &str, code: &str, purpose: &str) -> Answer {
        let body = json!({"phone": phone, "code": code, "purpose": purpose});
        self.post("/api/v1/auth/otp/verify", body).await
    }

    pub async fn register(&self, phone: &str, password: &str) -> Answer {
        self.post("/api/v1/auth/register", registration(phone, password)).await
    }

    /// Registers, proves the phone, and is logged in.
    pub async fn join(&self, phone: &str) -> Login {
        self.register(phone, PASSWORD).await.expect(202);
        let code = self.last_code().await;
        Login::of(&self.verify(phone, &code, "verify_phone").await.expect(200))
    }

    pub async fn log_in(&self, phone: &str, password: &str) -> Answer {
        let body = json!({"phone": phone, "password": password});
        self.post("/api/v1/auth/login", body).await
    }

    pub async fn refresh(&self, login: &Login) -> Answer {
        self.refresh_with(&login.refresh, &login.csrf, &login.csrf).await
    }

    pub async fn refresh_with(&self, refresh: &str, cookie: &str, header: &str) -> Answer {
        let cookies = format!("osta_refresh={refresh}; osta_csrf={cookie}");
        let headers = [("cookie", cookies.as_str()), ("x-csrf-token", header)];
        self.http.call_with(Method::POST, "/api/v1/auth/refresh", None, None, &headers).await
    }

    /// An account of that role, logged in.
    pub async fn staff(&self, phone: &str, role: Role) -> Actor {
        let person = identity::demo::Person {
            phone: kernel::PhoneNumber::parse(phone).unwrap(),
            first_name: "هالة".into(),
            last_name: "سمير".into(),
            role,
            lang: kernel::Lang::Ar,
        };
        let id = identity::demo::ensure_user(&self.app, &person, None).await.unwrap();
        testkit::actor(id.uuid(), role)
    }
}

impl Login {
    pub fn of(answer: &Answer) -> Self {
        let text = |key: &str| answer.json[key].as_str().unwrap_or_default().to_owned();
        let id = |value: &Value| value.as_str().unwrap().parse::<Uuid>().unwrap();
        let role = answer.json["user"]["role"].as_str().and_then(Role::from_tag).unwrap();
        Self {
            access: text("accessToken"),
            csrf: text("csrfToken"),
            refresh: cookie(answer, "osta_refresh"),
            actor: Actor::person(
                UserId::from(id(&answer.json["user"]["id"])),
                role,
                SessionId::from(id(&answer.json["sessionId"])),
            ),
        }
    }
}

pub fn registration(phone: &str, password: &str) -> Value {
    json!({
        "phone": phone, "password": password, "firstName": "منى", "lastName": "علي",
        "lang": "ar", "role": "customer", "acceptTerms": true,
    })
}

/// The whole `Set-Cookie` of that name.
pub fn set_cookie(answer: &Answer, name: &str) -> String {
    let all = answer.headers.get_all(header::SET_COOKIE).iter();
    let found = all.filter_map(|v| v.to_str().ok()).find(|v| v.starts_with(&format!("{name}=")));
    found.unwrap_or_default().to_owned()
}

/// The value of a cookie that was set.
pub fn cookie(answer: &Answer, name: &str) -> String {
    let whole = set_cookie(answer, name);
    let value = whole.split(';').next().and_then(|pair| pair.split_once('='));
    value.map(|(_, value)| value.to_owned()).unwrap_or_default()
}
