//! A stage to play bookings on: a database, a customer, a provider, an operator, and bookings put
//! into whatever stage a test begins with.

use crate::fakes::{FakeCatalog, FakeIdentity, FakeTracking};
use booking::commands::{record, time};
use booking::domain::{
    Booking, BookingNumber, By, NewBooking, OrderedService, Place, Window, Wishes,
};
use booking::store::{bookings, lines};
use booking::{App, Config};
use chassis::Chassis;
use chrono::TimeDelta;
use contracts::booking::PaymentMethod;
use contracts::catalog::{LineKind, PriceLine, Pricing};
use contracts::identity::{
    AccountStatus, Address, CONTACT_CONTEXT, Contact, NotificationPreferences, UserChanged,
};
use httpkit::Actor;
use kernel::ids::{BookingId, ProviderId, UserId};
use kernel::world::ManualClock;
use kernel::{BasisPoints, Instant, Lang, LatLng, Localized, Money, Role};
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{Answer, TestApp, TestDb};
use uuid::Uuid;

/// Everything a test of a booking's life needs.
pub struct Stage {
    pub db: TestDb,
    pub app: TestApp,
    pub inner: App,
    pub clock: ManualClock,
    pub tracking: Arc<FakeTracking>,
    pub customer: Actor,
    pub provider: Actor,
    pub operator: Actor,
}

/// How a booking of a test is ordered.
#[derive(Clone, Copy)]
pub struct Order {
    pub customer: UserId,
    pub pricing: Pricing,
    pub method: PaymentMethod,
    /// Minutes from now to the start.
    pub starts_in: i64,
    pub instant: bool,
}

pub fn pin() -> LatLng {
    LatLng::parse(29.96, 31.25).unwrap()
}

impl Stage {
    pub async fn new() -> Self {
        let db = TestDb::new(&[booking::MIGRATIONS]).await;
        let (world, clock) = testkit::world();
        let chassis: Chassis = testkit::chassis(&db, booking::SERVICE, &world);
        let (catalog, identity) =
            (Arc::new(FakeCatalog::default()), Arc::new(FakeIdentity::default()));
        let tracking = Arc::new(FakeTracking::default());
        let parts =
            booking::parts(chassis.clone(), catalog.clone(), identity.clone(), tracking.clone())
                .unwrap();
        let app = TestApp::new(&db, &world, vec![parts]);
        let inner = App {
            chassis,
            catalog,
            identity,
            tracking: tracking.clone(),
            config: Arc::new(Config::default()),
        };
        let person = |n: u128, role| testkit::actor(Uuid::from_u128(n), role);
        Self {
            db,
            app,
            inner,
            clock,
            tracking,
            customer: person(0xC1, Role::Customer),
            provider: person(0xA1, Role::ServiceProvider),
            operator: person(0xE1, Role::Operations),
        }
    }

    /// The rules in force, as an order made now is agreed under them.
    pub async fn rules(&self) -> booking::domain::Rules {
        self.inner.in_force().await.unwrap().rules().clone()
    }

    pub fn now(&self) -> Instant {
        self.inner.now()
    }

    pub fn advance_minutes(&self, minutes: i64) {
        self.clock.advance(TimeDelta::minutes(minutes));
    }

    pub fn provider_id(&self) -> ProviderId {
        self.provider.user_id.into()
    }

    /// A fixed-price booking paid in cash, in three days.
    pub fn order(&self) -> Order {
        Order {
            customer: self.customer.user_id,
            pricing: Pricing::FixedScope,
            method: PaymentMethod::Cash,
            starts_in: 3 * 24 * 60,
            instant: false,
        }
    }

    /// Puts an ordered booking into the database: 600 EGP of work.
    pub async fn ordered(&self, order: Order) -> BookingId {
        let world = &self.inner.chassis.world;
        let kind = match order.pricing {
            Pricing::FixedScope => LineKind::Service,
            Pricing::InspectionFirst => LineKind::Inspection,
        };
        let amount = Money::egp(600);
        let lines = vec![PriceLine {
            kind,
            name: Localized::new("تسليك بلاعة", "Unblock a drain"),
            quantity: 1,
            unit_price: amount,
            amount,
        }];
        let starts_at = self.now() + TimeDelta::minutes(order.starts_in);
        let new = NewBooking {
            id: world.id(),
            number: BookingNumber::from_bytes(world.bytes()),
            customer_id: order.customer,
            quote_id: world.id(),
            service: OrderedService {
                id: Uuid::from_u128(0x51).into(),
                category_id: Uuid::from_u128(0x52).into(),
                code: "plumbing.drain_unblock".into(),
                name: Localized::new("تسليك بلاعة", "Unblock a drain"),
                pricing: order.pricing,
                needs_certificate: false,
                warranty_days: 30,
                parts_cap: Money::egp(1_000),
                quantity: 1,
                completion: contracts::catalog::Completion::default(),
            },
            commission: BasisPoints::percent(15),
            wishes: Wishes::default(),
            window: Window::of(order.instant, starts_at, 60),
            place: Place {
                zone_id: Uuid::from_u128(0x53).into(),
                district: Localized::new("المعادي", "Maadi"),
                governorate: "EG-C".into(),
                pin: pin(),
            },
            lines: lines.clone(),
            method: order.method,
        };
        let booking = Booking::create(new, self.now(), &self.rules().await);
        let mut tx = self.inner.chassis.db.begin().await.unwrap();
        bookings::insert_in_tx(&mut tx, &booking, &self.sealed_address()).await.unwrap();
        lines::add_quote_in_tx(&mut tx, booking.id(), &lines, self.now()).await.unwrap();
        record::created_in_tx(&mut tx, &self.inner, &booking, By::System).await.unwrap();
        record::await_payment_in_tx(&mut tx, &self.inner, &booking).await.unwrap();
        tx.commit().await.unwrap();
        booking.id()
    }

