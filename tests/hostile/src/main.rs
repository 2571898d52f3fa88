//! `./osta fuzz-api`: schemathesis with every check against the running product, as a guest, a
//! customer, a provider, an operator and a partner's program.
//!
//! The program runs as anywhere, on a database of its own and on the loopback interface; its limits
//! are only raised, for one client stands for very many people. Afterwards nothing may have
//! panicked, been parked or given up, whatever the answers were.
#![expect(clippy::print_stdout, reason = "printing what it found is what this program is for")]

mod callers;
mod tool;

use callers::{Caller, Callers};
use clap::Parser;
use pgcluster::{Durability, Throwaway};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};
use system_tests::{Database, Options, Platform};
use tool::Found;

/// Hostile and odd requests against every route of the running product.
#[derive(Parser)]
#[command(name = "hostile", bin_name = "./osta fuzz-api")]
struct Cli {
    /// Generate the same requests as in the run that printed this number.
    #[arg(long)]
    seed: Option<u32>,
    /// The largest number of random requests for each route and caller, beside those that follow
    /// from its schema.
    #[arg(long, default_value_t = 5)]
    examples: u32,
    /// Fail when fewer requests than these were sent in all.
    #[arg(long, default_value_t = 20_000)]
    at_least: u64,
    /// Only as this caller: guest, customer, provider, operator, program.
    #[arg(long)]
    only: Option<String>,
    /// Only these operations, by their ids.
    #[arg(long)]
    operation: Vec<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seed = cli.seed.unwrap_or(now.subsec_nanos() % 1_000_000);
    println!("seed {seed}");
    let tool = match tool::Tool::ready() {
        Ok(tool) => tool,
        Err(why) => {
            println!("schemathesis can't be had: {why}");
            return ExitCode::FAILURE;
        }
    };
    let start = || Throwaway::start(Durability::Throwaway);
    let cluster = tokio::task::spawn_blocking(start).await.expect("no panic");
    let cluster = cluster.expect("PostgreSQL starts");
    let database = Database::fresh_on(&cluster.cluster().url("postgres")).await;
    let settings = vec![
        ("OSTA_LIMITS_TIMES", "100000".to_owned()),
        ("OSTA_GENERAL_LIMIT_PER_MINUTE", "40000".to_owned()),
        ("OSTA_NOTIFICATIONS__WEBHOOKS_LOOPBACK", "true".to_owned()),
    ];
    let options = Options { database: Some(database), settings, ..Options::default() };
    let platform = Platform::start_with(options).await;
    let callers = Callers::prepare(&platform).await;
    let mut found = Found::default();
    for caller in &callers.all {
        if cli.only.as_ref().is_some_and(|only| only != caller.name) {
            continue;
        }
        let operations = chosen(caller, &platform, &cli.operation);
        if operations.is_empty() {
            continue;
        }
        let about = tool::Run { base: &platform.base, seed, examples: cli.examples };
        found.add(caller.name, tool.run(&about, caller, &callers.things, &operations));
    }
    println!("{found}");
    let mut good = found.is_clean();
    if found.cases < cli.at_least && cli.only.is_none() && cli.operation.is_empty() {
        println!("{} requests are fewer than {}.", found.cases, cli.at_least);
        good = false;
    }
    // Nobody is there to take the alarms that are raised: that this is logged is right.
    let expected = |line: &str| line.contains("\"tracking::jobs::escalate_sos\"");
    for trouble in platform.trouble().await.into_iter().filter(|line| !expected(line)) {
        println!("BROKEN {trouble}");
        good = false;
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What a caller tries: everything it may call, and guests everything there is.
fn chosen(caller: &Caller, platform: &Platform, only: &[String]) -> Vec<String> {
    let all = platform.api.operations().into_iter();
    all.filter(|operation| caller.tries(operation))
        .filter_map(|operation| operation.about["operationId"].as_str().map(str::to_owned))
        .filter(|id| only.is_empty() || only.contains(id))
        .collect()
}
