//! What the suites share.

use chassis::Chassis;
use chrono::TimeDelta;
use contracts::PortError;
use contracts::Settlement;
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingFacts, BookingMoved,
    BookingReleased, CancelReason, PaymentMethod, Stage, Status, Verdict,
};
use contracts::providers::{OfferedService, ProviderChanged, VerificationStatus};
use contracts::realtime::{JourneyMoved, JourneySink};
use httpkit::parts::Background;
use httpkit::{Actor, ServiceParts};
use kernel::ids::{BookingId, ProviderId, ServiceId, UserId};
use kernel::world::ManualClock;
use kernel::{BasisPoints, Instant, LatLng, Localized, Money, Role, World};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::{TestApp, TestDb};
use tracking::LocalTracking;
use uuid::Uuid;

/// Tahrir square.
pub const HERE: (f64, f64) = (30.0444, 31.2357);

pub struct Fixture {
    pub db: TestDb,
    pub world: World,
    pub clock: ManualClock,
    pub app: TestApp,
    pub api: Arc<LocalTracking>,
    pub screens: Arc<Screens>,
    pub chassis: Chassis,
    pub background: Vec<Background>,
}

pub fn provider(n: u128) -> ProviderId {
    Uuid::from_u128(n).into()
}

pub fn customer(n: u128) -> UserId {
    Uuid::from_u128(1_000 + n).into()
}

pub fn booking(n: u128) -> BookingId {
    Uuid::from_u128(2_000 + n).into()
}

pub fn service(n: u128) -> ServiceId {
    Uuid::from_u128(3_000 + n).into()
}

pub fn as_provider(n: u128) -> Actor {
    testkit::actor(provider(n).uuid(), Role::ServiceProvider)
}

pub fn as_customer(n: u128) -> Actor {
    testkit::actor(customer(n).uuid(), Role::Customer)
}

pub fn as_operator(role: Role) -> Actor {
    testkit::actor(Uuid::from_u128(9_000), role)
}

/// Waits until `condition` holds; fails after ten seconds.
pub async fn eventually(what: &str, condition: impl AsyncFn() -> bool) {
    let all = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(10), all).await.is_ok(), "never: {what}");
}

impl Fixture {
    pub async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// The service with a section of configuration.
    pub async fn with(section: Value) -> Self {
        let db = TestDb::new(&[tracking::MIGRATIONS]).await;
        let (world, clock) = testkit::world();
        chassis::bus::maintain(db.owner(), &world, tracking::PARTITIONS).await.unwrap();
        let screens = Arc::new(Screens::default());
        let chassis = chassis_with(&db, &world, section);
        let sink: Arc<dyn JourneySink> = screens.clone();
        let (parts, api) = tracking::parts(chassis.clone(), Some(sink)).unwrap();
        let (parts, background) = without_background(parts);
        let app = TestApp::new(&db, &world, vec![parts]);
        Self { db, world, clock, app, api, screens, chassis, background }
    }

    /// The same database under a service that was started afresh.
    pub async fn restarted(self) -> Self {
        let (parts, api) = assemble(&self.db, &self.world, json!({}));
        let (parts, background) = without_background(parts);
        let app = TestApp::new(&self.db, &self.world, vec![parts]);
        Self { app, api, background, ..self }
    }

    pub fn now(&self) -> Instant {
        self.world.now()
    }

