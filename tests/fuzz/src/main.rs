//! `./osta fuzz`: every target for as long as is asked.
#![expect(clippy::print_stdout, reason = "printing what it found is what this program is for")]

use clap::Parser;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

/// Odd bytes for everything that parses what anybody may send.
#[derive(Parser)]
#[command(name = "fuzz", bin_name = "./osta fuzz")]
struct Cli {
    /// Try the same inputs as in the run that printed this number.
    #[arg(long)]
    seed: Option<u64>,
    /// How many inputs each target gets.
    #[arg(long, default_value_t = 500_000)]
    inputs: u64,
    /// Only this target.
    #[arg(long)]
    only: Option<String>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seed = cli.seed.unwrap_or(now.as_nanos() as u64 % 1_000_000_000);
    println!("seed {seed}");
    // What panics is caught and shown below.
    std::panic::set_hook(Box::new(|_| ()));
    let mut good = true;
    for target in fuzz::all() {
        if cli.only.as_ref().is_some_and(|only| only != target.name) {
            continue;
        }
        let found = fuzz::run(&target, seed, cli.inputs);
        println!(
            "{:<16} {:>9} inputs, slowest {:?}, memory +{} KiB",
            target.name, found.tried, found.slowest, found.grown_kib
        );
        for (input, why) in found.broken {
            println!("BROKEN {why}\n  {:?}", String::from_utf8_lossy(&input));
            good = false;
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
