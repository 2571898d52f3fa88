//! Who lives in every test: the project's own catalogue, staff of each role, customers, and
//! verified plumbers around Maadi who are online.

use chassis::bus::Wake;
use chassis::cache::{Cache, MemoryLimits};
use chassis::config::Secret;
use chassis::crypto::{Keyring, MasterKeys};
use chassis::limits::RateLimiter;
use chassis::storage::Storage;
use chassis::{Chassis, Db, Settings};
use chrono::TimeDelta;
use contracts::catalog::ServiceChanged;
use contracts::providers::{ServiceArea, WeeklyInterval};
use identity::demo::{Person, ensure_user};
use kernel::cairo::NaiveDate;
use kernel::national_id::Gender;
use kernel::{Lang, LatLng, PhoneNumber, Role, World};
use providers::demo::{DemoProvider, DemoService, ensure_providers};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Everybody's password.
pub const PASSWORD: &str = "a-test-of-the-whole";
/// Where the customers live, in a zone that is open day and night.
pub const HOME: (f64, f64) = (29.9618, 31.2570);
/// How many plumbers there are.
pub const PLUMBERS: u8 = 4;

/// Somebody of the prepared world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// May do everything.
    Admin,
    /// Helps people.
    Support,
    /// Looks after money.
    Finance,
    /// Steers bookings.
    Operations,
    /// A customer.
    Mona,
    /// Another one.
    Sarah,
    /// One of many more, where a test asked for them.
    Customer(u8),
    /// The how-manieth plumber.
    Plumber(u8),
}

impl Who {
    /// The phone to log in with.
    pub fn phone(self) -> String {
        match self {
            Self::Admin => "01200000001".into(),
            Self::Support => "01200000002".into(),
            Self::Finance => "01200000003".into(),
            Self::Operations => "01200000004".into(),
            Self::Mona => "01000000001".into(),
            Self::Sarah => "01000000002".into(),
            Self::Customer(n) => format!("010000010{n:02}"),
            Self::Plumber(n) => format!("011000000{n:02}"),
        }
    }

    /// What it is on the platform.
    pub fn role(self) -> Role {
        match self {
            Self::Admin => Role::Admin,
            Self::Support => Role::Support,
            Self::Finance => Role::Finance,
            Self::Operations => Role::Operations,
            Self::Mona | Self::Sarah | Self::Customer(_) => Role::Customer,
            Self::Plumber(_) => Role::ServiceProvider,
        }
    }

    fn all() -> Vec<Self> {
        let mut all = vec![
            Self::Admin,
            Self::Support,
            Self::Finance,
            Self::Operations,
            Self::Mona,
            Self::Sarah,
        ];
        all.extend((0..PLUMBERS).map(Self::Plumber));
        all
    }

    fn person(self) -> Person {
        Person {
            phone: PhoneNumber::parse(&self.phone()).expect("a good number"),
            first_name: "منى".into(),
            last_name: "السيد".into(),
            role: self.role(),
            lang: if self == Self::Sarah { Lang::En } else { Lang::Ar },
        }
    }
}

/// What services stand on where people are made without them.
struct Ground {
    owner: Db,
    world: World,
    wake: Wake,
    keyring: Keyring,
    settings: Arc<Settings>,
    url: String,
    files: PathBuf,
}

impl Ground {
    async fn of(url: &str, files: &Path, master_keys: &str, lookup_secret: &str) -> Self {
        let world = super::real_world();
        let wake = Wake::new();
        let owner = Db::connect_as_owner(url, 2, wake.clone()).expect("a good URL");
        let masters = MasterKeys::from_config(master_keys, lookup_secret).expect("good keys");
        let keyring = Keyring::load(owner.pool(), masters, world.clone()).await;
        let keyring = keyring.expect("the keys can be used");
        let mut settings = Settings { database_url: Secret::new(url), ..Settings::default() };
        let cheap = json!({"argon2_memory_kib": 64, "argon2_passes": 1});
        settings.sections.insert("identity".into(), cheap);
        let (url, files) = (url.to_owned(), files.to_owned());
        Self { owner, world, wake, keyring, settings: Arc::new(settings), url, files }
    }

