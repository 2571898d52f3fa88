//! A private cluster that runs as long as we do.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::files::{Files, NEW_CLUSTER_MB, OLD_CLUSTER_MB, PORT, SUPERUSER, disk_full};
use super::server::{self, Ended, Server};
use super::{Account, Binaries, Durability, Error, orphan};

/// Which cluster to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder for data, socket and log; made when missing.
    pub folder: PathBuf,
    /// Whether commits must survive a power cut.
    pub durability: Durability,
}

/// A running private cluster. Dropping it stops the server.
#[derive(Debug)]
pub struct Cluster {
    files: Files,
    binaries: Binaries,
    account: Account,
    server: Server,
    _lock: File,
}

impl Cluster {
    /// Starts the cluster and waits until it takes connections; makes it first when it is new.
    /// Blocks for a second or two, longer when the server recovers from a crash.
    ///
    /// # Errors
    /// Each says what happened and what to do now.
    pub fn start(options: &Options) -> Result<Self, Error> {
        let prepared = Claimed::new(options)?.prepare()?;
        let (files, command) = (&prepared.claimed.files, prepared.command(true)?);
        let log_from = files.log_length();
        let server = Server::start(command)?;
        let ready = server::wait_ready(files, server.pid(), log_from, || server.has_ended());
        if let Err(error) = ready {
            server.stop();
            return Err(error);
        }
        let Prepared { claimed, binaries } = prepared;
        let Claimed { files, account, lock, .. } = claimed;
        Ok(Self { files, binaries, account, server, _lock: lock })
    }

    /// The URL of a database for the superuser, as sqlx and libpq read it.
    pub fn url(&self, database: &str) -> String {
        self.files.url(database)
    }

    /// The environment in which a test suite, `psql` and sqlx find this cluster.
    pub fn environment(&self, database: &str) -> Vec<(&'static str, OsString)> {
        let url = OsString::from(self.url(database));
        vec![
            ("DATABASE_URL", url.clone()),
            ("OSTA_TEST_DATABASE_URL", url),
            ("PGHOST", self.files.sockets.clone().into_os_string()),
            ("PGPORT", PORT.to_string().into()),
            ("PGUSER", SUPERUSER.into()),
            ("PGDATABASE", database.into()),
        ]
    }

    /// Creates an empty database unless it exists.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn ensure_database(&self, database: &str) -> Result<(), Error> {
        ensure_database(&self.files, &self.binaries, &self.account, database)
    }

    /// Tells when the server has ended, be it by [`Cluster::stop`] or by accident.
    pub fn ended(&self) -> Ended {
        self.server.ended()
    }

    /// The last lines of the server's log.
    pub fn log_tail(&self) -> String {
        self.files.log_tail(0)
    }

    /// The server's log.
    pub fn log(&self) -> &Path {
        &self.files.log
    }

    /// The folder of the server's socket.
    pub fn socket_folder(&self) -> &Path {
        &self.files.sockets
    }

    /// The folder with `psql` and the other programs of this version.
    pub fn programs(&self) -> &Path {
        self.binaries.folder()
    }

    /// The process number of the postmaster.
    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// Stops the server: open transactions are rolled back, everything committed is on disk.
    pub fn stop(self) {
        self.server.stop();
    }

    /// Removes a cluster with all its data; an orphan still running on it is stopped first.
    ///
    /// # Errors
    /// When another `osta` runs on it, or the folder cannot be removed.
    pub fn remove(folder: &Path) -> Result<(), Error> {
        if !folder.exists() {
            return Ok(());
        }
        let files = Files::new(folder)?;
        let _lock = files.lock()?;
        orphan::clean_up(&files.data)?;
        if files.sockets.exists() && !files.sockets.starts_with(&files.folder) {
            fs::remove_dir_all(&files.sockets).map_err(|e| Error::folder(&files.sockets, e))?;
        }
        fs::remove_dir_all(folder).map_err(|error| Error::folder(folder, error))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.server.stop();
    }
}

/// A folder that is ours as long as this lives.
pub(super) struct Claimed {
    pub files: Files,
    pub account: Account,
    pub lock: File,
    durability: Durability,
}

impl Claimed {
    pub fn new(options: &Options) -> Result<Self, Error> {
        let files = Files::new(&options.folder)?;
        let account = Account::choose(&files.folder)?;
        files.make(&account)?;
        let lock = files.lock()?;
        Ok(Self { files, account, lock, durability: options.durability })
    }

    /// Leaves a data folder that no server works in and that some installed version can open.
    pub fn prepare(self) -> Result<Prepared, Error> {
        let binaries = match self.files.data_major()? {
            Some(major) => {
                let binaries = Binaries::find_major(major, &self.files.data)?;
                orphan::clean_up(&self.files.data)?;
                self.files.check_space(OLD_CLUSTER_MB)?;
                binaries
            }
            None => {
                let binaries = Binaries::find()?;
                self.files.check_space(NEW_CLUSTER_MB)?;
                initdb(&self.files, &binaries, &self.account, self.durability)?;
                binaries
            }
        };
        Ok(Prepared { claimed: self, binaries })
    }
}

/// A cluster that can be started.
pub(super) struct Prepared {
    pub claimed: Claimed,
    pub binaries: Binaries,
}

impl Prepared {
    pub fn command(&self, dies_with_us: bool) -> Result<Command, Error> {
        let Claimed { files, account, durability, .. } = &self.claimed;
        server::command(files, &self.binaries, account, *durability, dies_with_us)
    }
}

/// Makes the data folder under another name and renames it, so that a run that is killed half-way
/// never leaves a folder that looks like a database.
fn initdb(
    files: &Files,
    binaries: &Binaries,
    account: &Account,
    durability: Durability,
) -> Result<(), Error> {
    let unfinished = files.folder.join("data.unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(|error| Error::folder(&unfinished, error))?;
    }
    let program = binaries.program("initdb");
    let mut command = account.command_that_dies_with_us(&program);
    command.arg("-D").arg(&unfinished).args(["-U", SUPERUSER, "--auth=trust"]);
    command.args(["--encoding=UTF8", "--locale=C.UTF-8"]);
    if durability == Durability::Throwaway {
        command.arg("--no-sync");
    }
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|source| Error::Program { program: program.clone(), source })?;
    if !output.status.success() {
        let output = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        if output.contains("No space left on device") {
            return Err(disk_full(&files.folder));
        }
        return Err(Error::Initdb { data: files.data.clone(), output });
    }
    fs::rename(&unfinished, &files.data).map_err(|error| Error::folder(&files.data, error))
}

/// Variables of psql, because a name cannot be a parameter of `create database`.
const CREATE_DATABASE: &str = "select format('create database %I', :'name') \
    where not exists (select from pg_database where datname = :'name') \\gexec\n";

pub(super) fn ensure_database(
    files: &Files,
    binaries: &Binaries,
    account: &Account,
    database: &str,
) -> Result<(), Error> {
    let program = binaries.program("psql");
    let failed = |source| Error::Program { program: program.clone(), source };
    let mut command = account.command(&program);
    files.connect_with(&mut command);
    command.args(["-X", "-q", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-v"]);
    command.arg(format!("name={database}"));
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A psql that has gone away says why on its error output.
        let _broken_pipe = stdin.write_all(CREATE_DATABASE.as_bytes());
    }
    let output = child.wait_with_output().map_err(failed)?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::CreateDatabase(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}
