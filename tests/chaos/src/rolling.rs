//! Every service is replaced by a new process, one after the other, while clients work.

use crate::accounts;
use crate::city::{City, Plan};
use crate::laws;
use crate::report::Report;
use crate::workload::{Tries, Workload};
use std::time::{Duration, Instant};
use system_tests::Topology;
use system_tests::platform::SERVICES;

/// After what time a client tries again when nobody told it when.
const AGAIN: Duration = Duration::from_secs(2);
/// How long clients work between two replacements.
const BETWEEN: Duration = Duration::from_millis(700);

/// How large it is.
#[derive(Clone, Debug, clap::Args)]
pub struct Size {
    /// Which services are replaced; all of them when none is named.
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<String>,
    /// How often each is replaced.
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
    /// How many clients.
    #[arg(long, default_value_t = 16)]
    pub clients: usize,
}

/// What came of it.
pub struct Found {
    /// The figures.
    pub report: Report,
    /// What does not hold.
    pub broken: Vec<String>,
}

/// Runs it.
pub async fn run(server: &str, seed: u64, size: Size) -> Found {
    let mut plan = Plan::on(server);
    plan.topology = Topology::ProcessPerService;
    plan.settings.push(("OSTA_LISTEN_SHARED", "true".into()));
    let mut city = City::found(plan).await;
    let workload = Workload::new(&city, Tries::Twice(AGAIN));
    let clients = workload.spawn(size.clients, seed);
    let (mut starts, mut stops) = (Vec::new(), Vec::new());
    let chosen = |name: &&str| size.only.is_empty() || size.only.iter().any(|only| only == name);
    for _ in 0..size.rounds {
        for name in SERVICES.into_iter().filter(chosen) {
            tokio::time::sleep(BETWEEN).await;
            let began = Instant::now();
            let old = city.platform.start_beside(name).await;
            starts.push(began.elapsed());
            let began = Instant::now();
            tokio::task::spawn_blocking(move || old.stop()).await.expect("it stops by itself");
            stops.push(began.elapsed());
        }
    }
    tokio::time::sleep(BETWEEN).await;
    workload.stop(clients).await;
    let mut broken = laws::broken(&city).await;
    broken.extend(accounts::wrong(&city, &workload).await);
    let mut report = workload.report();
    let failed = workload.failed();
    for (_, why) in &failed {
        report.count(format!("first try: {why}"));
    }
    report.note("processes replaced", starts.len());
    report.note("commands told to be done", workload.done().len());
    report.note("first tries that failed", failed.len());
    report.durations("new process until it serves", starts);
    report.durations("old process until it has ended", stops);
    Found { report, broken }
}