    fn chassis(&self, service: &'static str) -> Chassis {
        Chassis {
            service,
            db: Db::connect(&self.url, service, 6, self.wake.clone()).expect("a good URL"),
            world: self.world.clone(),
            keyring: self.keyring.clone(),
            storage: Storage::disk(self.files.join("objects")).expect("a folder for files"),
            cache: Cache::memory(self.world.clone(), MemoryLimits::default()),
            limiter: RateLimiter::memory(self.world.clone(), 100),
            settings: self.settings.clone(),
        }
    }
}

/// Adds customers to a populated database.
pub async fn add_customers(
    url: &str,
    files: &Path,
    master_keys: &str,
    lookup_secret: &str,
    count: u8,
) {
    let ground = Ground::of(url, files, master_keys, lookup_secret).await;
    let app = identity::App::new(ground.chassis("identity")).expect("identity's section");
    for n in 0..count {
        let person = Who::Customer(n).person();
        ensure_user(&app, &person, Some(PASSWORD)).await.expect("an account");
    }
}

/// Fills a migrated database.
pub async fn populate(url: &str, files: &Path, master_keys: &str, lookup_secret: &str) {
    let ground = Ground::of(url, files, master_keys, lookup_secret).await;
    let chassis = |service| ground.chassis(service);
    let (world, owner) = (&ground.world, &ground.owner);
    catalog::demo::load(&chassis("catalog")).await.expect("the catalogue loads");
    let services = plumbing(owner).await;
    let app = identity::App::new(chassis("identity")).expect("identity's section");
    let mut plumbers = Vec::new();
    let mut operator = None;
    for who in Who::all() {
        let id = ensure_user(&app, &who.person(), Some(PASSWORD)).await.expect("an account");
        match who {
            Who::Admin => operator = Some(id),
            Who::Plumber(n) => plumbers.push((n, id)),
            _ => {}
        }
    }
    let operator = operator.expect("there is an admin");
    let all: Vec<DemoProvider> = plumbers
        .into_iter()
        .map(|(n, user_id)| {
            let home = near_home(n);
            DemoProvider {
                user_id,
                index: n.into(),
                first_name: "محمود".into(),
                last_name: "عبد الله".into(),
                gender: Gender::Male,
                birth_date: NaiveDate::from_ymd_opt(1985, 3, 1 + u32::from(n)).expect("a date"),
                home,
                languages: vec![Lang::Ar],
                bio: None,
                services: services.clone(),
                areas: vec![(
                    "المعادي".into(),
                    ServiceArea::Radius { center: home, radius_m: 9_000 },
                )],
                hours: always(),
                notice_minutes: 0,
                online: true,
                joined_at: world.now() - TimeDelta::days(30),
                operator,
            }
        })
        .collect();
    ensure_providers(&chassis("providers"), &all).await.expect("the plumbers are verified");
}

/// Where a plumber starts from.
pub fn near_home(n: u8) -> LatLng {
    let away = 0.004 + f64::from(n) * 0.001;
    LatLng::parse_in_egypt(HOME.0 + away, HOME.1).expect("Maadi is in Egypt")
}

/// Day and night.
fn always() -> Vec<WeeklyInterval> {
    (0..7).map(|weekday| WeeklyInterval { weekday, from_minute: 0, to_minute: 1440 }).collect()
}

/// What plumbers do, as the catalogue told it.
async fn plumbing(owner: &Db) -> Vec<DemoService> {
    let told: Vec<serde_json::Value> =
        sqlx::query_scalar("select payload from bus.outbox where type = 'catalog.service_changed'")
            .fetch_all(owner.pool())
            .await
            .expect("the log can be read");
    told.into_iter()
        .map(|payload| serde_json::from_value(payload).expect("it decodes"))
        .filter(|told: &ServiceChanged| told.service.code.starts_with("plumbing."))
        .map(|service| DemoService { service, custom_price: None, experience_years: 5 })
        .collect()
}
