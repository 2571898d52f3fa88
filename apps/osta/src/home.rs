//! Where this checkout keeps its data: database, uploaded files, keys.
//!
//! `$OSTA_HOME` decides when it is set. Otherwise the data is in `.osta` of the checkout. PostgreSQL
//! refuses to run as root, so that root gives it to an unprivileged user; where that user cannot
//! reach the checkout (one below `/root`, say), the data is in `/var/lib/osta/<name>-<hash of the
//! checkout's path>` instead.

use std::path::{Path, PathBuf};

use pgcluster::{Account, short_hash};

/// The folder with the data of this checkout. It need not exist yet.
pub fn folder() -> anyhow::Result<PathBuf> {
    if let Some(home) = std::env::var_os("OSTA_HOME").filter(|home| !home.is_empty()) {
        return Ok(std::path::absolute(home)?);
    }
    let Some(checkout) = checkout() else { return Ok(without_checkout()) };
    let local = checkout.join(".osta");
    if Account::chosen_can_reach(&local) {
        return Ok(local);
    }
    let name = checkout.file_name().map_or("osta".into(), |name| name.to_string_lossy());
    Ok(PathBuf::from(format!("/var/lib/osta/{name}-{}", short_hash(&checkout))))
}

/// The checkout this program was built in: `$OSTA_CHECKOUT`, or the folder above the program.
pub fn checkout() -> Option<PathBuf> {
    if let Some(checkout) = std::env::var_os("OSTA_CHECKOUT").filter(|path| !path.is_empty()) {
        return std::path::absolute(checkout).ok();
    }
    let program = std::env::current_exe().ok()?;
    let found = program.ancestors().find(|path| path.join("apps/osta/Cargo.toml").is_file());
    found.map(Path::to_owned)
}

/// The folder with the built web app. It need not exist yet.
pub fn web_app() -> Option<PathBuf> {
    checkout().map(|checkout| checkout.join("apps/web/dist"))
}

fn without_checkout() -> PathBuf {
    match std::env::var_os("HOME").filter(|home| !home.is_empty()) {
        Some(home) if !rustix::process::geteuid().is_root() => {
            Path::new(&home).join(".local/share/osta")
        }
        _ => PathBuf::from("/var/lib/osta/default"),
    }
}
