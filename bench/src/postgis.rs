//! A private PostgreSQL with PostGIS. Its loops run inside the server, so that no client and no
//! network stand in their way: the best case for it.

use crate::Failure;
use pgcluster::{Durability, Throwaway};
use std::io::Write;
use std::process::{Command, Stdio};

/// A running cluster; dropping it throws it away.
pub struct PostGis {
    cluster: Throwaway,
}

impl PostGis {
    /// Starts one that does not wait for disks.
    ///
    /// # Errors
    /// When PostgreSQL or PostGIS is not installed.
    pub fn start() -> Result<Self, Failure> {
        let cluster = Throwaway::start(Durability::Throwaway)?;
        cluster.cluster().ensure_database("bench")?;
        let postgis = Self { cluster };
        postgis.run("create extension if not exists postgis")?;
        Ok(postgis)
    }

    /// Runs a script; answers what it prints.
    ///
    /// # Errors
    /// When it fails.
    pub fn run(&self, script: &str) -> Result<String, Failure> {
        let cluster = self.cluster.cluster();
        let mut psql = Command::new("psql")
            .envs(cluster.environment("bench"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        psql.stdin.take().ok_or("no stdin")?.write_all(script.as_bytes())?;
        let output = psql.wait_with_output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}
