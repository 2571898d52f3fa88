//! How fast free times are found, on a real PostgreSQL.

use crate::Failure;
use crate::report::Report;
use pgcluster::{Durability, Throwaway};
use std::process::{Command, Stdio};

/// Runs booking's own measurement on a database of its own.
///
/// # Errors
/// When it can't be built or fails.
pub fn run(report: &mut Report) -> Result<(), Failure> {
    let what =
        "start times of 14 days, 300 eligible among 10,000 providers, three visits a day each";
    let cluster = match Throwaway::start(Durability::Throwaway) {
        Ok(cluster) => cluster,
        Err(error) => {
            report.note(what, format!("skipped: {error}"), "–", "p99 ≤ 50 ms");
            return Ok(());
        }
    };
    cluster.cluster().ensure_database("bench")?;
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args(["run", "--release", "--quiet", "--package", "booking", "--example", "slots_bench"])
        .env("OSTA_TEST_DATABASE_URL", cluster.cluster().url("bench"))
        .env("SQLX_OFFLINE", "true")
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("the measurement of slots failed".into());
    }
    let said = String::from_utf8(output.stdout)?;
    let figures = said.lines().find_map(|line| line.strip_prefix("ms: ")).ok_or("no figures")?;
    report.note(what, format!("{figures} ms"), "–", "p99 ≤ 50 ms");
    Ok(())
}
