//! Starts the program and looks at what it does.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Who runs the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum User {
    /// Whoever runs the tests.
    Myself,
    /// An ordinary user; only root can become one.
    Nobody,
}

impl User {
    /// The users this test run can play.
    pub fn all() -> &'static [Self] {
        let is_root = rustix::process::geteuid().is_root();
        if is_root { &[Self::Myself, Self::Nobody] } else { &[Self::Myself] }
    }
}

/// A home for one test. What runs in it is killed and everything removed in the end.
pub struct Home {
    folder: PathBuf,
    user: User,
}

impl Home {
    pub fn new(user: User) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = PathBuf::from(format!("/tmp/osta-test-{}-{number}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        // The build folder may be where an ordinary user cannot go.
        fs::copy(env!("CARGO_BIN_EXE_osta"), folder.join("osta")).unwrap();
        fs::create_dir(folder.join("home")).unwrap();
        fs::set_permissions(folder.join("home"), fs::Permissions::from_mode(0o777)).unwrap();
        Self { folder, user }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of the private cluster of `osta up`.
    pub fn cluster(&self) -> PathBuf {
        self.folder.join("home/data/postgres")
    }

    /// The program with its arguments, in an environment without surprises.
    pub fn osta(&self, arguments: &[&str]) -> Command {
        let program = self.folder.join("osta");
        let mut command = match self.user {
            User::Myself => Command::new(program),
            User::Nobody => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
                command.arg(program);
                command
            }
        };
        command.args(arguments).current_dir("/").env("TMPDIR", self.folder.join("home"));
        command.env("OSTA_HOME", self.folder.join("home/data"));
        for name in ["DATABASE_URL", "OSTA_PORT", "OSTA_CHECKOUT", "PGHOST", "PGPORT"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the program to its end: exit code, output, error output.
    pub fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        finish(self.osta(arguments))
    }

    /// The postmaster that works in the cluster of `osta up`.
    pub fn postmaster(&self) -> Option<u32> {
        let text = fs::read_to_string(self.cluster().join("data/postmaster.pid")).ok()?;
        let is_ready = text.lines().nth(7).is_some_and(|status| status.trim() == "ready");
        let pid = text.lines().next()?.parse().ok()?;
        (is_ready && is_alive(pid)).then_some(pid)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Some(pid) = self.postmaster() {
            signal("-QUIT", pid);
            wait_for("the database to end", || !is_alive(pid));
        }
        let _gone = fs::remove_dir_all(&self.folder);
    }
}

/// Runs a command to its end: exit code, output, error output.
pub fn finish(mut command: Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

pub fn signal(signal: &str, pid: u32) {
    // It may have ended just now.
    let mut kill = Command::new("kill");
    let _status = kill.args([signal, &pid.to_string()]).stderr(Stdio::null()).status().unwrap();
}

/// Whether the process runs; one that has ended and was not yet asked how does not.
pub fn is_alive(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

const PATIENCE: Duration = Duration::from_secs(90);

pub fn wait_for(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "waited too long for {what}");
        std::thread::yield_now();
    }
}

pub fn wait_for_end(child: &mut Child) -> ExitStatus {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        assert!(Instant::now() < deadline, "the program does not end");
        std::thread::yield_now();
    }
}

/// A port nobody listens on, below those that the system gives to clients: one of them may be the end
/// of anybody's connection a moment later.
pub fn free_port() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let first = std::process::id().wrapping_mul(31);
    let port = || 20_000 + first.wrapping_add(7 * NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
    let mut ports = std::iter::repeat_with(|| u16::try_from(port()).unwrap());
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap().to_string()
}
