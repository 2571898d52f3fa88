//! A town to order in: a customer, quotes, and technicians as their services tell of them.

use crate::fakes::{FakeCatalog, FakeIdentity, FakeTracking};
use booking::{App, Config};
use chassis::Settings;
use chrono::TimeDelta;
use contracts::catalog::{LineKind, PriceLine, PriceUnit, Pricing, Quote, ServiceFacts};
use contracts::identity::Address;
use contracts::providers::{
    OfferedService, ProviderChanged, ServiceArea, VerificationStatus, WeeklyInterval,
};
use httpkit::Actor;
use kernel::ids::{AddressId, BookingId, OfferId, ProviderId, QuoteId, ServiceId};
use kernel::world::ManualClock;
use kernel::{BasisPoints, Instant, Lang, LatLng, Localized, Money, Role};
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{Answer, TestApp, TestDb};
use uuid::Uuid;

/// Everything a test of ordering needs.
pub struct Town {
    pub db: TestDb,
    pub app: TestApp,
    pub inner: App,
    pub clock: ManualClock,
    pub catalog: Arc<FakeCatalog>,
    pub identity: Arc<FakeIdentity>,
    pub tracking: Arc<FakeTracking>,
}

/// In Maadi.
pub fn pin() -> LatLng {
    LatLng::parse(29.96, 31.25).unwrap()
}

/// `metres` north of the pin.
pub fn north(metres: f64) -> LatLng {
    LatLng::parse(29.96 + metres / 111_195.0, 31.25).unwrap()
}

pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

pub fn service() -> ServiceId {
    Uuid::from_u128(0x51).into()
}

pub fn zone() -> kernel::ids::ZoneId {
    Uuid::from_u128(0x53).into()
}

pub fn customer(n: u128) -> Actor {
    testkit::actor(Uuid::from_u128(0xC000 + n), Role::Customer)
}

pub fn provider(n: u128) -> Actor {
    testkit::actor(Uuid::from_u128(0xA000 + n), Role::ServiceProvider)
}

pub fn operator() -> Actor {
    testkit::actor(Uuid::from_u128(0xE1), Role::Operations)
}

pub fn id_of(provider: Actor) -> ProviderId {
    provider.user_id.into()
}

impl Town {
    pub async fn new() -> Self {
        Self::configured(json!({})).await
    }

    /// A town whose bookings have other rules. Searches don't wait for others unless it says so.
    pub async fn configured(mut section: Value) -> Self {
        if section.get("searching").is_none() {
            section["searching"] = json!({"batch_window_ms": 0});
        }
        let db = TestDb::new(&[booking::MIGRATIONS]).await;
        let (world, clock) = testkit::world();
        let mut chassis = testkit::chassis(&db, booking::SERVICE, &world);
        let mut settings = Settings::clone(&chassis.settings);
        settings.sections.insert(booking::SERVICE.into(), section);
        chassis.settings = Arc::new(settings);
        let config: Config = chassis.settings.section(booking::SERVICE).unwrap();
        let catalog = Arc::new(FakeCatalog::default());
        let identity = Arc::new(FakeIdentity::default());
        let tracking = Arc::new(FakeTracking::default());
        let parts =
            booking::parts(chassis.clone(), catalog.clone(), identity.clone(), tracking.clone());
        let app = TestApp::new(&db, &world, vec![parts.unwrap()]);
        let inner = App {
            chassis,
            catalog: catalog.clone(),
            identity: identity.clone(),
            tracking: tracking.clone(),
            config: Arc::new(config),
        };
        Self { db, app, inner, clock, catalog, identity, tracking }
    }

    pub fn now(&self) -> Instant {
        self.inner.now()
    }

