//! The service with its surroundings, and facts others tell it.

use crate::wire::{FakeSms, FakeSmtp};
use chassis::crypto::Keyring;
use chassis::jobs::Jobs;
use chassis::{Chassis, Settings};
use contracts::booking::{BookingFacts, PaymentMethod, Stage, Status};
use contracts::identity::{
    AccountStatus, CONTACT_CONTEXT, Contact, NotificationPreferences, OTP_CONTEXT, OtpPurpose,
    OtpRequested, UserChanged,
};
use contracts::realtime::{Look, ViewerApi};
use contracts::{Event, PortError, Settlement};
use httpkit::parts::ServiceParts;
use kernel::ids::{BookingId, ProviderId, UserId};
use kernel::world::ManualClock;
use kernel::{BasisPoints, Instant, Lang, LatLng, Localized, Money, Role, World};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use testkit::{TestApp, TestDb};
use uuid::Uuid;

/// The customer, who reads Arabic and has a verified email.
pub const MONA: u128 = 0xA;
/// The provider, who reads English.
pub const SAID: u128 = 0xB;
/// Somebody else.
pub const OMAR: u128 = 0xC;

pub const MONA_PHONE: &str = "+201012345678";
pub const SAID_PHONE: &str = "+201112345678";

pub fn user(n: u128) -> UserId {
    Uuid::from_u128(n).into()
}

pub fn provider(n: u128) -> ProviderId {
    Uuid::from_u128(n).into()
}

pub fn mona() -> httpkit::Actor {
    testkit::actor(Uuid::from_u128(MONA), Role::Customer)
}

pub fn operator(role: Role) -> httpkit::Actor {
    testkit::actor(Uuid::from_u128(0xF), role)
}

/// What partners would read; nothing can be read until something is put up.
#[derive(Default)]
pub struct Screens(pub Mutex<Option<Value>>);

#[async_trait::async_trait]
impl ViewerApi for Screens {
    async fn look(&self, look: Look) -> Result<Value, PortError> {
        let shown = self.0.lock().unwrap().clone().ok_or(PortError::Unavailable)?;
        match look.viewer.user_id == user(MONA) && look.viewer.role == Role::Customer {
            true => Ok(shown),
            false => Err(PortError::NotFound),
        }
    }
}

pub struct Fixture {
    pub db: TestDb,
    pub world: World,
    pub clock: ManualClock,
    pub app: TestApp,
    pub jobs: Jobs,
    pub sms: FakeSms,
    pub mail: FakeSmtp,
    pub screens: Arc<Screens>,
    partitions: &'static [chassis::bus::DayPartitions],
}

impl Fixture {
    /// With both senders.
    pub async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// With both senders and other settings besides.
    pub async fn with(more: Value) -> Self {
        let (sms, mail) = (FakeSms::start().await, FakeSmtp::start().await);
        let mut section = json!({
            "sms": ["sms_misr"],
            "sms_misr": {
                "base_url": sms.url, "username": "osta", "password": "secret", "sender": "token",
            },
            "smtp_url": mail.url,
            "mail_from": "أُسطى <no-reply@osta.example>",
        });
        merge(&mut section, &more);
        Self::assemble(section, sms, mail).await
    }

    /// Without any sender.
    pub async fn bare() -> Self {
        Self::assemble(json!({}), FakeSms::start().await, FakeSmtp::start().await).await
    }

    async fn assemble(section: Value, sms: FakeSms, mail: FakeSmtp) -> Self {
        let db = TestDb::new(&[notifications::MIGRATIONS]).await;
        let (world, clock) = testkit::world();
        let screens = Arc::new(Screens::default());
        let parts = parts(&db, &world, section, screens.clone());
        let (jobs, partitions) = (parts.jobs.clone().unwrap(), parts.partitions);
        let app = TestApp::new(&db, &world, vec![parts]);
        let fixture = Self { db, world, clock, app, jobs, sms, mail, screens, partitions };
        fixture.maintain().await;
        fixture
    }

    /// Makes partitions for the days around the clock.
    pub async fn maintain(&self) {
        chassis::bus::maintain(self.db.owner(), &self.world, self.partitions).await.unwrap();
    }

    /// Moves the clock, and lets what is due happen.
    pub async fn advance(&self, by: chrono::TimeDelta) {
        self.clock.advance(by);
        self.maintain().await;
        self.app.settle().await;
    }

    /// Moves the clock to a time, and lets what is due happen.
    pub async fn at(&self, time: &str) {
        self.clock.set(time.parse().unwrap());
        self.maintain().await;
        self.app.settle().await;
    }

    /// The two people of most tests are known, and silent about it.
    pub async fn meet(&self) {
        let mut mona = person(MONA, Role::Customer, MONA_PHONE);
        mona.registered_at -= chrono::TimeDelta::days(30);
        let mut said = person(SAID, Role::ServiceProvider, SAID_PHONE);
        said.registered_at -= chrono::TimeDelta::days(30);
        said.lang = Lang::En;
        self.app.publish(&mona).await;
        self.app.publish(&said).await;
    }

