//! `osta migrate`: brings the database to the newest schema.

use crate::cli::progress;
use crate::serve;
use chassis::Settings;
use std::path::PathBuf;
use std::process::ExitCode;

/// Brings the database at DATABASE_URL to the newest schema. Safe to repeat.
#[derive(Debug, clap::Args)]
pub struct Migrate {
    /// The configuration file.
    #[arg(long, default_value = "osta.toml")]
    config: PathBuf,
}

impl Migrate {
    /// Applies what is missing.
    ///
    /// # Errors
    /// When the database is away or refuses.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let settings = Settings::load(Some(&self.config))?;
        serve::prepare_process(&settings)?;
        serve::migrate(&settings).await?;
        progress("The database has the newest schema.");
        Ok(ExitCode::SUCCESS)
    }
}
