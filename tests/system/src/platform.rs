//! The running platform: one process, or one a service behind the gateway.

pub use super::program::Process;

use super::program::Environment;
use super::sms::Sms;
use super::world::{PASSWORD, near_home};
use super::{Api, Database, Person, Who};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// Every service, the gateway last.
pub const SERVICES: [&str; 11] = [
    "identity",
    "catalog",
    "providers",
    "tracking",
    "booking",
    "payments",
    "notifications",
    "ratings",
    "admin",
    "realtime",
    "gateway",
];
/// Who follows which facts: a cursor that lags behind others' facts moves only now and then.
const FOLLOWED: [(&str, &[&str]); 9] = [
    ("catalog", &["provider.changed", "rating.service_score_changed"]),
    (
        "providers",
        &[
            "catalog.service_changed",
            "user.changed",
            "rating.reputation_changed",
            "booking.completed",
        ],
    ),
    (
        "tracking",
        &[
            "provider.changed",
            "booking.created",
            "booking.searching",
            "booking.confirmed",
            "booking.released",
            "booking.moved",
            "booking.completed",
            "booking.cancelled",
        ],
    ),
    ("booking", &["payment.%", "user.changed", "provider.changed", "rating.reputation_changed"]),
    (
        "payments",
        &[
            "user.changed",
            "booking.created",
            "booking.confirmed",
            "booking.released",
            "booking.completed",
            "booking.cancelled",
        ],
    ),
    (
        "notifications",
        &[
            "user.changed",
            "otp.requested",
            "provider.changed",
            "booking.created",
            "booking.offered",
            "booking.confirmed",
            "booking.moved",
            "booking.estimate_proposed",
            "booking.completed",
            "booking.cancelled",
            "payment.settled",
            "rating.revealed",
        ],
    ),
    ("ratings", &["booking.completed"]),
    (
        "admin",
        &[
            "operator.acted",
            "rating.revealed",
            "user.changed",
            "booking.created",
            "booking.completed",
        ],
    ),
    (
        "realtime",
        &[
            "user.changed",
            "booking.searching",
            "booking.confirmed",
            "booking.released",
            "booking.moved",
            "booking.completed",
            "booking.cancelled",
        ],
    ),
];

/// What a process logs when it takes requests.
const SERVING: &str = "\"serving\"";

/// How the platform is spread over processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topology {
    /// Everything in one.
    OneProcess,
    /// One a service.
    ProcessPerService,
}

/// How to start the platform.
pub struct Options {
    /// How it is spread.
    pub topology: Topology,
    /// The database; a fresh one on the test cluster when absent.
    pub database: Option<Database>,
    /// Settings on top of the usual ones.
    pub settings: Vec<(&'static str, String)>,
    /// Services that are not started.
    pub without: Vec<&'static str>,
}

impl Default for Options {
    fn default() -> Self {
        Self { topology: Topology::OneProcess, database: None, settings: vec![], without: vec![] }
    }
}

/// The running platform. Dropping it kills its processes and drops its database.
pub struct Platform {
    /// What it promises, and what it did not keep.
    pub api: Arc<Api>,
    /// Where SMS go.
    pub sms: Sms,
    // Processes end before their database is dropped.
    processes: BTreeMap<&'static str, Process>,
    /// The database.
    pub database: Database,
    /// Where the gateway listens.
    pub base: String,
    topology: Topology,
    environment: Environment,
    ports: BTreeMap<&'static str, u16>,
    folder: TempDir,
}

impl Platform {
    /// Everything in one process.
    pub async fn start() -> Self {
        Self::start_with(Options::default()).await
    }

