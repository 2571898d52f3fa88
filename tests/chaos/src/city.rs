//! The people and the platform of an experiment.

use crate::client::{Actor, Command};
use crate::dice::Dice;
use chrono::{DateTime, SecondsFormat, TimeDelta, Timelike, Utc};
use serde_json::{Value, json};
use std::sync::Arc;
use system_tests::{Database, Options, Platform, Topology, Who, real_world, visits, world};

/// How an experiment's city is set up.
pub struct Plan {
    /// On which cluster.
    pub server: String,
    /// In how many processes.
    pub topology: Topology,
    /// How many customers.
    pub customers: u8,
    /// How many plumbers.
    pub plumbers: u8,
    /// Settings on top of the usual ones.
    pub settings: Vec<(&'static str, String)>,
    /// The port of a proxy in front of the database, for the platform.
    pub by_way_of: Option<u16>,
}

impl Plan {
    /// One process, with offers that several plumbers get at once and that are decided quickly.
    #[must_use]
    pub fn on(server: &str) -> Self {
        let settings = vec![
            ("OSTA_BOOKING__SEARCHING__BATCH_WINDOW_MS", "300".to_owned()),
            ("OSTA_BOOKING__MATCHING__POLICY__SCHEDULED_OFFER_S", "30".to_owned()),
            ("OSTA_BOOKING__MATCHING__POLICY__INSTANT_OFFER_S", "10".to_owned()),
        ];
        Self {
            server: server.to_owned(),
            topology: Topology::OneProcess,
            // Each may order three times a minute.
            customers: 90,
            plumbers: world::PLUMBERS,
            settings,
            by_way_of: None,
        }
    }
}

/// A running platform with people who are logged in.
pub struct City {
    /// Everybody who orders.
    pub customers: Vec<Arc<Actor>>,
    /// Everybody who works.
    pub plumbers: Vec<Arc<Actor>>,
    /// Steers bookings.
    pub operations: Arc<Actor>,
    /// Looks after money.
    pub finance: Arc<Actor>,
    /// May see everything.
    pub admin: Arc<Actor>,
    /// The platform.
    pub platform: Platform,
}

impl City {
    /// Starts it.
    pub async fn found(plan: Plan) -> Self {
        let database = Database::fresh_on(&plan.server).await;
        database.add_customers(plan.customers).await;
        let zone: uuid::Uuid = sqlx::query_scalar(
            "select id from catalog.zones
             where st_covers(area, st_setsrid(st_makepoint($1, $2), 4326)) limit 1",
        )
        .bind(world::HOME.1)
        .bind(world::HOME.0)
        .fetch_one(&database.pool)
        .await
        .expect("the customers live in a zone");
        let mut settings = plan.settings;
        settings.push(("OSTA_BOOKING__ORDERING__BROADCAST_ZONES", format!("[\"{zone}\"]")));
        if let Some(port) = plan.by_way_of {
            let name = &database.name;
            let url = format!("postgres://postgres@127.0.0.1:{port}/{name}?sslmode=disable");
            settings.push(("DATABASE_URL", url));
        }
        let options = Options {
            topology: plan.topology,
            database: Some(database),
            settings,
            without: vec![],
        };
        let platform = Platform::start_with(options).await;
        let mut customers = Vec::new();
        for n in 0..plan.customers {
            customers.push(Actor::log_in(&platform, Who::Customer(n)).await);
        }
        let mut plumbers = Vec::new();
        for n in 0..plan.plumbers {
            plumbers.push(Actor::log_in(&platform, Who::Plumber(n)).await);
        }
        Self {
            customers,
            plumbers,
            operations: Actor::log_in(&platform, Who::Operations).await,
            finance: Actor::log_in(&platform, Who::Finance).await,
            admin: Actor::log_in(&platform, Who::Admin).await,
            platform,
        }
    }
}

/// Times that visits may begin at: half hours from a day and some hours ahead on.
#[derive(Clone, Copy, Debug)]
pub struct Slots {
    first: DateTime<Utc>,
    count: usize,
}

impl Slots {
    /// So many of them.
    #[must_use]
    pub fn new(count: usize) -> Self {
        let ahead = real_world().now() + TimeDelta::hours(27);
        let hour = ahead.with_minute(0).and_then(|t| t.with_second(0)?.with_nanosecond(0));
        Self { first: hour.unwrap_or(ahead), count }
    }

    /// One of them, as it is written.
    pub fn draw(&self, dice: &mut Dice) -> String {
        let half_hours = i32::try_from(dice.below(self.count)).unwrap_or_default();
        let at = self.first + TimeDelta::minutes(30) * half_hours;
        at.to_rfc3339_opts(SecondsFormat::Secs, true)
    }
}

/// An order without a quote, that nothing but its key keeps from being done twice. `at` is when;
/// now when absent.
#[must_use]
pub fn order(by: &Arc<Actor>, at: Option<String>) -> Command {
    let mut body = json!({
        "serviceId": visits::service("plumbing.tap_repair"),
        "serviceAddress": {"street": "شارع ٩", "city": "القاهرة", "coordinates": visits::pin()},
        "paymentMethod": "cash",
    });
    if let Some(at) = at {
        body["scheduledDate"] = Value::String(at);
    }
    Command::post(by, "/api/v1/bookings", body)
}

/// A price.
#[must_use]
pub fn quote(by: &Arc<Actor>) -> Command {
    let service = visits::service("plumbing.tap_repair");
    Command::post(by, "/api/v1/quotes", json!({"serviceId": service, "pin": visits::pin()}))
}

/// Money into a wallet.
#[must_use]
pub fn top_up(by: &Arc<Actor>, customer: &Actor, piastres: i64) -> Command {
    let path = format!("/api/v1/admin/wallets/{}/adjustments", customer.id);
    let body = json!({
        "amount": {"amount": piastres, "currency": "EGP"}, "source": "cash",
        "reason": "Paid at the Maadi office",
    });
    Command::post(by, path, body)
}
