//! A private cluster from the caller's side.

use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use super::files::{Files, PORT};
use super::server::{self, Server};
use super::{Account, Binaries, Durability, Error, orphan};

/// The superuser of a private cluster. It has no password: only the user who owns the socket's
/// folder can reach the socket.
const SUPERUSER: &str = "postgres";

/// A fresh cluster takes about 70 MB; the rest is air for the log of changes.
const NEW_CLUSTER_MB: u64 = 200;
const OLD_CLUSTER_MB: u64 = 50;

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
        let prepared = Prepared::new(options)?;
        let (files, command) = (&prepared.files, prepared.command(true)?);
        let log_from = log_length(files);
        let server = Server::start(command)?;
        if let Err(error) = server::wait_ready(files, server.pid(), log_from, || server.has_ended())
        {
            server.stop();
            return Err(error);
        }
        Ok(Self { files: prepared.files, server, _lock: prepared.lock })
    }

    /// The URL of a database for the superuser, as sqlx and libpq read it.
    pub fn url(&self, database: &str) -> String {
        url(&self.files, database)
    }

    /// Creates an empty database unless it exists.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn ensure_database(&self, database: &str) -> Result<(), Error> {
        ensure_database(&self.files, database).await
    }

    /// Completes when the server has ended, be it by [`Cluster::stop`] or by accident.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + 'static {
        self.server.ended()
    }

    /// The server's log.
    pub fn log(&self) -> &Path {
        &self.files.log
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
        if files.sockets.exists() && !files.sockets.starts_with(folder) {
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

/// A private cluster that goes on running after the program that started it.
#[derive(Debug)]
pub struct Detached {
    files: Files,
    /// Whether it was running already.
    pub was_running: bool,
}

impl Detached {
    /// Starts the cluster in the background, or finds it running.
    ///
    /// # Errors
    /// Each says what happened and what to do now.
    pub fn start(options: &Options) -> Result<Self, Error> {
        let files = Files::new(&options.folder)?;
        if is_running(&files) {
            return Ok(Self { files, was_running: true });
        }
        let prepared = Prepared::new(options)?;
        let mut command = prepared.command(false)?;
        let log_from = log_length(&prepared.files);
        let mut child = command
            .spawn()
            .map_err(|source| Error::Program { program: command.get_program().into(), source })?;
        let pid = child.id();
        let ended = std::cell::Cell::new(false);
        let child = std::cell::RefCell::new(&mut child);
        let has_ended = || {
            let over = child.borrow_mut().try_wait().is_ok_and(|status| status.is_some());
            ended.set(ended.get() || over);
            ended.get()
        };
        server::wait_ready(&prepared.files, pid, log_from, has_ended)?;
        Ok(Self { files, was_running: false })
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
        url(&self.files, database)
    }

    /// Creates an empty database unless it exists.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn ensure_database(&self, database: &str) -> Result<(), Error> {
        ensure_database(&self.files, database).await
    }
}

/// A cluster that is ours and can be started.
struct Prepared {
    files: Files,
    account: Account,
    binaries: Binaries,
    durability: Durability,
    lock: File,
}

impl Prepared {
    fn new(options: &Options) -> Result<Self, Error> {
        let files = Files::new(&options.folder)?;
        let account = Account::choose(&files.folder)?;
        files.make(&account)?;
        let lock = files.lock()?;
        let binaries = match files.data_major()? {
            Some(major) => {
                let binaries = Binaries::find_major(major, &files.data)?;
                orphan::clean_up(&files.data)?;
                files.check_space(OLD_CLUSTER_MB)?;
                binaries
            }
            None => {
                let binaries = Binaries::find()?;
                files.check_space(NEW_CLUSTER_MB)?;
                initdb(&files, &binaries, &account, options.durability)?;
                binaries
            }
        };
        Ok(Self { files, account, binaries, durability: options.durability, lock })
    }

    fn command(&self, dies_with_us: bool) -> Result<std::process::Command, Error> {
        server::command(&self.files, &self.binaries, &self.account, self.durability, dies_with_us)
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
            files.check_space(u64::MAX)?;
        }
        return Err(Error::Initdb { data: files.data.clone(), output });
    }
    fs::rename(&unfinished, &files.data).map_err(|error| Error::folder(&files.data, error))
}

fn is_running(files: &Files) -> bool {
    let Some(file) = server::read_pid_file(&files.data) else { return false };
    file.ready && orphan::processes(&files.data).first() == Some(&file.pid)
}

fn log_length(files: &Files) -> u64 {
    fs::metadata(&files.log).map_or(0, |log| log.len())
}

fn url(files: &Files, database: &str) -> String {
    let folder = percent_encode(files.sockets.as_os_str().as_bytes());
    let database = percent_encode(database.as_bytes());
    // The port is in the socket's name; spelled out, so that PGPORT of the environment loses.
    format!("postgres://{SUPERUSER}@localhost:{PORT}/{database}?host={folder}&sslmode=disable")
}

fn percent_encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                text.push(char::from(*byte));
            }
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

async fn ensure_database(files: &Files, database: &str) -> Result<(), Error> {
    let options: sqlx::postgres::PgConnectOptions = url(files, "postgres").parse()?;
    let mut connection: PgConnection = options.disable_statement_logging().connect().await?;
    let known: Option<i32> = sqlx::query_scalar("select 1 from pg_database where datname = $1")
        .bind(database)
        .fetch_optional(&mut connection)
        .await?;
    if known.is_none() {
        let quoted = database.replace('"', "\"\"");
        let create = format!("create database \"{quoted}\"");
        // The name is quoted above; a database's name cannot be a parameter.
        sqlx::query(AssertSqlSafe(create)).execute(&mut connection).await?;
    }
    connection.close().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_names_the_socket_folder_whatever_is_in_its_path() {
        let files = Files::new(Path::new("/srv/بيت osta")).unwrap();
        let url = url(&files, "osta");
        assert!(url.ends_with("/osta?host=/srv/%D8%A8%D9%8A%D8%AA%20osta/socket&sslmode=disable"));
    }
}
