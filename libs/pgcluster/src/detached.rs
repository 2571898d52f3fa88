//! A private cluster that goes on running after the program that started it.

use std::cell::RefCell;
use std::path::Path;
use std::time::{Duration, Instant};

use super::cluster::{Claimed, ensure_database};
use super::files::Files;
use super::{Account, Binaries, Error, Options, orphan, server};

/// Two programs may ask for the same cluster at once; the second waits for the first.
const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// A cluster in the background.
#[derive(Debug)]
pub struct Detached {
    files: Files,
    account: Account,
    binaries: Binaries,
}

impl Detached {
    /// Starts the cluster in the background, or finds it running.
    ///
    /// # Errors
    /// Each says what happened and what to do now.
    pub fn start(options: &Options) -> Result<Self, Error> {
        let deadline = Instant::now() + STARTS_WITHIN;
        let claimed = loop {
            match Claimed::new(options) {
                Err(Error::InUse { .. }) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                claimed => break claimed?,
            }
        };
        if is_running(&claimed.files) {
            let Claimed { files, account, .. } = claimed;
            let major = files.data_major()?;
            let binaries = match major {
                Some(major) => Binaries::find_major(major, &files.data)?,
                None => Binaries::find()?,
            };
            return Ok(Self { files, account, binaries });
        }
        let prepared = claimed.prepare()?;
        let mut command = prepared.command(false)?;
        let log_from = prepared.claimed.files.log_length();
        let program = command.get_program().into();
        let child = command.spawn().map_err(|source| Error::Program { program, source })?;
        let (pid, child) = (child.id(), RefCell::new(child));
        let has_ended = || !matches!(child.borrow_mut().try_wait(), Ok(None));
        server::wait_ready(&prepared.claimed.files, pid, log_from, has_ended)?;
        let Claimed { files, account, .. } = prepared.claimed;
        Ok(Self { files, account, binaries: prepared.binaries })
    }

    /// Stops the cluster; fine when it does not run.
    ///
    /// # Errors
    /// When it does not stop, or belongs to another user.
    pub fn stop(folder: &Path) -> Result<(), Error> {
        if !folder.exists() {
            return Ok(());
        }
        let files = Files::new(folder)?;
        let _lock = files.lock()?;
        orphan::clean_up(&files.data)
    }

    /// The URL of a database for the superuser, as sqlx and libpq read it.
    pub fn url(&self, database: &str) -> String {
        self.files.url(database)
    }

    /// Creates an empty database unless it exists.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn ensure_database(&self, database: &str) -> Result<(), Error> {
        ensure_database(&self.files, &self.binaries, &self.account, database)
    }
}

fn is_running(files: &Files) -> bool {
    let Some(file) = server::read_pid_file(&files.data) else { return false };
    file.ready && orphan::processes(&files.data).first() == Some(&file.pid)
}