    pub fn advance_s(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    /// Lets time pass and what is due then happen.
    pub async fn wait_s(&self, seconds: i64) {
        self.advance_s(seconds);
        self.app.settle().await;
    }

    /// A quote of 600 EGP of somebody (or a guest), for now or later.
    pub fn quote(&self, owner: Option<Actor>, starts_at: Option<Instant>) -> Quote {
        let world = &self.inner.chassis.world;
        let amount = Money::egp(600);
        let quote = Quote {
            id: world.id(),
            customer_id: owner.map(|a| a.user_id),
            service: ServiceFacts {
                id: service(),
                category_id: Uuid::from_u128(0x52).into(),
                code: "plumbing.drain_unblock".into(),
                name: Localized::new("تسليك بلاعة", "Unblock a drain"),
                pricing: Pricing::FixedScope,
                price_unit: PriceUnit::Fixed,
                base_price: amount,
                duration_minutes: 60,
                emergency_offered: true,
                commission: BasisPoints::percent(15),
                warranty_days: 30,
                needs_certificate: false,
                parts_cap: Money::egp(1_000),
                is_active: true,
                completion: contracts::catalog::Completion::default(),
            },
            provider_id: None,
            pin: pin(),
            zone_id: zone(),
            district: Localized::new("المعادي", "Maadi"),
            governorate: "EG-C".into(),
            starts_at,
            quantity: 1,
            duration_minutes: 60,
            lines: vec![PriceLine {
                kind: LineKind::Service,
                name: Localized::new("تسليك بلاعة", "Unblock a drain"),
                quantity: 1,
                unit_price: amount,
                amount,
            }],
            total: amount,
            created_at: self.now(),
            expires_at: self.now() + TimeDelta::minutes(15),
        };
        self.keep(quote)
    }

    /// Puts a quote into the catalog.
    pub fn keep(&self, quote: Quote) -> Quote {
        self.catalog.quotes.lock().unwrap().insert(quote.id, quote.clone());
        quote
    }

    /// Saves an address of somebody.
    pub fn address(&self, owner: Actor, pin: LatLng) -> AddressId {
        let id: AddressId = self.inner.chassis.world.id();
        let address = Address {
            governorate: "EG-C".into(),
            district: "المعادي".into(),
            street: "شارع ٩".into(),
            building: Some("12".into()),
            floor: None,
            apartment: None,
            landmark: Some("بجوار المترو".into()),
            pin,
        };
        self.identity.addresses.lock().unwrap().insert((owner.user_id, id), address);
        id
    }

    pub async fn order(&self, customer: Actor, body: Value) -> Answer {
        self.app.post("/api/v1/bookings", customer, body).await
    }

    /// The body of an order of a quote.
    pub fn body(&self, customer: Actor, quote: QuoteId) -> Value {
        json!({"quoteId": quote, "addressId": self.address(customer, pin())})
    }

    /// A booking ordered through the API, for now or later; its search has not begun.
    pub async fn ordered(&self, customer: Actor, starts_at: Option<Instant>) -> BookingId {
        let quote = self.quote(Some(customer), starts_at);
        let answer = self.order(customer, self.body(customer, quote.id)).await.expect(201);
        answer.json["id"].as_str().unwrap().parse().unwrap()
    }

    /// The same, and everything that is due has happened.
    pub async fn searched(&self, customer: Actor, starts_at: Option<Instant>) -> BookingId {
        let id = self.ordered(customer, starts_at).await;
        self.app.settle().await;
        id
    }

    /// A good plumber who lives `metres` north, is online and has just been seen at home.
    pub fn plumber(&self, who: Actor, metres: f64) -> ProviderChanged {
        self.tracking.put(id_of(who), north(metres), self.now());
        ProviderChanged {
            provider_id: id_of(who),
            display_name: "محمود س.".into(),
            photo: false,
            verification: VerificationStatus::Verified,
            documents_valid: true,
            documents_valid_until: None,
            is_active: true,
            is_online: true,
            languages: vec![Lang::Ar],
            gender: Some("male".into()),
            home: Some(north(metres)),
            services: vec![OfferedService {
                service_id: service(),
                category_id: Uuid::from_u128(0x52).into(),
                custom_price: None,
                experience_years: 3,
                is_certified: false,
            }],
            areas: vec![ServiceArea::Radius { center: north(metres), radius_m: 25_000 }],
            weekly_hours: (0..7)
                .map(|weekday| WeeklyInterval { weekday, from_minute: 0, to_minute: 1440 })
                .collect(),
            exceptions: vec![],
            notice_minutes: 60,
            daily_limit: 0,
            verified_at: Some(self.now()),
        }
    }

    /// Lets plumbers live at these distances, numbered from 1.
    pub async fn plumbers(&self, metres: &[f64]) {
        for (n, metres) in (1..).zip(metres) {
            self.app.publish(&self.plumber(provider(n), *metres)).await;
        }
    }

    /// What is offered to somebody.
    pub async fn offers(&self, who: Actor) -> Vec<Value> {
        let answer = self.app.get("/api/v1/offers", who).await.expect(200);
        answer.json["items"].as_array().unwrap().clone()
    }

    /// The one offer to somebody.
    pub async fn offer(&self, who: Actor) -> OfferId {
        let offers = self.offers(who).await;
        assert_eq!(offers.len(), 1, "{offers:?}");
        offers[0]["id"].as_str().unwrap().parse().unwrap()
    }

    pub async fn accept(&self, who: Actor, offer: OfferId) -> Answer {
        self.app.post(&format!("/api/v1/offers/{offer}/accept"), who, json!({})).await
    }

    pub async fn decline(&self, who: Actor, offer: OfferId) -> Answer {
        self.app.post(&format!("/api/v1/offers/{offer}/decline"), who, json!({})).await
    }

    /// Status and stage, from the database.
    pub async fn stands(&self, id: BookingId) -> (String, String) {
        sqlx::query_as("select booking_status, stage from booking.bookings where id = $1")
            .bind(id.uuid())
            .fetch_one(self.db.pool())
            .await
            .unwrap()
    }

    /// A number that the database tells.
    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.db.pool()).await.unwrap()
    }

    /// Why somebody was or was not asked in a round: fate and gate.
    pub async fn outcome(&self, id: BookingId, round: i32, who: Actor) -> (String, Option<String>) {
        sqlx::query_as(
            "select o.fate, o.gate from booking.search_outcomes o
             join booking.searches s on s.id = o.search_id
             where s.booking_id = $1 and o.round = $2 and o.provider_id = $3
             order by s.search_no desc limit 1",
        )
        .bind(id.uuid())
        .bind(round)
        .bind(who.user_id.uuid())
        .fetch_one(self.db.pool())
        .await
        .unwrap()
    }
}
