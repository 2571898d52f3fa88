//! `osta serve`: the services of an installation, all or some.

use crate::platform::Selection;
use crate::serve;
use crate::shutdown::Shutdown;
use chassis::Settings;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio_util::sync::CancellationToken;

/// Runs the services of an installation in this process: all, or those named.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  osta serve                                   every service in one process
  osta serve --services booking,tracking       some; the gateway finds them by their URLs
  OSTA_SERVICE_URLS__BOOKING=http://10.0.0.7:8081 osta serve --services gateway

Configuration comes from osta.toml (--config) and the environment: DATABASE_URL, REDIS_URL, OSTA_LISTEN,
OSTA_PUBLIC_URL, OSTA_MASTER_KEYS, OSTA_LOOKUP_SECRET, OSTA_INTERNAL_TOKEN, … Run `osta migrate` first.")]
pub struct Serve {
    /// Which services, separated by commas; all when absent.
    #[arg(long)]
    services: Option<Selection>,
    /// The configuration file.
    #[arg(long, default_value = "osta.toml")]
    config: PathBuf,
}

impl Serve {
    /// Runs until it is told to stop.
    ///
    /// # Errors
    /// When a service can't start.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let settings = Settings::load(Some(&self.config))?;
        serve::prepare_process(&settings)?;
        let mut shutdown = Shutdown::listen()?;
        let stop = CancellationToken::new();
        let asked = stop.clone();
        tokio::spawn(async move {
            shutdown.asked().await;
            asked.cancel();
        });
        let address = settings.listen.clone();
        let ready = || tracing::info!(socket = address, "serving");
        serve::run(settings, self.services.unwrap_or_default(), stop, ready).await?;
        Ok(ExitCode::SUCCESS)
    }
}
