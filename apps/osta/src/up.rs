//! `osta up`.

use std::process::ExitCode;

/// Starts everything.
#[derive(Debug, clap::Args)]
pub struct Up {}

impl Up {
    /// Runs.
    ///
    /// # Errors
    /// None so far.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        Ok(ExitCode::SUCCESS)
    }
}
