//! The catalog with the demo world, and what requests need.

use catalog::demo;
use chassis::{Chassis, Settings};
use contracts::catalog::CatalogApi;
use contracts::providers::{OfferedService, ProviderChanged, VerificationStatus};
use httpkit::Actor;
use kernel::ids::ProviderId;
use kernel::world::ManualClock;
use kernel::{Money, Role};
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{TestApp, TestDb, actor};
use uuid::Uuid;

/// The secret between processes.
pub const TOKEN: &str = "internal-token";

/// One catalog over one database.
pub struct Fixture {
    pub db: TestDb,
    pub app: TestApp,
    pub clock: ManualClock,
    pub chassis: Chassis,
}

impl Fixture {
    /// The catalog with the demo world loaded.
    pub async fn new() -> Self {
        let fixture = Self::empty().await;
        demo::load(&fixture.chassis).await.unwrap();
        fixture
    }

    /// The catalog with nothing in it.
    pub async fn empty() -> Self {
        let db = TestDb::new(&[catalog::MIGRATIONS]).await;
        let (world, clock) = testkit::world();
        let mut chassis = testkit::chassis(&db, "catalog", &world);
        chassis.settings = Arc::new(Settings {
            internal_token: chassis::config::Secret::new(TOKEN),
            ..Settings::clone(&chassis.settings)
        });
        let app = TestApp::new(&db, &world, vec![catalog::parts(chassis.clone())]);
        Self { db, app, clock, chassis }
    }

    pub fn port(&self) -> impl CatalogApi + use<> {
        catalog::LocalCatalog::new(self.chassis.clone())
    }

    /// A provider that offers services at these prices.
    pub async fn offer(&self, provider: u128, services: &[(&str, Option<Money>)]) -> ProviderId {
        self.provider(provider, services, VerificationStatus::Verified).await
    }

    pub async fn provider(
        &self,
        provider: u128,
        services: &[(&str, Option<Money>)],
        verification: VerificationStatus,
    ) -> ProviderId {
        let provider_id = Uuid::from_u128(provider).into();
        let offered = services.iter().map(|(code, custom_price)| OfferedService {
            service_id: demo::service_id(code),
            category_id: demo::category_id(code.split('.').next().unwrap()),
            custom_price: *custom_price,
            experience_years: 3,
            is_certified: false,
        });
        let event = ProviderChanged {
            provider_id,
            display_name: "محمود س.".into(),
            photo: false,
            verification,
            documents_valid: true,
            documents_valid_until: None,
            is_active: true,
            is_online: true,
            languages: vec![],
            gender: None,
            home: None,
            services: offered.collect(),
            areas: vec![],
            weekly_hours: vec![],
            exceptions: vec![],
            notice_minutes: 0,
            daily_limit: 0,
            verified_at: None,
        };
        self.app.publish(&event).await;
        provider_id
    }
}

pub fn customer(n: u128) -> Actor {
    actor(Uuid::from_u128(n), Role::Customer)
}

pub fn admin() -> Actor {
    actor(Uuid::from_u128(900), Role::Admin)
}

/// In Maadi, 200 m from the hub of its zone.
pub fn maadi() -> Value {
    json!({"lat": 29.9618, "lng": 31.257})
}

/// A request for a service in Maadi, now.
pub fn ask(code: &str) -> Value {
    json!({"serviceId": demo::service_id(code), "pin": maadi()})
}

/// The same tomorrow at noon.
pub fn ask_planned(code: &str) -> Value {
    with(ask(code), &[("startsAt", json!("2026-11-23T10:00:00Z"))])
}

/// A body with some fields put in.
pub fn with(mut body: Value, fields: &[(&str, Value)]) -> Value {
    for (name, value) in fields {
        body[*name] = value.clone();
    }
    body
}

/// The kinds and amounts of a quote's lines.
pub fn lines(quote: &Value) -> Vec<(String, i64)> {
    let lines = quote["lines"].as_array().unwrap();
    lines
        .iter()
        .map(|l| (l["kind"].as_str().unwrap().to_owned(), l["amount"]["amount"].as_i64().unwrap()))
        .collect()
}
