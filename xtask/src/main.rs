//! Work on the project: what CI runs, the rules of the house, query metadata, coverage.
//! `./osta test`, `check`, `fmt`, `sqlx`, `openapi`, `coverage`, `bench` and `chaos` come here.

mod audit;
mod coverage;
mod lint;
mod openapi;
mod project;
mod report;
mod sbom;
mod sqlx;
mod steps;
mod web;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Work on the project.
#[derive(Parser)]
#[command(name = "xtask", bin_name = "./osta")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs everything CI runs, in order, and stops at the first failure.
    Test(steps::Test),
    /// Runs the steps that need no build of the tests: formatting, clippy and the rules.
    Check,
    /// Formats the code.
    Fmt,
    /// Checks the rules of the house: deps, sql, size, words.
    Lint(lint::Lint),
    /// Rewrites the metadata of checked queries in .sqlx, from a fresh database.
    Sqlx(sqlx::Sqlx),
    /// Rewrites docs/openapi.json from the code.
    #[command(name = "openapi")]
    OpenApi(openapi::OpenApi),
    /// Checks licences, sources and known vulnerabilities of everything we depend on.
    Audit(audit::Audit),
    /// Measures the line coverage of each crate; below 80 % fails.
    Coverage(coverage::Coverage),
    /// Measures the line coverage of the web app, unit and browser tests together.
    CoverageWeb,
    /// Builds the web app into apps/web/dist.
    Web,
    /// Runs the benchmarks: all, or those named (assignment, nearest, slots, sockets, start, reads,
    /// commands). --instructions counts instructions instead and holds them against what was accepted.
    #[command(disable_help_flag = true)]
    Bench {
        /// What the benchmarks take.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Runs an experiment with races, kills and lost answers at full size; --help names them.
    #[command(disable_help_flag = true)]
    Chaos {
        /// What the experiment takes.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Plays the product's decisions with seeds for clock, chance, faults and order; --help says how.
    #[command(disable_help_flag = true)]
    Simulate {
        /// What the simulation takes.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Holds the running product against its own document, with every kind of wrong request.
    #[command(disable_help_flag = true)]
    FuzzApi {
        /// What it takes.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Gives odd bytes to everything that parses what anybody may send.
    #[command(disable_help_flag = true)]
    Fuzz {
        /// What it takes.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn bench(arguments: &[String]) -> Result<(), project::Failure> {
    let counts = arguments.iter().any(|argument| argument == "--instructions");
    let package = if counts { "bench-paths" } else { "bench" };
    let mut run = project::command("cargo");
    project::run(run.args(["run", "--release", "--package", package, "--"]).args(arguments))
}

fn simulate(arguments: &[String]) -> Result<(), project::Failure> {
    let mut run = project::command("cargo");
    project::run(run.args(["run", "--quiet", "--package", "simulation", "--"]).args(arguments))
}

/// With the checks of a build for tests: an overflow is to be seen, not to be lived with.
fn chaos(arguments: &[String]) -> Result<(), project::Failure> {
    project::cargo(&["build", "--package", "osta"])?;
    let mut run = project::command("cargo");
    project::run(run.args(["run", "--quiet", "--package", "chaos", "--"]).args(arguments))
}

fn fuzz_api(arguments: &[String]) -> Result<(), project::Failure> {
    project::cargo(&["build", "--package", "osta"])?;
    let mut run = project::command("cargo");
    project::run(run.args(["run", "--quiet", "--package", "hostile", "--"]).args(arguments))
}

/// Not optimised: an overflow is to be seen.
fn fuzz(arguments: &[String]) -> Result<(), project::Failure> {
    let mut run = project::command("cargo");
    project::run(run.args(["run", "--quiet", "--package", "fuzz", "--"]).args(arguments))
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Test(test) => test.run(),
        Command::Check => steps::check(),
        Command::Fmt => project::cargo(&["fmt", "--all"]),
        Command::Lint(lint) => lint.run(),
        Command::Sqlx(sqlx) => sqlx.run(),
        Command::OpenApi(openapi) => openapi.run(),
        Command::Audit(audit) => audit.run(),
        Command::Coverage(coverage) => coverage.run(),
        Command::CoverageWeb => web::coverage(),
        Command::Web => web::build(),
        Command::Bench { arguments } => bench(&arguments),
        Command::Chaos { arguments } => chaos(&arguments),
        Command::Simulate { arguments } => simulate(&arguments),
        Command::FuzzApi { arguments } => fuzz_api(&arguments),
        Command::Fuzz { arguments } => fuzz(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
