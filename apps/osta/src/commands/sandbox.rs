//! `osta sandbox`: receives SMS and mail and shows them, without the platform.

use crate::sandbox;
use crate::shutdown::Shutdown;
use std::net::SocketAddr;
use std::process::ExitCode;
use tokio_util::sync::CancellationToken;

/// Receives SMS and mail and shows them on a page, for an `osta serve` without real providers.
#[derive(Debug, clap::Args)]
pub struct Sandbox {
    /// Where the page and the SMS provider's interface are.
    #[arg(long, default_value = "127.0.0.1:8081")]
    http: SocketAddr,
    /// Where the mail server is.
    #[arg(long, default_value = "127.0.0.1:8082")]
    smtp: SocketAddr,
}

impl Sandbox {
    /// Runs until it is told to stop.
    ///
    /// # Errors
    /// When an address can't be had.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let mut shutdown = Shutdown::listen()?;
        let stop = CancellationToken::new();
        let asked = stop.clone();
        tokio::spawn(async move {
            shutdown.asked().await;
            asked.cancel();
        });
        sandbox::run(self.http, self.smtp, stop).await?;
        Ok(ExitCode::SUCCESS)
    }
}
