//! Folders for clusters that are thrown away.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Account, Cluster, Error};

const PREFIX: &str = "osta-throwaway-";

/// A fresh folder that disappears when this is dropped.
#[derive(Debug)]
pub struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    /// Makes a folder below `$TMPDIR`, or `/tmp` where the server's user cannot reach that. Also
    /// removes the folders of earlier runs that were killed.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new() -> Result<Self, Error> {
        let mut parent = std::env::temp_dir();
        if !Account::choose(&parent)?.can_reach(&parent) {
            parent = PathBuf::from("/tmp");
        }
        remove_leftovers(&parent);
        let started = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let unique = started.unwrap_or_default().subsec_nanos();
        let folder = parent.join(format!("{PREFIX}{}-{unique:x}", std::process::id()));
        fs::create_dir(&folder).map_err(|error| Error::folder(&folder, error))?;
        Ok(Self(folder))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // Whatever stays is removed by a later run.
        let _later = fs::remove_dir_all(&self.0);
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