    /// As the options say.
    pub async fn start_with(options: Options) -> Self {
        let database = match options.database {
            Some(database) => database,
            None => Database::fresh().await,
        };
        let sms = Sms::start().await;
        let ports: BTreeMap<_, _> = SERVICES.into_iter().zip(free_ports::<11>()).collect();
        let mut environment = database.environment();
        let mut set = |key: &str, value: String| {
            environment.insert(key.to_owned(), value);
        };
        set("OSTA_NOTIFICATIONS__SMS", "[\"sms_misr\"]".into());
        set("OSTA_NOTIFICATIONS__SMS_MISR__BASE_URL", sms.url.clone());
        set("OSTA_NOTIFICATIONS__SMS_MISR__USERNAME", "osta".into());
        for (key, value) in options.settings {
            set(key, value);
        }
        let base = format!("http://127.0.0.1:{}", ports["gateway"]);
        let mut platform = Self {
            api: Arc::new(Api::new(Value::Null)),
            sms,
            processes: BTreeMap::new(),
            database,
            base,
            topology: options.topology,
            environment,
            ports,
            folder: tempfile::tempdir().expect("a folder for logs"),
        };
        let names: Vec<&'static str> = match options.topology {
            Topology::OneProcess => vec!["gateway"],
            Topology::ProcessPerService => {
                SERVICES.into_iter().filter(|name| !options.without.contains(name)).collect()
            }
        };
        for name in &names {
            platform.launch(name);
        }
        for name in names {
            platform.await_service(name).await;
        }
        let document = reqwest::get(format!("{}/api/openapi.json", platform.base)).await;
        let document = document.expect("the gateway answers").json().await;
        platform.api = Arc::new(Api::new(document.expect("the document is JSON")));
        platform
    }

    fn launch(&mut self, name: &'static str) {
        let mut environment = self.environment.clone();
        environment.insert("OSTA_LISTEN".into(), format!("127.0.0.1:{}", self.ports[name]));
        let mut arguments = vec!["serve"];
        if self.topology == Topology::ProcessPerService {
            arguments.extend(["--services", name]);
            for (other, port) in &self.ports {
                let key = format!("OSTA_SERVICE_URLS__{}", other.to_uppercase());
                environment.insert(key, format!("http://127.0.0.1:{port}"));
            }
        }
        let process = Process::start(name, &arguments, &environment, self.folder.path());
        self.processes.insert(name, process);
    }

    async fn await_service(&mut self, name: &'static str) {
        let port = self.ports[name];
        await_ready(self.processes.get_mut(name).expect("it was started"), port).await;
    }

    /// Starts a service that was left out or stopped.
    pub async fn start_service(&mut self, name: &'static str) {
        self.launch(name);
        self.await_service(name).await;
    }

    /// Stops one service as a supervisor does.
    pub fn stop_service(&mut self, name: &str) {
        self.processes.remove(name).expect("it runs").stop();
    }

    /// What the process with the gateway holds in memory, in KiB.
    pub fn memory_kib(&self) -> u64 {
        self.processes["gateway"].memory_kib()
    }

    /// Ends one process as a power cut would.
    pub fn kill_service(&mut self, name: &str) {
        self.processes.remove(name).expect("it runs").kill();
    }

    /// Starts a second process of a service on the address of the first, which is handed over once
    /// the new one serves. Needs the setting `OSTA_LISTEN_SHARED`.
    pub async fn start_beside(&mut self, name: &'static str) -> Process {
        let old = self.processes.remove(name).expect("it runs");
        let before = old.said().matches(SERVING).count();
        self.launch(name);
        let new = self.processes.get_mut(name).expect("it was started");
        let deadline = std::time::Instant::now() + super::PATIENCE;
        while new.said().matches(SERVING).count() == before {
            new.check_alive();
            assert!(std::time::Instant::now() < deadline, "not serving:\n{}", new.said());
            tokio::time::sleep(std::time::Duration::from_millis(40)).await;
        }
        old
    }

    /// Where a service listens.
    pub fn port_of(&self, name: &str) -> u16 {
        self.ports[name]
    }

    /// Somebody unknown.
    pub fn guest(&self) -> Person {
        Person::guest(&self.base, self.api.clone())
    }

    /// Somebody of the prepared world, logged in.
    pub async fn person(&self, who: Who) -> Person {
        self.guest().log_in(&format!("{who:?}"), &who.phone(), PASSWORD).await
    }

    /// A plumber who has told where it is.
    pub async fn plumber(&self, n: u8) -> Person {
        let plumber = self.person(Who::Plumber(n)).await;
        let home = near_home(n);
        be_at(&plumber, home.lat(), home.lng()).await;
        plumber
    }

    /// Waits until everything that was told has had its effect and nothing is due.
    pub async fn settle(&self) {
        self.settle_within(super::PATIENCE).await;
    }

    /// The same with a patience of one's own.
    pub async fn settle_within(&self, patience: std::time::Duration) {
        let running: Vec<&str> = self.processes.keys().copied().collect();
        let one = self.topology == Topology::OneProcess;
        let away: Vec<&str> =
            SERVICES.into_iter().filter(|name| !one && !running.contains(name)).collect();
        settled_within(patience, &self.database.pool, &away).await;
    }