    fn sealed_address(&self) -> bookings::SealedAddress {
        let address = Address {
            governorate: "EG-C".into(),
            district: "المعادي".into(),
            street: "شارع ٩".into(),
            building: Some("12".into()),
            floor: Some("3".into()),
            apartment: Some("7".into()),
            landmark: Some("بجوار المترو".into()),
            pin: pin(),
        };
        let keyring = &self.inner.chassis.keyring;
        let json = serde_json::to_string(&address).unwrap();
        bookings::SealedAddress {
            address: keyring.seal_text(bookings::ADDRESS_CONTEXT, &json),
            instructions: Some(keyring.seal_text(bookings::INSTRUCTIONS_CONTEXT, "الجرس لا يعمل")),
        }
    }

    /// Binds the stage's provider to a booking with the code 4821, as accepting an offer does.
    pub async fn confirm(&self, id: BookingId) {
        self.confirm_with(id, self.provider_id()).await;
    }

    pub async fn confirm_with(&self, id: BookingId, provider: ProviderId) {
        let mut tx = self.inner.chassis.db.begin().await.unwrap();
        let booking = bookings::lock_in_tx(&mut tx, id).await.unwrap().unwrap();
        let was = record::Was::of(&booking);
        let keyring = &self.inner.chassis.keyring;
        let code = keyring.seal_text(bookings::START_CODE_CONTEXT, "4821");
        let booking = booking.confirm(provider, code.as_str().to_owned(), self.now()).unwrap();
        let starts_at = booking.facts().starts_at;
        time::reserve_in_tx(&mut tx, &self.inner, &booking, provider, starts_at).await.unwrap();
        record::moved_in_tx(&mut tx, &self.inner, was, booking, By::System, "accepted", None)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// An ordered and confirmed booking.
    pub async fn confirmed(&self, order: Order) -> BookingId {
        let id = self.ordered(order).await;
        self.confirm(id).await;
        id
    }

    /// A confirmed booking of now, whose provider is at the door.
    pub async fn at_the_door(&self, order: Order) -> BookingId {
        let id = self.confirmed(Order { starts_in: 30, ..order }).await;
        self.act(id, "en-route", self.provider).await.expect(200);
        self.tracking.put(self.provider_id(), pin(), self.now());
        self.act(id, "arrive", self.provider).await.expect(200);
        id
    }

    /// A booking whose work has begun.
    pub async fn started(&self, order: Order) -> BookingId {
        let id = self.at_the_door(order).await;
        self.post(id, "start", self.provider, json!({"code": "4821"})).await.expect(200);
        id
    }

    /// A booking whose work is done.
    pub async fn done(&self, order: Order) -> BookingId {
        let id = self.started(order).await;
        self.act(id, "complete", self.provider).await.expect(200);
        id
    }

    pub async fn post(&self, id: BookingId, path: &str, actor: Actor, body: Value) -> Answer {
        self.app.post(&format!("/api/v1/bookings/{id}/{path}"), actor, body).await
    }

    /// A command without input.
    pub async fn act(&self, id: BookingId, path: &str, actor: Actor) -> Answer {
        self.post(id, path, actor, json!({})).await
    }

    /// A command of staff with a reason.
    pub async fn staff(&self, id: BookingId, path: &str) -> Answer {
        let path = format!("/api/v1/admin/bookings/{id}/{path}");
        self.app.post(&path, self.operator, json!({"reason": "طلب من الدعم"})).await
    }

    /// The booking as somebody sees it.
    pub async fn seen(&self, id: BookingId, actor: Actor) -> Value {
        self.app.get(&format!("/api/v1/bookings/{id}"), actor).await.expect(200).json
    }

    /// Status and stage, as the customer sees them.
    pub async fn stands(&self, id: BookingId) -> (String, String) {
        let seen = self.seen(id, self.customer).await;
        let text = |name: &str| seen[name].as_str().unwrap().to_owned();
        (text("status"), text("stage"))
    }

    /// Tells who a person is.
    pub async fn introduce(&self, actor: Actor, first_name: &str, phone: &str) {
        let contact = Contact {
            first_name: first_name.into(),
            last_name: "حسن".into(),
            phone: phone.into(),
            email: None,
            email_verified: false,
        };
        let json = serde_json::to_string(&contact).unwrap();
        let sealed = self.inner.chassis.keyring.seal_text(CONTACT_CONTEXT, &json);
        let event = UserChanged {
            user_id: actor.user_id,
            role: actor.role,
            status: AccountStatus::Active,
            lang: Lang::Ar,
            sealed_contact: sealed.as_str().to_owned(),
            preferences: NotificationPreferences::default(),
            registered_at: self.now(),
        };
        self.app.publish(&event).await;
    }

    /// A number that the database tells.
    pub async fn count(&self, sql: &'static str, id: BookingId) -> i64 {
        sqlx::query_scalar(sql).bind(id.uuid()).fetch_one(self.db.pool()).await.unwrap()
    }
}
