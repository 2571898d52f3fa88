//! Finds the PostgreSQL programs of this machine, those that come with PostGIS.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Error;

/// The oldest major version our SQL runs on.
const OLDEST_MAJOR: u32 = 14;

/// One installed PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
    major: u32,
}

impl Binaries {
    /// The newest usable PostgreSQL of this machine.
    ///
    /// # Errors
    /// When there is none, it is too old, or it has no PostGIS.
    pub fn find() -> Result<Self, Error> {
        newest(candidates())
    }

    /// The PostgreSQL for an existing data folder, which only its own major version can open.
    pub(super) fn find_major(major: u32, data: &Path) -> Result<Self, Error> {
        let all = candidates();
        let installed: Vec<u32> = all.iter().map(|(binaries, _)| binaries.major).collect();
        let same = all.into_iter().filter(|(binaries, _)| binaries.major == major).collect();
        newest(same).map_err(|error| match error {
            Error::NotInstalled => {
                Error::OtherMajor { data: data.to_owned(), made_by: major, installed }
            }
            other => other,
        })
    }

    /// The major version, such as 15.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// The folder with `postgres`, `initdb` and `psql`.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

type Candidate = (Binaries, HasPostgis);
type HasPostgis = bool;

fn newest(mut candidates: Vec<Candidate>) -> Result<Binaries, Error> {
    candidates.sort_by_key(|(binaries, has_postgis)| (*has_postgis, binaries.major));
    match candidates.pop() {
        None => Err(Error::NotInstalled),
        Some((binaries, _)) if binaries.major < OLDEST_MAJOR => {
            Err(Error::TooOld { major: binaries.major, oldest: OLDEST_MAJOR })
        }
        Some((binaries, false)) => Err(Error::NoPostgis { major: binaries.major }),
        Some((binaries, true)) => Ok(binaries),
    }
}

fn candidates() -> Vec<Candidate> {
    let mut folders: Vec<PathBuf> = Vec::new();
    if let Some(folder) = pg_config(Path::new("pg_config"), "--bindir") {
        folders.push(folder);
    }
    for versions in ["/usr/lib/postgresql", "/usr/local/lib/postgresql"] {
        let entries = std::fs::read_dir(versions).into_iter().flatten().flatten();
        folders.extend(entries.map(|entry| entry.path().join("bin")));
    }
    folders.sort();
    folders.dedup();
    folders.into_iter().filter_map(inspect).collect()
}

fn inspect(folder: PathBuf) -> Option<Candidate> {
    if !folder.join("initdb").is_file() {
        return None;
    }
    let output = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
    let major = parse_major(&String::from_utf8_lossy(&output.stdout))?;
    let own = |option| pg_config(&folder.join("pg_config"), option).into_iter();
    let debian = PathBuf::from(format!("/usr/share/postgresql/{major}"));
    let shares = own("--sharedir").chain([debian, folder.join("../share/postgresql")]);
    let libraries =
        own("--pkglibdir").chain([folder.join("../lib"), folder.join("../lib/postgresql")]);
    // Debian packs the two apart, and one may stay when the other is removed.
    let has_postgis =
        shares.map(|path| path.join("extension/postgis.control")).any(|path| path.is_file())
            && libraries.map(|path| path.join("postgis-3.so")).any(|path| path.is_file());
    Some((Binaries { folder, major }, has_postgis))
}

fn pg_config(program: &Path, option: &str) -> Option<PathBuf> {
    let output = Command::new(program).arg(option).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let line = text.trim();
    (output.status.success() && !line.is_empty()).then(|| PathBuf::from(line))
}

/// `postgres (PostgreSQL) 15.12 (Debian …)` and `postgres (PostgreSQL) 18beta1` name the major.
fn parse_major(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL)")?.1.trim_start();
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_postgres_prints() {
        assert_eq!(parse_major("postgres (PostgreSQL) 15.12 (Debian 15.12-0+deb12u2)\n"), Some(15));
        assert_eq!(parse_major("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(parse_major("something else"), None);
    }

    fn candidate(major: u32, has_postgis: bool) -> Candidate {
        (Binaries { folder: PathBuf::from(format!("/pg/{major}")), major }, has_postgis)
    }

    #[test]
    fn the_newest_version_with_postgis_wins() {
        let found = newest(vec![candidate(15, true), candidate(17, false), candidate(16, true)]);
        assert_eq!(found.map(|binaries| binaries.major).ok(), Some(16));
    }

    #[test]
    fn without_postgis_anywhere_the_error_says_so() {
        assert!(matches!(newest(vec![candidate(17, false)]), Err(Error::NoPostgis { major: 17 })));
        assert!(matches!(newest(vec![candidate(13, true)]), Err(Error::TooOld { major: 13, .. })));
        assert!(matches!(newest(Vec::new()), Err(Error::NotInstalled)));
    }
}
