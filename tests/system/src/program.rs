//! The built program and its processes.

use rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The environment of a process.
pub type Environment = BTreeMap<String, String>;

/// Where the program is: beside us, or beside the folder of the test executables.
pub fn path() -> PathBuf {
    let us = std::env::current_exe().expect("a program knows its own path");
    let folder = us.parent().expect("a program lies in a folder");
    let is_test = folder.ends_with("deps");
    let folder = if is_test { folder.parent().expect("target/<profile>") } else { folder };
    let program = folder.join("osta");
    assert!(
        program.exists(),
        "{} is not built. Run: cargo build -p osta (./osta test does it)",
        program.display()
    );
    program
}

/// A folder below `target` for files that outlive a test.
pub fn lasting_folder() -> PathBuf {
    path().ancestors().nth(2).expect("target/<profile>/osta").join("tmp")
}

/// Tells two builds of the program apart.
pub fn fingerprint() -> String {
    let data = path().metadata().expect("the program can be looked at");
    let built = data.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    format!("{:x}_{:x}", data.len(), built.map_or(0, |since| since.as_micros()))
}

fn command(arguments: &[&str], environment: &Environment, folder: &Path, log: &Path) -> Command {
    let mut command = Command::new(path());
    let log = File::options().create(true).append(true).open(log).expect("the log can be written");
    command.args(arguments).current_dir(folder).env_clear().envs(environment);
    command.stdin(Stdio::null()).stderr(log.try_clone().expect("a handle more")).stdout(log);
    command
}

/// Runs the program to its end.
pub fn run(arguments: &[&str], environment: &Environment, folder: &Path) {
    let log = folder.join("run.log");
    let status = command(arguments, environment, folder, &log).status();
    let status = status.expect("the program can be run");
    assert!(status.success(), "osta {arguments:?} failed:\n{}", tail(&log));
}

/// A running process of the program; dropping it kills it.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts one.
    pub fn start(name: &str, arguments: &[&str], environment: &Environment, folder: &Path) -> Self {
        let log = folder.join(format!("{name}.log"));
        let child = command(arguments, environment, folder, &log).spawn();
        Self { child: child.expect("the program can be started"), log }
    }

    /// Panics with the end of its log when it is not running any more.
    pub fn check_alive(&mut self) {
        if let Ok(Some(status)) = self.child.try_wait() {
            panic!("the program ended ({status}):\n{}", tail(&self.log));
        }
    }

    /// What it holds in memory, in KiB.
    pub fn memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next()).expect("VmRSS");
        number.parse().expect("a number")
    }

    /// Everything it said.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Ends it as a power cut would: it gets no chance to do anything.
    pub fn kill(mut self) {
        self.child.kill().expect("it is ours");
        let _reaped = self.child.wait();
    }

    /// Asks it to stop, as a supervisor does, and waits until it has.
    pub fn stop(mut self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.expect("a process has a number"), Signal::TERM).expect("it is ours");
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                assert!(status.success(), "it stopped with {status}:\n{}", tail(&self.log));
                return;
            }
            assert!(Instant::now() < deadline, "it does not stop:\n{}", tail(&self.log));
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _already_gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}
