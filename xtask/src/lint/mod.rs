//! The rules of the house that no compiler checks.

mod deps;
mod literals;
mod size;
mod sql;
mod words;

pub use size::without_tests;
pub use words::is_test_file;

use crate::project::{self, Failure};

/// Checks the rules of the house.
#[derive(Debug, clap::Args)]
pub struct Lint {
    /// Only this rule.
    #[arg(value_parser = ["deps", "sql", "size", "words"])]
    rule: Option<String>,
}

impl Lint {
    /// Runs the chosen rules.
    pub fn run(&self) -> Result<(), Failure> {
        match self.rule.as_deref() {
            None => all(),
            Some("deps") => deps::check(&project::metadata()?.packages),
            Some("sql") => sql::check(),
            Some("size") => size::check(),
            Some(_) => words::check(),
        }
    }
}

/// Runs every rule and tells all that is wrong at once.
pub fn all() -> Result<(), Failure> {
    let packages = project::metadata()?.packages;
    let found = [deps::check(&packages), sql::check(), size::check(), words::check()];
    all_or_nothing(found.into_iter().filter_map(Result::err).collect())
}

/// No problems are a success.
fn all_or_nothing(problems: Vec<String>) -> Result<(), Failure> {
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}
