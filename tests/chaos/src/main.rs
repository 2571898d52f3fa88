//! `./osta chaos`: the experiments at full size, each on a private PostgreSQL of its own.
#![expect(clippy::print_stdout, reason = "printing its figures is what this program is for")]

use chaos::dice::fresh_seed;
use chaos::postgres::Postgres;
use chaos::report::Report;
use chaos::{crash, keys, overload, race, rolling, unknown_commit};
use clap::{Parser, Subcommand};
use pgcluster::{Durability, Throwaway};
use std::process::ExitCode;

/// Races, kills and lost answers against the built program.
#[derive(Parser)]
#[command(name = "chaos", bin_name = "./osta chaos")]
struct Cli {
    #[command(subcommand)]
    experiment: Experiment,
    /// Let the clients decide as in the run that printed this number.
    #[arg(long, global = true)]
    seed: Option<u64>,
}

#[derive(Subcommand)]
enum Experiment {
    /// Concurrent orders, answers, moves and cancellations on few providers.
    Race(race::Size),
    /// Kills of the program and of PostgreSQL with commands on their way.
    Crash(crash::Size),
    /// The same request many times at once under one key, between kills.
    Keys(keys::Size),
    /// Connections to the database that end right after a commit was sent.
    UnknownCommit(unknown_commit::Size),
    /// Every service replaced by a new process while clients work, a process a service.
    Rolling(rolling::Size),
    /// More requests than can be served, and a database that is many times slower.
    Overload(overload::Size),
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let seed = cli.seed.unwrap_or_else(fresh_seed);
    println!("seed {seed}");
    let broken = match cli.experiment {
        Experiment::Race(size) => {
            let cluster = throwaway().await;
            let found = race::run(&cluster.cluster().url("postgres"), seed, size).await;
            show(&found.report, found.broken)
        }
        Experiment::Crash(size) => {
            let found = crash::run(seed, size).await;
            show(&found.report, found.broken)
        }
        Experiment::Keys(size) => {
            let postgres = Postgres::start("keys").await;
            let found = keys::run(&postgres.url(), seed, size).await;
            show(&found.report, found.broken)
        }
        Experiment::UnknownCommit(size) => {
            let postgres = Postgres::start("commit").await;
            let found = unknown_commit::run(&postgres.url(), seed, size).await;
            show(&found.report, found.broken)
        }
        Experiment::Rolling(size) => {
            let cluster = throwaway().await;
            let found = rolling::run(&cluster.cluster().url("postgres"), seed, size).await;
            show(&found.report, found.broken)
        }
        Experiment::Overload(size) => {
            let cluster = throwaway().await;
            let found = overload::run(&cluster.cluster().url("postgres"), seed, size).await;
            show(&found.report, found.broken)
        }
    };
    if broken { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

async fn throwaway() -> Throwaway {
    let start = || Throwaway::start(Durability::Throwaway);
    tokio::task::spawn_blocking(start).await.expect("no panic").expect("PostgreSQL starts")
}

/// Prints what was found; whether anything is broken.
fn show(report: &Report, broken: Vec<String>) -> bool {
    println!("{}", report.page());
    if broken.is_empty() {
        println!("Nothing is broken.");
    }
    for law in &broken {
        println!("BROKEN {law}");
    }
    !broken.is_empty()
}
