//! Kills the program and the database in the middle of everything.

use crate::accounts;
use crate::city::{City, Plan, quote};
use crate::client::Outcome;
use crate::dice::Dice;
use crate::laws;
use crate::postgres::Postgres;
use crate::report::Report;
use crate::workload::{Tries, Workload};
use std::time::{Duration, Instant};

/// How long a client keeps trying: as long as there are kills, since each may hit it again.
const PATIENCE: Duration = Duration::from_secs(900);
/// How long it may take after a kill until a command is done.
const RECOVERY: Duration = Duration::from_secs(120);

/// How large it is.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Size {
    /// How often the program is killed.
    #[arg(long, default_value_t = 50)]
    pub server_kills: usize,
    /// How often PostgreSQL's postmaster is killed.
    #[arg(long, default_value_t = 20)]
    pub database_kills: usize,
    /// How many clients have a command on its way.
    #[arg(long, default_value_t = 40)]
    pub clients: usize,
    /// The longest time between two kills, in milliseconds.
    #[arg(long, default_value_t = 1_500)]
    pub between_ms: usize,
}

/// What came of it.
pub struct Found {
    /// The figures.
    pub report: Report,
    /// What does not hold.
    pub broken: Vec<String>,
}

/// Runs it.
pub async fn run(seed: u64, size: Size) -> Found {
    let mut postgres = Postgres::start("crash").await;
    let mut city = City::found(Plan::on(&postgres.url())).await;
    let workload = Workload::new(&city, Tries::Until(PATIENCE));
    let clients = workload.spawn(size.clients, seed);
    let mut dice = Dice::new(seed, u64::MAX);
    let (mut server, mut database) = (Vec::new(), Vec::new());
    let (mut boots, mut in_flight) = (Vec::new(), Vec::new());
    let (mut server_left, mut database_left) = (size.server_kills, size.database_kills);
    while server_left + database_left > 0 {
        tokio::time::sleep(Duration::from_millis(200 + dice.below(size.between_ms) as u64)).await;
        in_flight.push(workload.in_flight());
        let down = Instant::now();
        if dice.below(server_left + database_left) < server_left {
            server_left -= 1;
            city.platform.kill_service("gateway");
            city.platform.start_service("gateway").await;
            boots.push(down.elapsed());
            answers(&city).await;
            server.push(down.elapsed());
        } else {
            database_left -= 1;
            postgres.kill();
            postgres.restart().await;
            answers(&city).await;
            database.push(down.elapsed());
        }
    }
    workload.stop(clients).await;
    let mut broken = laws::broken(&city).await;
    broken.extend(accounts::wrong(&city, &workload).await);
    if city.platform.logs().contains("panicked") {
        broken.push("the program panicked".into());
    }
    let mut report = workload.report();
    in_flight.sort_unstable();
    report.note("kills of the program", server.len());
    report.note("kills of the postmaster", database.len());
    report.note("commands told to be done", workload.done().len());
    report.note("commands on their way at a kill, least", in_flight.first().unwrap_or(&0));
    report.note("and in the middle", in_flight.get(in_flight.len() / 2).unwrap_or(&0));
    report.durations("program killed until ready", boots);
    report.durations("program killed until a command is done", server);
    report.durations("postmaster killed until a command is done", database);
    Found { report, broken }
}

/// Waits until a command is done again.
async fn answers(city: &City) {
    let deadline = Instant::now() + RECOVERY;
    let probe = quote(&city.customers[0]);
    loop {
        if matches!(probe.once().await, Outcome::Answered(reply) if reply.is_done()) {
            return;
        }
        assert!(Instant::now() < deadline, "nothing is done any more");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
