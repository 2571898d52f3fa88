//! What can go wrong with the private PostgreSQL, each with the way out.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private PostgreSQL cannot run. The text says what happened and what to do now.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message of each variant is its documentation")]
pub enum Error {
    #[error(
        "PostgreSQL is not installed on this machine.\n\
         Install it with PostGIS: ./osta up does it, or: apt-get install postgresql postgresql-postgis"
    )]
    NotInstalled,
    #[error(
        "The PostgreSQL of this machine is version {major}; osta needs {oldest} or newer.\n\
         Install a newer one beside it (https://apt.postgresql.org), or set DATABASE_URL to another server."
    )]
    TooOld { major: u32, oldest: u32 },
    #[error(
        "PostgreSQL {major} is installed, but PostGIS for it is not.\n\
         Install it: apt-get install postgresql-{major}-postgis-3"
    )]
    NoPostgis { major: u32 },
    #[error(
        "The data in {data} was made by PostgreSQL {made_by}, which is not installed here (found: {}).\n\
         Install it (apt-get install postgresql-{made_by} postgresql-{made_by}-postgis-3), or start over \
         without the old data: ./osta up --reset", list(.installed)
    )]
    OtherMajor { data: PathBuf, made_by: u32, installed: Vec<u32> },
    #[error(
        "The database in {data} is damaged: {why}.\n\
         Put back a copy of the folder, or start over without the old data: ./osta up --reset"
    )]
    Damaged { data: PathBuf, why: String },
    #[error(
        "Another osta is running on {folder}.\n\
         Stop it first (Ctrl-C in its window{}), or give this one its own folder: OSTA_HOME=/some/folder ./osta up",
        pid_hint(*.pid)
    )]
    InUse { folder: PathBuf, pid: Option<u32> },
    #[error(
        "No permission to use {path}.\n\
         Run as the user who owns it, or keep the data elsewhere: OSTA_HOME=/some/folder ./osta up"
    )]
    Permission {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error(
        "{folder} belongs to another user (number {owner}).\n\
         Run as that user, or keep the data elsewhere: OSTA_HOME=/some/folder ./osta up"
    )]
    ForeignFolder { folder: PathBuf, owner: u32 },
    #[error(
        "PostgreSQL must not run as root and runs as {user}, who cannot reach {folder}.\n\
         Keep the data where that user can reach it: OSTA_HOME=/var/lib/osta/data ./osta up"
    )]
    Unreachable { folder: PathBuf, user: String },
    #[error(
        "Not enough disk space for the database: {free_mb} MB free in {folder}, {needed_mb} MB needed.\n\
         Free some space, or keep the data on another disk: OSTA_HOME=/some/folder ./osta up"
    )]
    DiskFull { folder: PathBuf, free_mb: u64, needed_mb: u64 },
    #[error(
        "The path of the database's socket is too long ({length} bytes, the limit is 107): {path}.\n\
         Set a short folder for it: XDG_RUNTIME_DIR=/tmp ./osta up"
    )]
    SocketPathTooLong { path: PathBuf, length: usize },
    #[error("Cannot use {path}.")]
    Io {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("Cannot run {program}.\nIs it installed? ./osta doctor says what is missing.")]
    Program {
        program: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error(
        "PostgreSQL must not run as root, there is no unprivileged user for it, and creating the user \
         osta failed: {0}\nCreate one: useradd --system --user-group osta"
    )]
    NoServerUser(String),
    #[error("Making the data folder {data} failed:\n{output}")]
    Initdb { data: PathBuf, output: String },
    #[error(
        "PostgreSQL did not start. The last lines of {log}:\n{tail}\n\
         If the data is lost, start over: ./osta up --reset"
    )]
    Start { log: PathBuf, tail: String },
    #[error(
        "PostgreSQL is still not ready after {seconds} seconds. The last lines of {log}:\n{tail}\n\
         After a crash it may need longer: try again."
    )]
    NotReady { seconds: u64, log: PathBuf, tail: String },
    #[error(
        "An earlier PostgreSQL (process {pid}) still holds {data} and does not stop.\nStop it: kill -QUIT {pid}"
    )]
    OrphanStays { pid: u32, data: PathBuf },
    #[error("The private PostgreSQL refused to create a database: {0}")]
    CreateDatabase(String),
}

impl Error {
    /// Whether something has to be installed before it can work.
    pub fn is_missing_dependency(&self) -> bool {
        matches!(
            self,
            Self::NotInstalled
                | Self::TooOld { .. }
                | Self::NoPostgis { .. }
                | Self::OtherMajor { .. }
                | Self::NoServerUser(_)
                | Self::Program { .. }
        )
    }

    pub(super) fn folder(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::Permission { path, source }
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                super::files::disk_full(&path)
            }
            _ => Self::Io { path, source },
        }
    }
}

fn list(majors: &[u32]) -> String {
    if majors.is_empty() {
        return "none".to_owned();
    }
    majors.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

fn pid_hint(pid: Option<u32>) -> String {
    pid.map(|pid| format!(", or: kill {pid}")).unwrap_or_default()
}
