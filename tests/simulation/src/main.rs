//! `./osta simulate`: many seeds, or one with its trace.

use clap::Parser;
use simulation::{Defect, Outcome, play};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Plays the product's decisions with seeds for clock, chance, faults and order.
#[derive(Parser)]
#[command(name = "simulate", bin_name = "./osta simulate")]
struct Cli {
    /// From which seed to which one.
    #[arg(long, default_value = "1..2000", value_parser = range, conflicts_with = "seed")]
    seeds: (u64, u64),
    /// One seed, with everything that happens in it.
    #[arg(long)]
    seed: Option<u64>,
    /// Plants a fault, to see that it is found; `all` plants each in turn.
    #[arg(long)]
    plant: Option<String>,
}

fn range(text: &str) -> Result<(u64, u64), String> {
    let wrong = || format!("{text:?} is no range; write 1..5000");
    let (from, to) = text.split_once("..").ok_or_else(wrong)?;
    let number = |text: &str| text.trim_start_matches('=').parse().map_err(|_| wrong());
    Ok((number(from)?, number(to)?))
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match (cli.plant.as_deref(), cli.seed) {
        (Some("all"), _) => plant_all(cli.seeds),
        (plant, Some(seed)) => match defect(plant) {
            Ok(defect) => one(seed, defect),
            Err(code) => code,
        },
        (plant, None) => match defect(plant) {
            Ok(defect) => many(cli.seeds, defect),
            Err(code) => code,
        },
    }
}

fn defect(name: Option<&str>) -> Result<Option<Defect>, ExitCode> {
    let Some(name) = name else { return Ok(None) };
    let found = Defect::ALL.iter().copied().find(|defect| defect.tag() == name);
    if found.is_none() {
        eprintln!("There is no fault {name:?}. These are:");
        Defect::ALL.iter().for_each(|defect| eprintln!("  {}", defect.tag()));
        return Err(ExitCode::from(2));
    }
    Ok(found)
}

fn one(seed: u64, defect: Option<Defect>) -> ExitCode {
    let outcome = play(seed, defect, true);
    outcome.trace.iter().for_each(|line| eprintln!("{line}"));
    eprintln!(
        "seed {seed}: {} steps, {} commits, {:?}",
        outcome.steps, outcome.commits, outcome.ended
    );
    told(seed, &outcome)
}

fn told(seed: u64, outcome: &Outcome) -> ExitCode {
    let Some(broken) = &outcome.broken else { return ExitCode::SUCCESS };
    eprintln!("seed {seed} breaks: {}\n  {}", broken.law, broken.case);
    eprintln!("./osta simulate --seed {seed} plays it again");
    ExitCode::FAILURE
}

/// Plays a range on all cores. Answers the first seed that breaks a law, and what all came to.
fn sweep(seeds: (u64, u64), defect: Option<Defect>) -> (Option<(u64, Outcome)>, Outcome) {
    let (next, stop) = (AtomicU64::new(seeds.0), AtomicU64::new(u64::MAX));
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let play_some = || {
        let (mut first, mut sum): (Option<(u64, Outcome)>, Outcome) = (None, Outcome::default());
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed > seeds.1 || seed > stop.load(Ordering::Relaxed) {
                return (first, sum);
            }
            let outcome = play(seed, defect, false);
            if outcome.broken.is_some() {
                stop.fetch_min(seed, Ordering::Relaxed);
                if first.as_ref().is_none_or(|(known, _)| seed < *known) {
                    first = Some((seed, outcome));
                }
            } else {
                sum.add(outcome);
            }
        }
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(play_some)).collect();
        let (mut first, mut sum): (Option<(u64, Outcome)>, Outcome) = (None, Outcome::default());
        for worker in running {
            let Ok((found, part)) = worker.join() else { continue };
            sum.add(part);
            if let Some((seed, outcome)) = found
                && first.as_ref().is_none_or(|(known, _)| seed < *known)
            {
                first = Some((seed, outcome));
            }
        }
        (first, sum)
    })
}

fn many(seeds: (u64, u64), defect: Option<Defect>) -> ExitCode {
    let begun = Instant::now();
    let (first, sum) = sweep(seeds, defect);
    let seconds = begun.elapsed().as_secs_f64();
    let Outcome { steps, commits, ended, moves, .. } = &sum;
    if let Some((seed, _)) = &first {
        let again = play(*seed, defect, true);
        again.trace.iter().for_each(|line| eprintln!("{line}"));
        return told(*seed, &again);
    }
    let count = seeds.1.saturating_sub(seeds.0) + 1;
    eprintln!(
        "{count} seeds, {steps} steps, {commits} commits in {seconds:.1} s ({:.0} seeds/s): no law broken",
        count as f64 / seconds
    );
    eprintln!("bookings ended: {}", shown(ended));
    eprintln!("moves: {}", shown(moves));
    ExitCode::SUCCESS
}

fn shown(counts: &BTreeMap<impl std::fmt::Display, u32>) -> String {
    counts.iter().map(|(what, n)| format!("{what} {n}")).collect::<Vec<_>>().join(", ")
}

fn plant_all(seeds: (u64, u64)) -> ExitCode {
    let mut missed = 0;
    for defect in Defect::ALL {
        match sweep(seeds, Some(*defect)).0 {
            Some((seed, outcome)) => {
                let law = outcome.broken.map_or("", |broken| broken.law);
                eprintln!("{:<24} found by seed {seed:>5}: {law}", defect.tag());
            }
            None => {
                missed += 1;
                eprintln!("{:<24} NOT found", defect.tag());
            }
        }
    }
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
