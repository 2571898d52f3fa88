//! The files of one cluster and the lock that keeps two of us off it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Account, Error};

/// In the socket's file name only: the server listens on no port. Not 5432, so that no client
/// mistakes it for the machine's own PostgreSQL.
pub(super) const PORT: u16 = 5439;

/// The superuser of a private cluster. It has no password: only the user who owns the socket's
/// folder, and root, can reach the socket.
pub(super) const SUPERUSER: &str = "postgres";

/// `sun_path` of a unix socket holds 108 bytes, the last one zero.
const SOCKET_PATH_MAX: usize = 107;

/// The log is started afresh beyond this size; the old one is kept beside it.
const LOG_MAX_BYTES: u64 = 20 * 1024 * 1024;

/// A fresh cluster takes about 70 MB; the rest is air for the log of changes.
pub(super) const NEW_CLUSTER_MB: u64 = 200;
/// What an existing cluster needs to start and recover.
pub(super) const OLD_CLUSTER_MB: u64 = 50;

/// Where one cluster has its parts.
#[derive(Debug, Clone)]
pub(super) struct Files {
    pub folder: PathBuf,
    pub data: PathBuf,
    pub log: PathBuf,
    pub sockets: PathBuf,
}

impl Files {
    pub fn new(folder: &Path) -> Result<Self, Error> {
        let folder = std::path::absolute(folder).map_err(|e| Error::folder(folder, e))?;
        Ok(Self {
            data: folder.join("data"),
            log: folder.join("pg.log"),
            sockets: socket_folder(&folder)?,
            folder,
        })
    }

    /// The major version that made the data; `None` when there is no data yet.
    pub fn data_major(&self) -> Result<Option<u32>, Error> {
        if !self.data.exists() {
            return Ok(None);
        }
        let damaged = |why: &str| Error::Damaged { data: self.data.clone(), why: why.to_owned() };
        let version = self.data.join("PG_VERSION");
        let text = match fs::read_to_string(&version) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(damaged("the file PG_VERSION is missing"));
            }
            Err(error) => return Err(Error::folder(&version, error)),
        };
        let major = text.trim().parse().map_err(|_| damaged("PG_VERSION makes no sense"))?;
        for needed in ["global/pg_control", "base", "pg_wal"] {
            if !self.data.join(needed).exists() {
                return Err(damaged(&format!("{needed} is missing")));
            }
        }
        Ok(Some(major))
    }

    /// Takes the cluster for this process; released by the kernel however we end.
    pub fn lock(&self) -> Result<File, Error> {
        let path = self.folder.join("lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|error| Error::folder(&path, error))?;
        match file.try_lock() {
            Ok(()) => {
                let write = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
                write.map_err(|error| Error::folder(&path, error))?;
                Ok(file)
            }
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let _unreadable_is_fine = file.read_to_string(&mut text);
                Err(Error::InUse { folder: self.folder.clone(), pid: text.trim().parse().ok() })
            }
            Err(TryLockError::Error(error)) => Err(Error::folder(&path, error)),
        }
    }

    /// Opens the log to append to, for us and the server.
    pub fn open_log(&self) -> Result<File, Error> {
        let failed = |error| Error::folder(&self.log, error);
        if fs::metadata(&self.log).is_ok_and(|log| log.len() > LOG_MAX_BYTES) {
            fs::rename(&self.log, self.log.with_extension("log.1")).map_err(failed)?;
        }
        OpenOptions::new().create(true).append(true).mode(0o600).open(&self.log).map_err(failed)
    }

    /// Where the log ends now.
    pub fn log_length(&self) -> u64 {
        fs::metadata(&self.log).map_or(0, |log| log.len())
    }

    /// The URL of a database for the superuser.
    pub fn url(&self, database: &str) -> String {
        let folder = percent_encode(self.sockets.as_os_str().as_bytes());
        let database = percent_encode(database.as_bytes());
        // The port is in the socket's name; spelled out, so that PGPORT of the environment loses.
        format!("postgres://{SUPERUSER}@localhost:{PORT}/{database}?host={folder}&sslmode=disable")
    }

    /// Adds the options by which PostgreSQL's own programs find this cluster.
    pub fn connect_with(&self, command: &mut Command) {
        command
            .arg("-h")
            .arg(&self.sockets)
            .arg("-p")
            .arg(PORT.to_string())
            .args(["-U", SUPERUSER]);
    }

    /// The last lines of the log, from a position on.
    pub fn log_tail(&self, from: u64) -> String {
        let mut text = Vec::new();
        if let Ok(mut log) = File::open(&self.log) {
            let _nothing_to_show = log.seek(SeekFrom::Start(from));
            let _nothing_to_show = log.read_to_end(&mut text);
        }
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }

    /// Refuses to go on when the disk is so full that PostgreSQL would fail half-way.
    pub fn check_space(&self, needed_mb: u64) -> Result<(), Error> {
        match free_mb(&self.folder) {
            Some(free_mb) if free_mb < needed_mb => {
                Err(Error::DiskFull { folder: self.folder.clone(), free_mb, needed_mb })
            }
            _ => Ok(()),
        }
    }

    /// Makes the folders, for the server's user only.
    pub fn make(&self, account: &Account) -> Result<(), Error> {
        if let Some(parent) = self.folder.parent() {
            make_passable_folders(parent)?;
            if !account.can_reach(parent) {
                let user = account.name().to_owned();
                return Err(Error::Unreachable { folder: parent.to_owned(), user });
            }
        }
        account.make_private_folder(&self.folder)?;
        account.make_private_folder(&self.sockets)
    }
}

