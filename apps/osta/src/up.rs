//! `osta up`: the whole platform with one command.

use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use pgcluster::{Cluster, Durability, Ended, Options};

use crate::cli::progress;
use crate::home;
use crate::shutdown::Shutdown;
use crate::trouble::Trouble;
use crate::world::World;

/// Starts the platform with its demo data: a private PostgreSQL and every service. Ctrl-C stops it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  osta up
  osta up --port 9000
  osta up --reset                                     start over without the old data
  DATABASE_URL=postgres://me@db.example/osta osta up  use that PostgreSQL (with PostGIS)")]
pub struct Up {
    /// Throw the data of earlier runs away first.
    #[arg(long)]
    reset: bool,
    /// The port to open in the browser.
    #[arg(long, env = "OSTA_PORT", default_value_t = 8080)]
    port: u16,
    /// Use this PostgreSQL instead of a private one.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

/// The database of the platform in the private cluster.
const DATABASE: &str = "osta";

impl Up {
    /// Runs until it is told to stop.
    ///
    /// # Errors
    /// When something is in the way; the message says what and how to get past it.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let shutdown = Shutdown::listen()?;
        World::ports(self.port).into_iter().try_for_each(check_port)?;
        let home = home::folder()?;
        let database_url = self.database_url.clone().filter(|url| !url.is_empty());
        if self.reset {
            reset(&home, database_url.as_deref())?;
        }
        // The cluster goes first: it makes the home so that the server's user can pass through.
        let cluster = match database_url {
            Some(_) => None,
            None => Some(start_cluster(home.join("postgres")).await?),
        };
        let private_url = cluster.as_ref().map(|cluster| cluster.url(DATABASE));
        let world = World {
            database_url: database_url.or(private_url).unwrap_or_default(),
            data_dir: make_private(home.join("files"))?,
            port: self.port,
        };
        let ended = cluster.as_ref().map(Cluster::ended);
        let served = world.run(stop_asked(shutdown, ended)).await;
        match cluster {
            Some(cluster) => finish(served, cluster),
            None => served.map(|()| ExitCode::SUCCESS),
        }
    }
}

async fn start_cluster(folder: PathBuf) -> anyhow::Result<Cluster> {
    let is_new = !folder.join("data").exists();
    let does = if is_new { "Making a private PostgreSQL" } else { "Starting PostgreSQL" };
    progress(&format!("{does} in {} …", folder.display()));
    let start = move || {
        let cluster = Cluster::start(&Options { folder, durability: Durability::Safe })?;
        cluster.ensure_database(DATABASE)?;
        Ok(cluster)
    };
    let cluster: anyhow::Result<Cluster> = tokio::task::spawn_blocking(start).await?;
    let cluster = cluster?;
    progress("PostgreSQL is ready.");
    Ok(cluster)
}

fn finish(served: anyhow::Result<()>, cluster: Cluster) -> anyhow::Result<ExitCode> {
    // Services that fail together with the database may be quicker to end than the database.
    let grace = if served.is_err() { Duration::from_secs(1) } else { Duration::ZERO };
    if cluster.ended().wait_at_most(grace) {
        let log = cluster.log().display().to_string();
        let what = format!(
            "PostgreSQL stopped by itself. The last lines of {log}:\n{}",
            cluster.log_tail()
        );
        return Err(Trouble::new(what).way_out("Start again: ./osta up").into());
    }
    progress("Stopping PostgreSQL …");
    cluster.stop();
    served.map(|()| ExitCode::SUCCESS)
}

/// Completes when a person or a supervisor asks us to stop, or the database has gone. Whoever asks
/// a second time does not want to wait: the kernel then stops PostgreSQL for us.
async fn stop_asked(mut shutdown: Shutdown, database: Option<Ended>) {
    let database_ended = async {
        match database {
            Some(ended) => drop(tokio::task::spawn_blocking(move || ended.wait()).await),
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = shutdown.asked() => progress("\nStopping … (once more to stop at once)"),
        () = database_ended => {}
    }
    tokio::spawn(async move {
        shutdown.asked().await;
        std::process::exit(130);
    });
}

fn check_port(port: u16) -> anyhow::Result<()> {
    let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) else { return Ok(()) };
    let trouble = match error.kind() {
        ErrorKind::AddrInUse => Trouble::new(format!("Port {port} is in use by another program.")),
        ErrorKind::PermissionDenied => {
            Trouble::new(format!("Port {port} is reserved for the system's own services."))
        }
        _ => Trouble::new(format!("Cannot listen on port {port}: {error}.")),
    };
    let is_free = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    let other = (8090..9000).step_by(10).find(|port| World::ports(*port).into_iter().all(is_free));
    Err(trouble.way_out(format!("Take another: ./osta up --port {}", other.unwrap_or(9000))).into())
}

/// Removes what earlier runs stored, and nothing else that may be in the folder.
fn reset(home: &Path, database_url: Option<&str>) -> anyhow::Result<()> {
    if database_url.is_some() {
        let what = "--reset does not touch the PostgreSQL that DATABASE_URL names.";
        let way_out = "Empty that database yourself, or unset DATABASE_URL to use a private one.";
        return Err(Trouble::new(what).way_out(way_out).into());
    }
    progress(&format!("Removing the old data in {} …", home.display()));
    Cluster::remove(&home.join("postgres"))?;
    match fs::remove_dir_all(home.join("files")) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(no_access(&home.join("files"), &error))
        }
        _ => Ok(()),
    }
}

fn make_private(folder: PathBuf) -> anyhow::Result<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    let made = fs::create_dir_all(&folder)
        .and_then(|()| fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)));
    made.map_err(|error| no_access(&folder, &error))?;
    Ok(folder)
}

fn no_access(folder: &Path, error: &std::io::Error) -> anyhow::Error {
    let what = format!("Cannot use {}: {error}.", folder.display());
    let way_out =
        "Run as the user who owns it, or keep the data elsewhere: OSTA_HOME=/some/folder ./osta up";
    Trouble::new(what).way_out(way_out).into()
}
