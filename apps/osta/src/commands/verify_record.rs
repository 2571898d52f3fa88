//! `osta verify-record`: checks the exported record of a job, offline.

use crate::cli::{print, progress};
use anyhow::Context;
use booking::domain::job_record;
use std::path::PathBuf;
use std::process::ExitCode;

/// Checks the exported record of a job, without the platform: every byte of it.
#[derive(Debug, clap::Args)]
pub struct VerifyRecord {
    /// The file, as `GET /api/v1/bookings/{id}/record` gave it.
    file: PathBuf,
    /// The platform's key, from `GET /api/v1/job-record-key`; without it a record that somebody
    /// made up and signed with another key passes.
    #[arg(long)]
    key: Option<String>,
}

impl VerifyRecord {
    /// Checks it: 0 when all is as it was exported, 1 with the first flaw.
    ///
    /// # Errors
    /// When the file can't be read.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let bytes = tokio::fs::read(&self.file)
            .await
            .with_context(|| format!("{} can't be read", self.file.display()))?;
        match job_record::verify(&bytes, self.key.as_deref()) {
            Ok(good) => {
                let (number, entries) = (good.number, good.entries);
                print(&format!("good: {number}, {entries} entries, head {}", good.head));
                if self.key.is_none() {
                    progress(&format!(
                        "signed with {}; compare it, or pass --key",
                        good.public_key
                    ));
                }
                Ok(ExitCode::SUCCESS)
            }
            Err(flaw) => {
                print(&format!("broken: {flaw}"));
                Ok(ExitCode::FAILURE)
            }
        }
    }
}
