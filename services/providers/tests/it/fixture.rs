//! The service with three known services, and people who go through it.

use axum::body::Body;
use axum::http::{Request, header};
use chassis::Chassis;
use contracts::catalog::{PriceUnit, Pricing, ServiceChanged, ServiceFacts};
use httpkit::Actor;
use kernel::ids::ServiceId;
use kernel::world::ManualClock;
use kernel::{BasisPoints, Localized, Money, Role, World};
use serde_json::{Value, json};
pub use testkit::png;
use testkit::{Answer, TestApp, TestDb, actor};
use uuid::Uuid;

/// A plumbing service of 300 EGP.
pub const PLUMBING: u128 = 0xA1;
/// An electrical service of 400 EGP that needs a certificate.
pub const ELECTRICAL: u128 = 0xA2;
/// A service that can't be ordered.
pub const CLOSED: u128 = 0xA3;
/// The category of plumbing.
pub const PLUMBING_CATEGORY: u128 = 0xC1;

pub struct Fixture {
    pub db: TestDb,
    pub app: TestApp,
    pub clock: ManualClock,
    pub world: World,
    pub chassis: Chassis,
}

impl Fixture {
    pub async fn new() -> Self {
        let db = TestDb::new(&[providers::MIGRATIONS]).await;
        let (world, clock) = testkit::world();
        let chassis = testkit::chassis(&db, "providers", &world);
        let parts = providers::parts(chassis.clone()).unwrap();
        let app = TestApp::new(&db, &world, vec![parts]);
        let fixture = Self { db, app, clock, world, chassis };
        for (id, category, needs_certificate, is_active) in [
            (PLUMBING, PLUMBING_CATEGORY, false, true),
            (ELECTRICAL, 0xC2, true, true),
            (CLOSED, 0xC3, false, false),
        ] {
            fixture.app.publish(&service(id, category, needs_certificate, is_active)).await;
        }
        fixture
    }

    /// Lets time pass. Later things have later ids and times.
    pub fn later(&self) {
        self.clock.advance(chrono::TimeDelta::minutes(1));
    }

    /// Somebody who applied.
    pub async fn applicant(&self, n: u128) -> Actor {
        let me = provider(n);
        self.app.post("/api/v1/providers/me", me, application(n)).await.expect(201);
        me
    }

    /// Somebody who sent everything that is needed.
    pub async fn submitted(&self, n: u128) -> Actor {
        let me = self.applicant(n).await;
        self.app.put("/api/v1/providers/me/services", me, plumbing()).await.expect(200);
        self.upload_needed(me, "").await;
        self.later();
        self.app.post("/api/v1/providers/me/submit", me, json!({})).await.expect(200);
        me
    }

    /// Somebody who may work.
    pub async fn verified(&self, n: u128) -> Actor {
        let me = self.submitted(n).await;
        self.accept_all(me).await;
        self.decide(me, operator(1), "verify", json!({"reason": "كل المستندات سليمة"}))
            .await
            .expect(200);
        self.later();
        me
    }

    /// Uploads the four documents that everybody needs; `seed` makes their content another one.
    pub async fn upload_needed(&self, me: Actor, seed: &str) {
        for (kind, side, ends) in NEEDED {
            let file = png(&format!("{kind}{side}{seed}"));
            self.upload(me, kind, side, ends, &file).await.expect(201);
        }
    }

    /// Uploads a document; empty fields are left out.
    pub async fn upload(
        &self,
        me: Actor,
        kind: &str,
        side: &str,
        expires_on: &str,
        file: &[u8],
    ) -> Answer {
        let texts = [("kind", kind), ("side", side), ("expiresOn", expires_on)];
        let texts: Vec<_> = texts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        self.upload_form(me, &texts, Some(("photo.png", "image/png", file)), &[]).await
    }

