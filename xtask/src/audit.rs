//! `./osta audit`: what comes in from outside. Licences, sources and banned crates by cargo-deny
//! (`deny.toml`), known vulnerabilities by the RustSec database and by npm's, and on request bills of
//! materials in CycloneDX. Not a step of `./osta test`: a new advisory is no fault of a change.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use crate::project::{Failure, command, root, run};

/// Checks licences, sources and known vulnerabilities of everything we depend on.
#[derive(Debug, clap::Args)]
pub struct Audit {
    /// Leave out what needs the databases of known vulnerabilities.
    #[arg(long)]
    offline: bool,
    /// Also write bills of materials (CycloneDX) into this folder.
    #[arg(long, value_name = "FOLDER")]
    sbom: Option<PathBuf>,
}

impl Audit {
    /// Runs every check and names those that failed.
    pub fn run(&self) -> Result<(), Failure> {
        tool("cargo-deny")?;
        let mut failed = Vec::new();
        let mut check = |name: &str, done: Result<(), Failure>| {
            if let Err(failure) = done {
                eprintln!("{failure}");
                failed.push(name.to_owned());
            }
        };
        let deny = |what: &[&str]| run(command("cargo").arg("deny").args(what));
        check("licences, bans and sources", deny(&["check", "licenses", "bans", "sources"]));
        if self.offline {
            eprintln!("Known vulnerabilities were not looked up (--offline).");
        } else {
            check("advisories of crates", deny(&["check", "advisories"]));
            let mut npm = web("npm");
            check("advisories of npm packages", run(npm.args(["audit", "--omit=dev"])));
        }
        if let Some(folder) = &self.sbom {
            check("bills of materials", bills(folder));
        }
        match failed.as_slice() {
            [] => Ok(()),
            names => Err(format!("Failed: {}.", names.join("; "))),
        }
    }
}

/// Installs a cargo tool unless it is there.
fn tool(name: &str) -> Result<(), Failure> {
    let mut version = command(name);
    version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    if version.status().is_ok_and(|status| status.success()) {
        return Ok(());
    }
    eprintln!("Installing {name} with cargo (some minutes) …");
    run(command("cargo").args(["install", "--locked", "--quiet", name]))
}

fn web(program: &str) -> std::process::Command {
    let mut command = command(program);
    command.current_dir(root().join("apps/web"));
    command
}

fn bills(folder: &PathBuf) -> Result<(), Failure> {
    tool("cargo-cyclonedx")?;
    fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let mut npm = web("npm");
    npm.args(["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"]);
    let output = npm.stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err("npm sbom failed.".into());
    }
    fs::write(folder.join("web.cdx.json"), output.stdout).map_err(|error| error.to_string())?;
    let manifest = root().join("apps/osta/Cargo.toml");
    let mut cargo = command("cargo");
    cargo.args(["cyclonedx", "--format", "json", "--override-filename", "osta.cdx"]);
    run(cargo.arg("--manifest-path").arg(&manifest))?;
    // It writes one beside the manifest of every crate of ours; the program's has all it contains.
    for entry in crate::project::metadata()?.packages {
        let written = entry.folder().join("osta.cdx.json");
        if entry.name == "osta" {
            fs::rename(&written, folder.join("osta.cdx.json")).map_err(|e| e.to_string())?;
        } else {
            let _not_written = fs::remove_file(written);
        }
    }
    eprintln!("Bills of materials are in {}.", folder.display());
    Ok(())
}
