//! `./osta audit`: what comes in from outside. Licences, sources and banned crates by cargo-deny
//! (`deny.toml`), known vulnerabilities by the RustSec database and by npm's, and on request bills of
//! materials in CycloneDX. Not a step of `./osta test`: a new advisory is no fault of a change.

use std::path::PathBuf;
use std::process::Stdio;

use crate::project::{Failure, command, root, run};
use crate::sbom;

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

/// How one check ended.
enum Outcome {
    /// Nothing was found.
    Clean,
    /// Something was found, or the check went wrong; its own messages say what.
    Found,
    /// What is known to be vulnerable could not be asked for: neither good nor bad news.
    Unknown,
}

impl Audit {
    /// Runs every check and names those that failed or could not be made.
    pub fn run(&self) -> Result<(), Failure> {
        tool("cargo-deny")?;
        let mut outcomes = vec![(
            "licences, bans and sources",
            outcome(deny(&["check", "licenses", "bans", "sources"])),
        )];
        if self.offline {
            eprintln!("Known vulnerabilities were NOT looked up (--offline).");
        } else {
            outcomes.push(("advisories of crates", crate_advisories()));
            outcomes.push(("advisories of npm packages", npm_advisories()?));
        }
        if let Some(folder) = &self.sbom {
            outcomes.push(("bills of materials", outcome(sbom::write(folder))));
        }
        let named = |wanted: fn(&Outcome) -> bool| {
            let fits = outcomes.iter().filter(|(_, outcome)| wanted(outcome));
            fits.map(|(name, _)| *name).collect::<Vec<_>>().join("; ")
        };
        let found = named(|outcome| matches!(outcome, Outcome::Found));
        let unknown = named(|outcome| matches!(outcome, Outcome::Unknown));
        let mut said = Vec::new();
        if !found.is_empty() {
            said.push(format!("Failed: {found}."));
        }
        if !unknown.is_empty() {
            said.push(format!(
                "NOT LOOKED UP: {unknown}. The database can't be reached from here, so nothing is \
                 known about vulnerabilities; run it where it can, or say --offline."
            ));
        }
        if said.is_empty() { Ok(()) } else { Err(said.join("\n")) }
    }
}

fn outcome(done: Result<(), Failure>) -> Outcome {
    match done {
        Ok(()) => Outcome::Clean,
        Err(failure) => {
            eprintln!("{failure}");
            Outcome::Found
        }
    }
}

fn deny(what: &[&str]) -> Result<(), Failure> {
    run(command("cargo").arg("deny").args(what))
}

/// By the database of RustSec, fetched first so that its absence is told from its contents.
fn crate_advisories() -> Outcome {
    if let Err(failure) = deny(&["fetch", "db"]) {
        eprintln!("{failure}");
        let Some(date) = date_of_copy() else { return Outcome::Unknown };
        eprintln!("RustSec's database can't be reached; its copy of {date} here is asked.");
    }
    outcome(deny(&["--offline", "check", "advisories"]))
}

/// Of which day the copy of RustSec's database is that cargo-deny keeps on this machine, if any.
fn date_of_copy() -> Option<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))?;
    let copies = std::fs::read_dir(home.join("advisory-dbs")).ok()?;
    let copy = copies.flatten().find(|copy| copy.path().join("crates").is_dir())?;
    let log = ["log", "-1", "--format=%cs"];
    let output = command("git").current_dir(copy.path()).args(log).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned()).filter(|date| !date.is_empty())
}

/// By npm's. A registry that has no such service answers with an error in the place of a report.
fn npm_advisories() -> Result<Outcome, Failure> {
    let mut npm = web("npm");
    npm.args(["audit", "--omit=dev", "--json"]);
    let output = npm.output().map_err(|error| format!("cannot run npm audit: {error}"))?;
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    if report.get("auditReportVersion").is_none() {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        return Ok(Outcome::Unknown);
    }
    if output.status.success() {
        return Ok(Outcome::Clean);
    }
    let mut shown = web("npm");
    Ok(outcome(run(shown.args(["audit", "--omit=dev"]))))
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