    /// Writes an event into the log without letting anybody react.
    pub async fn write<E: Event>(&self, event: &E) {
        let mut tx = self.db.owner().begin().await.unwrap();
        chassis::bus::append(&mut tx, &self.world, event).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Every event comes once more.
    pub async fn replay(&self) {
        sqlx::query("update bus.cursors set position = 0 where subscriber = 'notifications'")
            .execute(self.db.pool())
            .await
            .unwrap();
        self.app.settle().await;
        let parked: i64 = sqlx::query_scalar("select count(*) from bus.parked")
            .fetch_one(self.db.pool())
            .await
            .unwrap();
        assert_eq!(parked, 0);
    }

    /// Deliveries besides the inbox, oldest first: channel, state and error.
    pub async fn deliveries(&self) -> Vec<(String, String, Option<String>)> {
        sqlx::query_as(
            "select channel, state, last_error from notifications.deliveries
             where channel <> 'in_app' order by created_at, channel desc, id",
        )
        .fetch_all(self.db.pool())
        .await
        .unwrap()
    }

    /// Who has what in the inbox, in no order.
    pub async fn told(&self) -> Vec<(UserId, String)> {
        let rows: Vec<(Uuid, String)> =
            sqlx::query_as("select recipient_id, kind from notifications.notifications")
                .fetch_all(self.db.pool())
                .await
                .unwrap();
        rows.into_iter().map(|(id, kind)| (id.into(), kind)).collect()
    }

    /// One value of the database as text.
    pub async fn value(&self, sql: &'static str) -> Option<String> {
        sqlx::query_scalar(sql).fetch_one(self.db.pool()).await.unwrap()
    }
}

fn parts(db: &TestDb, world: &World, section: Value, screens: Arc<Screens>) -> ServiceParts {
    let chassis = testkit::chassis(db, "notifications", world);
    let mut settings = Settings {
        public_url: "https://osta.example".into(),
        ..Settings::clone(&chassis.settings)
    };
    settings.sections.insert("notifications".into(), section);
    let chassis = Chassis { settings: Arc::new(settings), ..chassis };
    notifications::parts_seeing(chassis, screens).unwrap()
}

fn merge(into: &mut Value, more: &Value) {
    match (into, more) {
        (Value::Object(into), Value::Object(more)) => {
            for (name, value) in more {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, more) => *into = more.clone(),
    }
}

/// A delivery as the tests compare it.
pub fn row(channel: &str, state: &str, error: Option<&str>) -> (String, String, Option<String>) {
    (channel.into(), state.into(), error.map(Into::into))
}

pub fn noon() -> Instant {
    testkit::NOON.parse().unwrap()
}

/// Somebody who just registered, with everything switched on.
pub fn person(n: u128, role: Role, phone: &str) -> UserChanged {
    let contact = Contact {
        first_name: "منى".into(),
        last_name: "علي".into(),
        phone: phone.into(),
        email: Some(format!("user{n:x}@example.com")),
        email_verified: true,
    };
    UserChanged {
        user_id: user(n),
        role,
        status: AccountStatus::Active,
        lang: Lang::Ar,
        sealed_contact: sealed_contact(&contact),
        preferences: NotificationPreferences::default(),
        registered_at: noon(),
    }
}

pub fn sealed_contact(contact: &Contact) -> String {
    let json = serde_json::to_string(contact).unwrap();
    Keyring::for_tests().seal_text(CONTACT_CONTEXT, &json).as_str().to_owned()
}

pub fn otp(n: u128, code: &str, minutes: i64) -> OtpRequested {
    let keyring = Keyring::for_tests();
    OtpRequested {
        otp_id: Uuid::from_u128(n).into(),
        purpose: OtpPurpose::LogIn,
        lang: Lang::Ar,
        sealed_phone: keyring.seal_text(OTP_CONTEXT, MONA_PHONE).as_str().into(),
        sealed_code: keyring.seal_text(OTP_CONTEXT, code).as_str().into(),
        expires_at: noon() + chrono::TimeDelta::minutes(minutes),
    }
}

/// A booking between the two, for three days from now.
pub fn facts(status: Status, stage: Stage) -> BookingFacts {
    let settlement =
        Settlement::of(Money::egp(350), Money::egp(50), Money::ZERO, BasisPoints::percent(15));
    BookingFacts {
        id: BookingId::from(Uuid::from_u128(0x77)),
        number: "OS-7K2M4Q".into(),
        customer_id: user(MONA),
        provider_id: Some(provider(SAID)),
        service_id: Uuid::from_u128(1).into(),
        category_id: Uuid::from_u128(2).into(),
        service_name: Localized::new("تسليك حوض", "Drain unblocking"),
        zone_id: Uuid::from_u128(3).into(),
        district: Localized::new("المعادي", "Maadi"),
        governorate: "EG-C".into(),
        pin: LatLng::parse(29.96, 31.25).unwrap(),
        status,
        stage,
        instant: false,
        starts_at: noon() + chrono::TimeDelta::days(3),
        ends_at: noon() + chrono::TimeDelta::hours(74),
        payment_method: PaymentMethod::Cash,
        settlement,
        commission: BasisPoints::percent(15),
        warranty_days: 30,
        created_at: noon(),
    }
}