    pub fn later(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    /// A fix at [`HERE`], `seconds` from now.
    pub fn fix(&self, seconds: i64) -> Value {
        json!({
            "lat": HERE.0, "lng": HERE.1, "accuracy": 10.0, "heading": 90.0, "speed": 30.0,
            "recordedAt": self.now() + TimeDelta::seconds(seconds),
        })
    }

    /// A fix with some fields changed.
    pub fn fix_with(&self, seconds: i64, changes: Value) -> Value {
        let mut fix = self.fix(seconds);
        for (name, value) in changes.as_object().unwrap() {
            fix[name] = value.clone();
        }
        fix
    }

    pub async fn report(&self, n: u128, fix: Value) -> testkit::Answer {
        self.app.post("/api/v1/locations", as_provider(n), fix).await
    }

    pub async fn report_batch(&self, n: u128, fixes: Value) -> testkit::Answer {
        let body = json!({ "fixes": fixes });
        self.app.post("/api/v1/locations/batch", as_provider(n), body).await
    }

    /// Puts provider `n` on or off shift; it offers service `n`.
    pub async fn shift(&self, n: u128, is_online: bool) {
        self.app.publish(&state(n, is_online)).await;
    }

    /// The booking `n` of customer `n` moves to `stage`, bound to provider `bound`.
    pub async fn stage(&self, n: u128, stage: Stage, bound: Option<u128>) {
        let booking = facts(self, n, stage, bound);
        let app = &self.app;
        match stage {
            Stage::Assigned => app.publish(&BookingConfirmed { booking, by_operator: false }).await,
            Stage::Searching => {
                let released = provider(1);
                let (verdict, reason) = (Verdict::NoFault, "ill".to_string());
                app.publish(&BookingReleased { booking, released, verdict, reason }).await;
            }
            Stage::Done => {
                let at = self.now();
                let done =
                    BookingCompleted { booking, started_at: at, ended_at: at, actual_minutes: 1 };
                app.publish(&done).await;
            }
            Stage::Closed => {
                app.publish(&BookingCancelled {
                    booking,
                    reason: CancelReason::ByCustomer,
                    verdict: Verdict::NoFault,
                    rule: "free".into(),
                    fee: Money::ZERO,
                    fee_to_provider: Money::ZERO,
                })
                .await;
            }
            _ => app.publish(&BookingMoved { booking, from: Stage::Assigned }).await,
        }
    }

    pub async fn track(&self, n: u128, actor: Actor) -> testkit::Answer {
        self.app.get(&format!("/api/v1/bookings/{}/track", booking(n)), actor).await
    }

    pub async fn history_rows(&self) -> i64 {
        sqlx::query_scalar("select count(*) from tracking.provider_locations")
            .fetch_one(self.db.pool())
            .await
            .unwrap()
    }

    pub async fn last_position_rows(&self) -> i64 {
        sqlx::query_scalar("select count(*) from tracking.last_positions")
            .fetch_one(self.db.pool())
            .await
            .unwrap()
    }
}

/// Open screens, as realtime would serve them.
#[derive(Default)]
pub struct Screens {
    seen: Mutex<Vec<JourneyMoved>>,
    pub away: AtomicBool,
}

impl Screens {
    /// What came since the last look.
    pub fn look(&self) -> Vec<JourneyMoved> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

#[async_trait::async_trait]
impl JourneySink for Screens {
    async fn moved(&self, journeys: Vec<JourneyMoved>) -> Result<(), PortError> {
        if self.away.load(Ordering::Relaxed) {
            return Err(PortError::Unavailable);
        }
        self.seen.lock().unwrap().extend(journeys);
        Ok(())
    }
}

pub fn assemble(db: &TestDb, world: &World, section: Value) -> (ServiceParts, Arc<LocalTracking>) {
    tracking::parts(chassis_with(db, world, section), None).unwrap()
}

fn chassis_with(db: &TestDb, world: &World, section: Value) -> Chassis {
    let mut chassis = testkit::chassis(db, "tracking", world);
    let mut settings = (*chassis.settings).clone();
    settings.sections.insert("tracking".into(), section);
    settings.internal_token = chassis::config::Secret::new("among ourselves");
    chassis.settings = Arc::new(settings);
    chassis
}

fn without_background(mut parts: ServiceParts) -> (ServiceParts, Vec<Background>) {
    let background = std::mem::take(&mut parts.background);
    (parts, background)
}

pub fn state(n: u128, is_online: bool) -> ProviderChanged {
    ProviderChanged {
        provider_id: provider(n),
        display_name: format!("Ahmed {n}."),
        photo: false,
        verification: VerificationStatus::Verified,
        documents_valid: true,
        documents_valid_until: None,
        is_active: true,
        is_online,
        languages: vec![],
        gender: None,
        home: None,
        services: vec![OfferedService {
            service_id: service(n),
            category_id: Uuid::from_u128(4_000).into(),
            custom_price: None,
            experience_years: 3,
            is_certified: false,
        }],
        areas: vec![],
        weekly_hours: vec![],
        exceptions: vec![],
        notice_minutes: 0,
        daily_limit: 0,
        verified_at: None,
    }
}

pub fn facts(fixture: &Fixture, n: u128, stage: Stage, bound: Option<u128>) -> BookingFacts {
    let name = Localized::new("سباكة", "Plumbing");
    BookingFacts {
        id: booking(n),
        number: "OS-7K2M4Q".into(),
        customer_id: customer(n),
        provider_id: bound.map(provider),
        service_id: service(n),
        category_id: Uuid::from_u128(4_000).into(),
        service_name: name.clone(),
        zone_id: Uuid::from_u128(5_000).into(),
        district: name,
        governorate: "EG-C".into(),
        pin: LatLng::parse(30.09, 31.32).unwrap(),
        status: Status::Confirmed,
        stage,
        instant: true,
        starts_at: fixture.now(),
        ends_at: fixture.now() + TimeDelta::hours(1),
        payment_method: PaymentMethod::Cash,
        settlement: Settlement::default(),
        commission: BasisPoints::new(1_500),
        warranty_days: 30,
        created_at: fixture.now(),
    }
}