    /// Sends a form: texts, and a file with its name and the type its sender claims.
    pub async fn upload_form(
        &self,
        me: Actor,
        texts: &[(&str, &str)],
        file: Option<(&str, &str, &[u8])>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in texts {
            body.extend_from_slice(
                format!(
                    "--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )
                .as_bytes(),
            );
        }
        if let Some((name, media, bytes)) = file {
            body.extend_from_slice(
                format!(
                    "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                     Content-Type: {media}\r\n\r\n"
                )
                .as_bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--cut--\r\n");
        self.upload_raw(me, "multipart/form-data; boundary=cut", body, headers).await
    }

    pub async fn upload_raw(
        &self,
        me: Actor,
        media: &str,
        body: Vec<u8>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::post("/api/v1/providers/me/documents")
            .header(header::CONTENT_TYPE, media)
            .body(Body::from(body))
            .unwrap();
        for (name, value) in headers {
            let name: header::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        request.extensions_mut().insert(me);
        self.app.send(request).await
    }

    /// The documents of a provider, newest first.
    pub async fn documents(&self, me: Actor) -> Vec<Value> {
        let all = self.app.get("/api/v1/providers/me/documents", me).await.expect(200);
        all.json["items"].as_array().unwrap().clone()
    }

    /// The id of the current document of a kind and side.
    pub async fn document(&self, me: Actor, kind: &str, side: &str) -> String {
        let all = self.documents(me).await;
        let found = all
            .iter()
            .find(|d| d["kind"] == kind && d["side"] == side && d["replaced"] == false)
            .unwrap();
        found["id"].as_str().unwrap().to_owned()
    }

    /// Lets operator 1 accept everything that waits.
    pub async fn accept_all(&self, me: Actor) {
        for document in self.documents(me).await {
            if document["state"] == "uploaded" && document["replaced"] == false {
                let id = document["id"].as_str().unwrap();
                self.decide_document(me, id, "accept").await.expect(200);
            }
        }
    }

    /// Lets operator 1 accept or reject a document.
    pub async fn decide_document(&self, me: Actor, id: &str, verdict: &str) -> Answer {
        let path = format!("/api/v1/admin/providers/{}/documents/{id}/{verdict}", me.user_id);
        self.app.post(&path, operator(1), json!({"reason": "راجعناها"})).await
    }

    /// Lets an operator decide on a provider.
    pub async fn decide(&self, me: Actor, by: Actor, verdict: &str, body: Value) -> Answer {
        self.later();
        let path = format!("/api/v1/admin/providers/{}/{verdict}", me.user_id);
        self.app.post(&path, by, body).await
    }

    /// The caller's own profile.
    pub async fn me(&self, me: Actor) -> Value {
        self.app.get("/api/v1/providers/me", me).await.expect(200).json
    }

    /// How many rows a query counts, as a superuser.
    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.db.pool()).await.unwrap()
    }
}

/// The documents everybody needs.
pub const NEEDED: [(&str, &str, &str); 4] = [
    ("national_id", "front", ""),
    ("national_id", "back", "2030-01-01"),
    ("selfie", "", ""),
    ("criminal_record", "", "2027-02-01"),
];

pub fn provider(n: u128) -> Actor {
    actor(Uuid::from_u128(0x1000 + n), Role::ServiceProvider)
}

pub fn operator(n: u128) -> Actor {
    actor(Uuid::from_u128(0x9000 + n), Role::Operations)
}

pub fn application(n: u128) -> Value {
    json!({
        "firstName": "أحمد",
        "lastName": "المصري",
        "nationalId": national_id(n),
        "home": {"lat": 30.0444, "lng": 31.2357},
        "languages": ["ar", "en"],
    })
}

/// A made-up national ID: male, Cairo, born 1990-01-15.
pub fn national_id(n: u128) -> String {
    format!("2900115010{:03}4", 100 + n * 2 + 1)
}

pub fn plumbing() -> Value {
    json!({"services": [{"serviceId": Uuid::from_u128(PLUMBING), "experienceYears": 7}]})
}

pub fn service(
    id: u128,
    category: u128,
    needs_certificate: bool,
    is_active: bool,
) -> ServiceChanged {
    let base_price = if needs_certificate { Money::egp(400) } else { Money::egp(300) };
    ServiceChanged {
        service: ServiceFacts {
            id: ServiceId::from(Uuid::from_u128(id)),
            category_id: Uuid::from_u128(category).into(),
            code: format!("trade.service_{id:x}"),
            name: Localized::new(format!("خدمة {id}"), format!("Service {id}")),
            pricing: Pricing::FixedScope,
            price_unit: PriceUnit::Fixed,
            base_price,
            duration_minutes: 60,
            emergency_offered: true,
            commission: BasisPoints::DEFAULT_COMMISSION,
            warranty_days: 30,
            needs_certificate,
            parts_cap: Money::egp(500),
            is_active,
            completion: contracts::catalog::Completion::default(),
        },
        category_name: Localized::new("حرفة", "Trade"),
    }
}
