//! A folder for one test and questions to a running cluster.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use pgcluster::{Cluster, Durability, Options};

/// A folder that every user can pass through, removed with whatever runs in it.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("osta-pgcluster-test-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn cluster(&self) -> PathBuf {
        self.0.join("postgres")
    }

    pub fn options(&self) -> Options {
        Options { folder: self.cluster(), durability: Durability::Throwaway }
    }

    pub fn data(&self) -> PathBuf {
        self.cluster().join("data")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = Cluster::remove(&self.cluster());
        let _gone = fs::remove_dir_all(&self.0);
    }
}

/// What a query prints.
pub fn ask(cluster: &Cluster, sql: &str) -> String {
    let output = Command::new(cluster.programs().join("psql"))
        .args(["-X", "-At", "-v", "ON_ERROR_STOP=1", "-c", sql])
        .envs(cluster.environment("postgres"))
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{sql}: {error}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

pub fn is_alive(pid: u32) -> bool {
    Path::new("/proc").join(pid.to_string()).join("cwd").read_link().is_ok()
}

pub fn wait_for(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !condition() {
        assert!(Instant::now() < deadline, "waited too long: {what}");
        std::thread::yield_now();
    }
}
