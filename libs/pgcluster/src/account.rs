//! The user the server runs as: ourselves, or an unprivileged user when we are root.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Stdio};

use super::Error;

/// The user the server runs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    name: String,
    uid: u32,
    gid: u32,
    /// Whether we are root and have to switch to this user.
    switch: bool,
}

impl Account {
    /// The user for a data folder. An ordinary user runs the server itself. Root takes the owner of
    /// an existing folder, else `postgres` (made by the distribution's package), else `osta`, which
    /// it creates.
    ///
    /// # Errors
    /// When root has to create the user and cannot.
    pub fn choose(folder: &Path) -> Result<Self, Error> {
        Self::existing(folder).map_or_else(create_system_user, Ok)
    }

    /// Like [`Account::choose`], but `None` where root would have to create a user.
    pub fn existing(folder: &Path) -> Option<Self> {
        let uid = rustix::process::geteuid().as_raw();
        if uid != 0 {
            let gid = rustix::process::getegid().as_raw();
            return Some(Self { name: format!("user {uid}"), uid, gid, switch: false });
        }
        if let Some(owner) = fs::metadata(folder).ok().filter(|data| data.uid() != 0) {
            let known = passwd_entry(|_, uid, _| uid == owner.uid());
            return Some(known.unwrap_or(Self {
                name: format!("user {}", owner.uid()),
                uid: owner.uid(),
                gid: owner.gid(),
                switch: true,
            }));
        }
        let named = |name| passwd_entry(|entry, uid, _| entry == name && uid != 0);
        named("postgres").or_else(|| named("osta"))
    }

    /// The name, or the number of a user without a name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether this user can enter the folder; ancestors that do not exist yet are not in the way.
    pub fn can_reach(&self, folder: &Path) -> bool {
        if !self.switch {
            return true;
        }
        let Some(existing) = folder.ancestors().find(|path| path.exists()) else { return false };
        self.command(Path::new("test"))
            .arg("-x")
            .arg(existing)
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Whether the user that [`Account::choose`] takes can enter the folder, without creating a user
    /// to find out.
    pub fn chosen_can_reach(folder: &Path) -> bool {
        let everyone_passes = || {
            let mut existing = folder.ancestors().filter_map(|path| fs::metadata(path).ok());
            existing.all(|data| data.mode() & 0o001 != 0)
        };
        Self::existing(folder).map_or_else(everyone_passes, |account| account.can_reach(folder))
    }

    /// Makes a folder that only this user (and root) can look into.
    pub(super) fn make_private_folder(&self, folder: &Path) -> Result<(), Error> {
        let failed = |source| Error::folder(folder, source);
        fs::create_dir_all(folder).map_err(failed)?;
        if self.switch {
            std::os::unix::fs::chown(folder, Some(self.uid), Some(self.gid)).map_err(failed)?;
        }
        let owner = fs::metadata(folder).map_err(failed)?.uid();
        if owner != self.uid {
            return Err(Error::ForeignFolder { folder: folder.to_owned(), owner });
        }
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(failed)
    }

    /// A command that runs as this user.
    pub(super) fn command(&self, program: &Path) -> Command {
        self.setpriv(program, false)
    }

    /// A command that runs as this user and gets SIGINT when the thread that starts it ends.
    pub(super) fn command_that_dies_with_us(&self, program: &Path) -> Command {
        self.setpriv(program, true)
    }

    fn setpriv(&self, program: &Path, dies_with_us: bool) -> Command {
        let mut command = if self.switch || dies_with_us {
            let mut command = Command::new("setpriv");
            if self.switch {
                command.arg(format!("--reuid={}", self.uid));
                command.arg(format!("--regid={}", self.gid));
                // Supplementary groups come from the name; a bare number has none.
                let named = !self.name.starts_with("user ");
                command.arg(if named { "--init-groups" } else { "--clear-groups" });
            }
            if dies_with_us {
                command.args(["--pdeathsig", "INT"]);
            }
            command.arg("--").arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/").env("LC_ALL", "C.UTF-8").env_remove("LANGUAGE");
        for (name, _) in std::env::vars_os() {
            // PGDATA, PGPORT, PGOPTIONS … of the person's own PostgreSQL are not ours.
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        command
    }
}

fn passwd_entry(matches: impl Fn(&str, u32, u32) -> bool) -> Option<Account> {
    let passwd = fs::read_to_string("/etc/passwd").ok()?;
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        matches(name, uid, gid).then(|| Account { name: name.to_owned(), uid, gid, switch: true })
    })
}

fn create_system_user() -> Result<Account, Error> {
    let output = Command::new("useradd")
        .args(["--system", "--user-group", "--no-create-home", "--home-dir", "/var/lib/osta"])
        .args(["--shell", "/usr/sbin/nologin", "osta"])
        .output()
        .map_err(|source| Error::Program { program: "useradd".into(), source })?;
    passwd_entry(|name, _, _| name == "osta")
        .ok_or_else(|| Error::NoServerUser(String::from_utf8_lossy(&output.stderr).trim().into()))
}
