//! The checkout: where it is, which crates it has, how to run commands in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// Why a step failed, for people. Commands that ran have said the rest themselves.
pub type Failure = String;

/// The folder of the checkout.
pub fn root() -> PathBuf {
    let here = std::env::var_os("OSTA_CHECKOUT").map(PathBuf::from);
    here.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
}

/// A crate of the workspace as `cargo metadata` describes it.
#[derive(Debug, Clone, Deserialize)]
pub struct Package {
    pub name: String,
    pub manifest_path: PathBuf,
    pub dependencies: Vec<Dependency>,
}

impl Package {
    pub fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(&self.manifest_path)
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct Dependency {
    pub name: String,
    /// `None` for an ordinary dependency, else `dev` or `build`.
    pub kind: Option<String>,
    /// Set for the crates of this workspace.
    pub path: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
pub struct Metadata {
    pub packages: Vec<Package>,
    pub target_directory: PathBuf,
}

/// The crates of the workspace.
pub fn metadata() -> Result<Metadata, Failure> {
    let output = command("cargo")
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .output()
        .map_err(|error| format!("cannot run cargo metadata: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))
}

/// A command that runs in the checkout and builds without a database.
pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    // RUST_TOOLCHAIN and the like of the cargo that runs us must not decide for the cargo we run.
    command.current_dir(root()).env("SQLX_OFFLINE", "true").env_remove("CARGO_MANIFEST_DIR");
    command
}

/// Runs a command with its output on the terminal; anything but success is a failure.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let shown = show(command);
    let status = command.status().map_err(|error| format!("cannot run {shown}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown}: {status}")) }
}

/// Runs cargo in the checkout.
pub fn cargo(arguments: &[&str]) -> Result<(), Failure> {
    run(command("cargo").args(arguments))
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// The files below a folder with one of the endings, sorted; built and hidden folders are left out.
pub fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, endings, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && !["target", "node_modules"].contains(&name.as_str()) {
                collect(&path, endings, found);
            }
        } else if path.extension().is_some_and(|ending| endings.iter().any(|end| *end == ending)) {
            found.push(path);
        }
    }
}

/// A path as people write it, from the checkout on.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