    /// What all processes wrote to their logs.
    pub fn logs(&self) -> String {
        self.processes.values().map(Process::said).collect()
    }

    /// Ends the test: what was promised was kept, nothing was parked or given up, no fault of ours
    /// was logged, and nobody's number stands in the logs.
    pub async fn assert_sound(&self) {
        let trouble = self.trouble().await;
        assert!(trouble.is_empty(), "{trouble:#?}");
        self.api.assert_kept();
    }

    /// What was parked, given up or logged as a fault of ours, and whose numbers stand in the logs.
    pub async fn trouble(&self) -> Vec<String> {
        let mut trouble: Vec<String> = sqlx::query_scalar(
            "select 'a parked event: ' || subscriber || ' ' || type || ': '
                    || coalesce(last_error, '') from bus.parked
             union all
             select 'a dead job: ' || service || ' ' || kind || ': ' || coalesce(last_error, '')
             from bus.jobs where dead_at is not null",
        )
        .fetch_all(&self.database.pool)
        .await
        .expect("the database answers");
        let logs = self.logs();
        for line in logs.lines() {
            if line.contains("\"ERROR\"") || line.contains("panicked") {
                trouble.push(format!("an error was logged: {line}"));
            }
        }
        for phone in ["1000000001", "1000000002", "1200000001", "1100000000", "1055500"] {
            if logs.contains(phone) {
                trouble.push(format!("the phone number {phone} stands in the logs"));
            }
        }
        trouble
    }
}

/// Tells where a provider is now.
pub async fn be_at(provider: &Person, lat: f64, lng: f64) {
    let now = super::real_world().now().to_rfc3339();
    let fix = json!({"lat": lat, "lng": lng, "accuracy": 8.0, "recordedAt": now});
    provider.post("/api/v1/locations", fix).await.expect(200);
}

/// Waits until a process takes requests.
pub async fn await_ready(process: &mut Process, port: u16) {
    let url = format!("http://127.0.0.1:{port}/readyz");
    let deadline = std::time::Instant::now() + super::PATIENCE;
    loop {
        process.check_alive();
        if reqwest::get(&url).await.is_ok_and(|answer| answer.status().is_success()) {
            return;
        }
        assert!(std::time::Instant::now() < deadline, "not ready:\n{}", process.said());
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
    }
}

/// Waits until the log is stamped, every follower but those `away` has applied what it follows, and
/// no job is due.
pub async fn settled(pool: &PgPool, away: &[&str]) {
    settled_within(super::PATIENCE, pool, away).await;
}

async fn settled_within(patience: std::time::Duration, pool: &PgPool, away: &[&str]) {
    let followed: BTreeMap<&str, &[&str]> =
        FOLLOWED.into_iter().filter(|(name, _)| !away.contains(name)).collect();
    let away: Vec<String> = away.iter().map(|&name| name.to_owned()).collect();
    super::eventually_within(patience, "rest", || async {
        let at_rest: bool = sqlx::query_scalar(
            "select not exists (select from bus.outbox)
                and not exists (
                     select from jsonb_each($1) as follower(name, types)
                     join bus.events e on e.type like any(
                         array(select jsonb_array_elements_text(follower.types)))
                     where e.position > coalesce(
                         (select position from bus.cursors where subscriber = follower.name), 0))
                and not exists (select from bus.jobs where dead_at is null
                     and service <> all($2) and run_at <= now())",
        )
        .bind(json!(followed))
        .bind(&away)
        .fetch_one(pool)
        .await
        .expect("the database answers");
        at_rest.then_some(())
    })
    .await;
}

/// Ports that nobody listens on, below those that the system gives to clients: one of them may be the
/// end of anybody's connection a moment later.
pub fn free_ports<const N: usize>() -> [u16; N] {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let first = std::process::id().wrapping_mul(31);
    let port = || 20_000 + first.wrapping_add(7 * NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
    let listen = || TcpListener::bind(("127.0.0.1", u16::try_from(port()).ok()?)).ok();
    let mut free = std::iter::repeat_with(listen).flatten();
    let listeners: [TcpListener; N] = std::array::from_fn(|_| free.next().expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("an address").port())
}