/// Makes the missing folders of a path so that other users can pass through but not look around,
/// whatever the umask says.
fn make_passable_folders(path: &Path) -> Result<(), Error> {
    let failed = |error| Error::folder(path, error);
    let missing: Vec<&Path> = path.ancestors().take_while(|path| !path.exists()).collect();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder).map_err(failed)?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o711)).map_err(failed)?;
    }
    Ok(())
}

fn free_mb(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize) / (1024 * 1024))
}

/// The error for a disk that turned out to be full while we were writing.
pub(super) fn disk_full(folder: &Path) -> Error {
    let existing = folder.ancestors().find(|path| path.exists()).unwrap_or(folder);
    let free_mb = free_mb(existing).unwrap_or_default();
    Error::DiskFull { folder: folder.to_owned(), free_mb, needed_mb: NEW_CLUSTER_MB }
}

/// A short name for a path that is the same on every run (FNV-1a over its bytes).
pub fn short_hash(path: &Path) -> String {
    let hash =
        path.as_os_str().as_bytes().iter().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        });
    format!("{hash:08x}")
}

fn socket_folder(folder: &Path) -> Result<PathBuf, Error> {
    let inside = folder.join("socket");
    if socket_path_length(&inside) <= SOCKET_PATH_MAX {
        return Ok(inside);
    }
    let name = format!("osta-{}", short_hash(folder));
    let user = rustix::process::geteuid();
    let short = match std::env::var_os("XDG_RUNTIME_DIR").filter(|path| !path.is_empty()) {
        Some(runtime) if !user.is_root() => Path::new(&runtime).join(name),
        _ => PathBuf::from(format!("/tmp/{name}-{}", user.as_raw())),
    };
    let length = socket_path_length(&short);
    if length > SOCKET_PATH_MAX {
        return Err(Error::SocketPathTooLong { path: short, length });
    }
    Ok(short)
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

fn socket_path_length(folder: &Path) -> usize {
    folder.as_os_str().as_bytes().len() + format!("/.s.PGSQL.{PORT}").len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_names_the_socket_folder_whatever_is_in_its_path() {
        let url = Files::new(Path::new("/srv/بيت osta")).unwrap().url("osta");
        assert!(url.ends_with("/osta?host=/srv/%D8%A8%D9%8A%D8%AA%20osta/socket&sslmode=disable"));
    }

    #[test]
    fn a_deep_folder_gets_a_short_socket_folder() {
        let deep = Path::new("/srv").join("d".repeat(100));
        let files = Files::new(&deep).unwrap();
        assert!(!files.sockets.starts_with(&deep));
        assert!(socket_path_length(&files.sockets) <= SOCKET_PATH_MAX);
        let shallow = Files::new(Path::new("/srv/osta")).unwrap();
        assert_eq!(shallow.sockets, Path::new("/srv/osta/socket"));
    }
}
