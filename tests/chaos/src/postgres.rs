//! A PostgreSQL whose commits are durable and that may be killed.

use pgcluster::{Cluster, Durability, Options};
use rustix::process::{Pid, Signal, kill_process};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long it may take to come back.
const PATIENCE: Duration = Duration::from_secs(60);

/// The cluster of one experiment. Dropping it removes it.
#[derive(Debug)]
pub struct Postgres {
    folder: PathBuf,
    cluster: Option<Cluster>,
}

impl Postgres {
    /// Starts a fresh one, with `fsync` and everything else as in production.
    pub async fn start(name: &str) -> Self {
        // The server's user must be able to reach it.
        let folder = PathBuf::from(format!("/tmp/osta-chaos-{name}-{}", std::process::id()));
        let mut postgres = Self { folder, cluster: None };
        postgres.restart().await;
        postgres
    }

    /// Its URL, for the superuser.
    pub fn url(&self) -> String {
        self.running().url("postgres")
    }

    fn running(&self) -> &Cluster {
        self.cluster.as_ref().expect("it runs")
    }

    /// Kills the postmaster; nothing is flushed, nothing is said.
    pub fn kill(&mut self) {
        let cluster = self.cluster.take().expect("it runs");
        let pid = i32::try_from(cluster.pid()).ok().and_then(Pid::from_raw);
        kill_process(pid.expect("a process has a number"), Signal::KILL).expect("it is ours");
        cluster.ended().wait();
    }

    /// Starts it on what it left behind. Backends that are still dying are waited for.
    pub async fn restart(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let options = Options { folder: self.folder.clone(), durability: Durability::Safe };
            let start = move || Cluster::start(&options);
            match tokio::task::spawn_blocking(start).await.expect("no panic") {
                Ok(cluster) => {
                    self.cluster = Some(cluster);
                    return;
                }
                Err(error) => {
                    assert!(Instant::now() < deadline, "PostgreSQL does not come back: {error}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.cluster.take();
        let _left_behind = Cluster::remove(&self.folder);
    }
}
