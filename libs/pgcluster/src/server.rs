//! The server process: start it, know when it is ready, stop it.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use super::files::{self, Files, PORT};
use super::{Account, Binaries, Durability, Error, orphan, settings};
use rustix::process::Signal;

/// Recovery after a crash replays the log; a minute is much for our sizes, so five is patience.
const READY_WITHIN: Duration = Duration::from_secs(300);

/// A running server that is our child.
#[derive(Debug)]
pub(super) struct Server {
    pid: u32,
    ended: Ended,
}

/// Tells when the server has ended. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Ended(Arc<(Mutex<Option<ExitStatus>>, Condvar)>);

impl Ended {
    /// Blocks until the server has ended, be it because it was stopped or by accident.
    pub fn wait(&self) {
        let (status, changed) = &*self.0;
        let status = status.lock().unwrap_or_else(PoisonError::into_inner);
        let _ended = changed.wait_while(status, |status| status.is_none());
    }

    /// Waits a little; whether the server has ended by then.
    pub fn wait_at_most(&self, time: Duration) -> bool {
        let (status, changed) = &*self.0;
        let status = status.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = changed.wait_timeout_while(status, time, |status| status.is_none());
        waited.unwrap_or_else(PoisonError::into_inner).0.is_some()
    }

    fn has_ended(&self) -> bool {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn set(&self, ended_with: ExitStatus) {
        let (status, changed) = &*self.0;
        *status.lock().unwrap_or_else(PoisonError::into_inner) = Some(ended_with);
        changed.notify_all();
    }
}

impl Server {
    /// Starts the server as a child that the kernel stops when we die.
    ///
    /// The death signal follows the *thread* that started the child, so a thread of its own starts
    /// it and waits for it: it ends after the server does, whatever becomes of the caller's thread.
    pub fn start(mut command: Command) -> Result<Self, Error> {
        let ended = Ended::default();
        let (pid_sender, pid) = mpsc::channel();
        let program = command.get_program().into();
        let keeper_ended = ended.clone();
        let keeper = move || match command.spawn() {
            Ok(mut child) => {
                let _starter_waits = pid_sender.send(Ok(child.id()));
                keeper_ended.set(child.wait().unwrap_or_default());
            }
            Err(error) => {
                let _starter_waits = pid_sender.send(Err(error));
            }
        };
        let started = std::thread::Builder::new().name("postgres".to_owned()).spawn(keeper);
        let pid = started
            .and_then(|_| pid.recv().unwrap_or_else(|gone| Err(std::io::Error::other(gone))));
        match pid {
            Ok(pid) => Ok(Self { pid, ended }),
            Err(source) => Err(Error::Program { program, source }),
        }
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }

    pub fn has_ended(&self) -> bool {
        self.ended.has_ended()
    }

    pub fn ended(&self) -> Ended {
        self.ended.clone()
    }

    /// Stops the server: politely (it rolls back and writes a checkpoint), then with force.
    pub fn stop(&self) {
        for (signal, patience) in [(Signal::INT, 30), (Signal::QUIT, 5), (Signal::KILL, 5)] {
            if self.has_ended() {
                return;
            }
            orphan::send(self.pid, signal);
            wait_until(Duration::from_secs(patience), || self.has_ended());
        }
    }
}

/// The command that runs the server in the foreground.
pub(super) fn command(
    files: &Files,
    binaries: &Binaries,
    account: &Account,
    durability: Durability,
    dies_with_us: bool,
) -> Result<Command, Error> {
    let program = binaries.program("postgres");
    let mut command = if dies_with_us {
        account.command_that_dies_with_us(&program)
    } else {
        account.command(&program)
    };
    command.arg("-D").arg(&files.data).arg("-k").arg(&files.sockets);
    command.arg("-p").arg(PORT.to_string());
    for setting in settings::server_settings(durability) {
        command.arg("-c").arg(setting);
    }
    let log = files.open_log()?;
    let errors = log.try_clone().map_err(|error| Error::folder(&files.log, error))?;
    // A group of its own: Ctrl-C in the terminal must reach us and not the database first.
    command.stdin(Stdio::null()).stdout(log).stderr(errors).process_group(0);
    Ok(command)
}

/// Waits until the server takes connections.
pub(super) fn wait_ready(
    files: &Files,
    pid: u32,
    log_from: u64,
    has_ended: impl Fn() -> bool,
) -> Result<(), Error> {
    let is_ready = || read_pid_file(&files.data).is_some_and(|file| file.pid == pid && file.ready);
    wait_until(READY_WITHIN, || has_ended() || is_ready());
    if has_ended() {
        return Err(why_it_did_not_start(files, log_from));
    }
    if !is_ready() {
        let seconds = READY_WITHIN.as_secs();
        let tail = files.log_tail(log_from);
        return Err(Error::NotReady { seconds, log: files.log.clone(), tail });
    }
    Ok(())
}

fn why_it_did_not_start(files: &Files, log_from: u64) -> Error {
    let tail = files.log_tail(log_from);
    let says = |words: &[&str]| words.iter().any(|word| tail.contains(word));
    if says(&["No space left on device", "Disk quota exceeded"]) {
        return files::disk_full(&files.folder);
    }
    let damaged = [
        "could not locate a valid checkpoint record",
        "could not locate required checkpoint record",
        "incorrect checksum in control file",
        "database files are incompatible",
        "could not open directory",
        "could not open file",
        "PANIC:",
    ];
    if says(&damaged) {
        let line = tail.lines().rfind(|line| line.contains("PANIC:") || line.contains("FATAL:"));
        let why = line.unwrap_or("see the log").trim();
        let why = format!("{why} (log: {})", files.log.display());
        return Error::Damaged { data: files.data.clone(), why };
    }
    Error::Start { log: files.log.clone(), tail }
}

/// What `postmaster.pid` says.
pub(super) struct PidFile {
    pub pid: u32,
    /// Whether the server takes connections, as `pg_ctl --wait` reads it.
    pub ready: bool,
}

pub(super) fn read_pid_file(data: &Path) -> Option<PidFile> {
    let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let mut lines = text.lines();
    let pid = lines.next()?.trim().parse().ok()?;
    let ready = lines.nth(6).is_some_and(|status| status.trim() == "ready");
    Some(PidFile { pid, ready })
}

/// Looks every few milliseconds until the condition holds or the time is over.
pub(super) fn wait_until(within: Duration, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + within;
    while !condition() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(15));
    }
}
