//! `osta dev-postgres`: a database in the background for developing and testing.

use std::process::ExitCode;

use pgcluster::{Cluster, Detached, Durability, Options};

use crate::home;

/// Starts a private PostgreSQL in the background, without care for power cuts, and prints its URL.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  export DATABASE_URL=$(osta dev-postgres)
  osta dev-postgres --stop
  osta dev-postgres --reset      stop it, throw its data away and start afresh")]
pub struct DevPostgres {
    /// Stop it.
    #[arg(long, conflicts_with = "reset")]
    stop: bool,
    /// Throw its data away first.
    #[arg(long)]
    reset: bool,
}

/// The database that the printed URL names.
const DATABASE: &str = "osta";

impl DevPostgres {
    /// Runs the command.
    ///
    /// # Errors
    /// When the cluster cannot be started or stopped.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let folder = home::folder()?.join("dev-postgres");
        if self.stop {
            Detached::stop(&folder)?;
            return Ok(ExitCode::SUCCESS);
        }
        if self.reset {
            Cluster::remove(&folder)?;
        }
        let cluster = Detached::start(&Options { folder, durability: Durability::Throwaway })?;
        cluster.ensure_database(DATABASE)?;
        crate::cli::print(&cluster.url(DATABASE));
        Ok(ExitCode::SUCCESS)
    }
}
