//! Servers under measurement: started, pinned, looked at from outside, and ended.

use crate::Failure;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to be ready.
const PATIENCE: Duration = Duration::from_secs(300);

/// A server. Dropping it kills it.
pub struct Server {
    child: Child,
    /// Its port on this machine.
    pub port: u16,
    /// From its start until it was ready.
    pub ready_after: Duration,
}

impl Server {
    /// Starts one and waits until `path` answers 200 on `port`.
    ///
    /// # Errors
    /// When it can't be started or does not become ready.
    pub fn start(mut command: Command, port: u16, path: &str) -> Result<Self, Failure> {
        let began = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let mut server = Self { child, port, ready_after: Duration::ZERO };
        while !is_ready(port, path) {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("{:?} ended: {status}", command.get_program()).into());
            }
            if began.elapsed() > PATIENCE {
                return Err(format!("{:?} does not become ready", command.get_program()).into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        server.ready_after = began.elapsed();
        Ok(server)
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Keeps it on one core.
    pub fn pin(&self, core: usize) {
        pin(self.pid(), core);
    }

    /// Ends it in its own way.
    pub fn stop(mut self) {
        let _gone = Command::new("kill").arg(self.pid().to_string()).status();
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// Keeps a process and all its threads on one core.
pub fn pin(pid: u32, core: usize) {
    let _without = Command::new("taskset")
        .args(["-acp", &core.to_string(), &pid.to_string()])
        .stdout(Stdio::null())
        .status();
}

/// A port that is free right now.
///
/// # Errors
/// When there is none.
pub fn free_port() -> Result<u16, Failure> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn is_ready(port: u16, path: &str) -> bool {
    use std::io::{Read, Write};
    let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return false };
    let asked = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    let mut head = [0; 12];
    stream.write_all(asked.as_bytes()).is_ok()
        && stream.read_exact(&mut head).is_ok()
        && head.ends_with(b" 200")
}

/// Processor time of a process, of all its threads, in microseconds.
pub fn cpu_us(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let rest = stat.rsplit(") ").next().unwrap_or_default();
    let field = |n: usize| rest.split(' ').nth(n).and_then(|t| t.parse::<f64>().ok());
    // Ticks are hundredths of a second on every Linux that we know.
    (field(11).unwrap_or(0.0) + field(12).unwrap_or(0.0)) * 1e4
}

/// Processor time of a process and of all that it started or that have ended, in microseconds: a
/// PostgreSQL with its backends.
pub fn cpu_with_children_us(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let rest = stat.rsplit(") ").next().unwrap_or_default();
    let field = |n: usize| rest.split(' ').nth(n).and_then(|t| t.parse::<f64>().ok());
    let ended = (field(13).unwrap_or(0.0) + field(14).unwrap_or(0.0)) * 1e4;
    let tasks = format!("/proc/{pid}/task/{pid}/children");
    let children = std::fs::read_to_string(tasks).unwrap_or_default();
    let alive: f64 = children.split(' ').filter_map(|id| id.trim().parse().ok()).map(cpu_us).sum();
    cpu_us(pid) + ended + alive
}

/// Proportional share of memory, in KiB.
pub fn pss_kib(pid: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|rest| rest.trim().split(' ').next()?.parse().ok()).unwrap_or(f64::NAN)
}

/// Runs a command to its end.
///
/// # Errors
/// When it fails.
pub fn done(command: &mut Command) -> Result<(), Failure> {
    if command.stdout(Stdio::null()).status()?.success() {
        return Ok(());
    }
    Err(format!("{:?} failed", command.get_program()).into())
}

/// The checkout, and the program built for release; the one that `OSTA_PROGRAM` names, if set.
///
/// # Errors
/// When it can't be built.
pub fn osta() -> Result<(PathBuf, PathBuf), Failure> {
    let bench = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = bench.parent().ok_or("no checkout")?.to_path_buf();
    if let Some(program) = std::env::var_os("OSTA_PROGRAM") {
        return Ok((root, program.into()));
    }
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let build = ["build", "--release", "--quiet", "--package", "osta"];
    done(Command::new(cargo).args(build).env("SQLX_OFFLINE", "true").current_dir(&root))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
    Ok((root, target.join("release/osta")))
}
