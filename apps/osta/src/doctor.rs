//! `osta doctor`: what is missing on this machine, and how to get it.

use std::process::ExitCode;

/// Says what is missing on this machine and how to get it.
#[derive(Debug, clap::Args)]
pub struct Doctor {}

impl Doctor {
    /// Runs the checks; exit code 3 when something is missing.
    ///
    /// # Errors
    /// None so far.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        Ok(ExitCode::SUCCESS)
    }
}
