//! The steps of `./osta test`: everything CI runs.

use std::process::Stdio;

use pgcluster::{Durability, Throwaway};

use crate::project::{Failure, cargo, command, metadata, run};
use crate::report::Report;
use crate::{lint, openapi, sqlx, web};

/// Runs the steps in order and stops at the first failure.
#[derive(Debug, clap::Args)]
pub struct Test {
    /// Run only these steps.
    steps: Vec<String>,
    /// Start at this step.
    #[arg(long, conflicts_with = "steps")]
    from: Option<String>,
    /// Name the steps and do nothing.
    #[arg(long)]
    list: bool,
    /// Arguments for the test runner: ./osta test tests -- --package booking
    #[arg(last = true)]
    runner: Vec<String>,
}

struct Step {
    name: &'static str,
    run: fn(&Test) -> Result<(), Failure>,
}

/// Cheap steps first, so that a slip costs seconds.
const STEPS: &[Step] = &[
    Step { name: "lock", run: |_| lock_file() },
    Step { name: "format", run: |_| cargo(&["fmt", "--all", "--check"]) },
    Step { name: "rules", run: |_| lint::all() },
    Step { name: "clippy", run: |_| clippy() },
    Step { name: "queries", run: |_| sqlx::check() },
    Step { name: "build", run: |_| build() },
    Step { name: "openapi", run: |_| openapi::check() },
    Step { name: "tests", run: tests },
    Step { name: "doc tests", run: |_| doc_tests() },
    Step { name: "whole system", run: |_| whole_system() },
    Step { name: "web", run: |_| web::check() },
];

/// Commands that drive the built program as its users do. Each runs in the checkout, with a fresh
/// private database in DATABASE_URL, and must end with 0.
const WHOLE_SYSTEM: &[&[&str]] =
    &[&["bash", "tests/journey.sh"], &["bash", "tests/realtime.sh"], &["bash", "tests/drops.sh"]];

impl Test {
    /// Runs the chosen steps.
    pub fn run(&self) -> Result<(), Failure> {
        if self.list {
            STEPS.iter().for_each(|step| eprintln!("{}", step.name));
            return Ok(());
        }
        let mut named = self.steps.iter().chain(&self.from);
        if let Some(unknown) = named.find(|name| STEPS.iter().all(|step| step.name != *name)) {
            return Err(format!("There is no step {unknown:?}; ./osta test --list names them."));
        }
        self.run_steps(|step| {
            let position = |name: &str| STEPS.iter().position(|step| step.name == name);
            match &self.from {
                Some(from) => position(step) >= position(from),
                None => self.steps.is_empty() || self.steps.iter().any(|name| name == step),
            }
        })
    }

    fn run_steps(&self, is_chosen: impl Fn(&str) -> bool) -> Result<(), Failure> {
        let mut report = Report::default();
        let chosen = STEPS.iter().filter(|step| is_chosen(step.name));
        let mut done = Ok(());
        for step in chosen {
            done = report.step(step.name, || (step.run)(self));
            if done.is_err() {
                break;
            }
        }
        report.print();
        done
    }
}

/// `./osta check`: the steps that need no build of the tests.
pub fn check() -> Result<(), Failure> {
    let test = Test { steps: Vec::new(), from: None, list: false, runner: Vec::new() };
    test.run_steps(|step| ["format", "rules", "clippy"].contains(&step))
}

/// Whoever changes dependencies commits Cargo.lock with them.
fn lock_file() -> Result<(), Failure> {
    let mut metadata = command("cargo");
    metadata.args(["metadata", "--locked", "--format-version", "1"]).stdout(Stdio::null());
    run(&mut metadata)
        .map_err(|_| "Cargo.lock does not fit the Cargo.toml files: commit it with them.".into())
}

fn clippy() -> Result<(), Failure> {
    cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

fn build() -> Result<(), Failure> {
    // Builds the program too: its integration tests run it.
    if has_nextest() {
        return cargo(&["nextest", "run", "--workspace", "--no-run"]);
    }
    cargo(&["test", "--workspace", "--no-run", "--lib", "--bins", "--tests"])
}

fn tests(test: &Test) -> Result<(), Failure> {
    let database = Throwaway::start(Durability::Throwaway).map_err(|error| error.to_string())?;
    let cluster = database.cluster();
    cluster.ensure_database("osta").map_err(|error| error.to_string())?;
    let mut runner = command("cargo");
    if has_nextest() {
        runner.args(["nextest", "run", "--no-fail-fast"]);
    } else {
        eprintln!("cargo-nextest is not installed; cargo test does it too, more slowly.");
        runner.args(["test", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    if test.runner.is_empty() {
        runner.arg("--workspace");
    }
    run(runner.args(&test.runner).envs(cluster.environment("osta")))
}

fn doc_tests() -> Result<(), Failure> {
    let mut crates = metadata()?.packages;
    crates.retain(|package| package.folder().join("src/lib.rs").exists());
    let mut doc_tests = command("cargo");
    doc_tests.args(["test", "--quiet", "--doc"]);
    for package in crates {
        doc_tests.args(["--package", &package.name]);
    }
    // A page of empty results for every crate is worth reading only when one failed.
    let output = doc_tests.stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{}\nSome doc tests failed.", String::from_utf8_lossy(&output.stdout)))
}

fn whole_system() -> Result<(), Failure> {
    for words in WHOLE_SYSTEM {
        let Some((program, arguments)) = words.split_first() else { continue };
        let database =
            Throwaway::start(Durability::Throwaway).map_err(|error| error.to_string())?;
        let cluster = database.cluster();
        cluster.ensure_database("osta").map_err(|error| error.to_string())?;
        run(command(program).args(arguments).envs(cluster.environment("osta")))?;
    }
    Ok(())
}

/// Whether the better test runner is there.
pub fn has_nextest() -> bool {
    let mut version = command("cargo");
    version.args(["nextest", "--version"]);
    version.stdout(Stdio::null()).stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}
