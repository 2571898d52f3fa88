//! Runs the platform's services in this process.

use std::path::PathBuf;

/// What the services need to start.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The database, for its owner: migrations and the roles of the services are made through it.
    pub database_url: String,
    /// The folder for files that are not in the database: documents, keys.
    pub data_dir: PathBuf,
    /// The port people open.
    pub port: u16,
}

/// Runs until `shutdown` completes, then stops cleanly.
///
/// # Errors
/// When a service cannot start.
pub async fn run(
    _settings: Settings,
    shutdown: impl Future<Output = ()> + Send,
) -> anyhow::Result<()> {
    shutdown.await;
    Ok(())
}
