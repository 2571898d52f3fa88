//! A cluster for one run of a program, thrown away afterwards.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Account, Cluster, Durability, Error, Options};

const PREFIX: &str = "osta-throwaway-";

/// A running cluster in a temporary folder. Dropping it stops the server and removes the folder.
#[derive(Debug)]
pub struct Throwaway {
    // The order matters: the server stops before its folder is removed.
    cluster: Cluster,
    _folder: TemporaryFolder,
}

impl Throwaway {
    /// Starts a fresh cluster below `$TMPDIR`, or `/tmp` where the server's user cannot reach that.
    /// Also removes what earlier runs left behind when they were killed.
    ///
    /// # Errors
    /// Each says what happened and what to do now.
    pub fn start(durability: Durability) -> Result<Self, Error> {
        let folder = TemporaryFolder::new()?;
        let options = Options { folder: folder.0.clone(), durability };
        Ok(Self { cluster: Cluster::start(&options)?, _folder: folder })
    }

    /// The running cluster.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }
}

#[derive(Debug)]
struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    fn new() -> Result<Self, Error> {
        let mut parent = std::env::temp_dir();
        if !Account::choose(&parent.join(PREFIX))?.can_reach(&parent) {
            parent = PathBuf::from("/tmp");
        }
        remove_leftovers(&parent);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let name = format!("{PREFIX}{}-{:x}", std::process::id(), now.subsec_nanos());
        let folder = parent.join(name);
        fs::create_dir(&folder).map_err(|error| Error::folder(&folder, error))?;
        Ok(Self(folder))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // Whatever stays is removed by a later run.
        let _later = Cluster::remove(&self.0);
    }
}

/// Best effort: a folder in use is locked, a folder of somebody else is not ours to remove.
fn remove_leftovers(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        // A young folder may belong to a run that has not taken its lock yet.
        let age = entry.metadata().ok().and_then(|data| data.modified().ok()?.elapsed().ok());
        if is_ours && age.is_some_and(|age| age > Duration::from_secs(120)) {
            let _in_use = Cluster::remove(&entry.path());
        }
    }
}
