//! The connection to the database ends right after a commit was sent: nobody knows whether it was
//! done, and the client's next try under its key finds out.

use crate::accounts;
use crate::city::{City, Plan};
use crate::laws;
use crate::proxy::Proxy;
use crate::report::Report;
use crate::workload::{Tries, Workload};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How long a client keeps trying.
const PATIENCE: Duration = Duration::from_secs(180);
/// How long it may take in all to cut so many.
const ALL: Duration = Duration::from_secs(1_800);

/// How large it is.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Size {
    /// How many commits are cut after they were sent.
    #[arg(long, default_value_t = 200)]
    pub cuts: usize,
    /// How many of a hundred commits are cut.
    #[arg(long, default_value_t = 8)]
    pub percent: usize,
    /// How many clients.
    #[arg(long, default_value_t = 24)]
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
    let proxy = Proxy::start(server, seed).await;
    let mut plan = Plan::on(server);
    plan.by_way_of = Some(proxy.port);
    let city = City::found(plan).await;
    let workload = Workload::new(&city, Tries::Until(PATIENCE));
    let clients = workload.spawn(size.clients, seed);
    proxy.cut(size.percent);
    let deadline = Instant::now() + ALL;
    while proxy.cuts.unknown() < size.cuts {
        assert!(Instant::now() < deadline, "only {:?} were cut in {ALL:?}", proxy.cuts);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    proxy.cut(0);
    workload.stop(clients).await;
    let mut broken = laws::broken(&city).await;
    broken.extend(accounts::wrong(&city, &workload).await);
    let mut report = workload.report();
    let cuts = &proxy.cuts;
    report.note("commits that never arrived", cuts.before.load(Ordering::Relaxed));
    report.note("commits sent, connection cut at once", cuts.sent.load(Ordering::Relaxed));
    report.note("commits done, answer lost", cuts.done.load(Ordering::Relaxed));
    report.note("commands told to be done", workload.done().len());
    Found { report, broken }
}
