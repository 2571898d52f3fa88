//! The web app: what CI checks of it, in the order of what a slip costs.

use std::fs;
use std::path::{Path, PathBuf};

use pgcluster::{Durability, Throwaway};

use crate::project::{Failure, cargo, command, root, run};

/// Checks that need no browser: types, lint, code that nothing uses, translations, unit tests, and
/// the bytes of the first screen.
const CHECKS: [&str; 8] = ["api", "types", "lint", "dead", "words", "unit", "build", "budget"];

/// Checks the web app and drives it in a browser against the running product.
pub fn check() -> Result<(), Failure> {
    prepare()?;
    CHECKS.iter().try_for_each(|script| npm(&["run", "--silent", script]))?;
    with_database("e2e")
}

/// `./osta coverage-web`: which lines the unit and browser tests reach together; below 80 % fails.
pub fn coverage() -> Result<(), Failure> {
    prepare()?;
    cargo(&["build", "--package", "osta"])?;
    npm(&["run", "--silent", "api"])?;
    with_database("coverage")
}

/// Runs a script of the app that starts the product, on a database of its own.
fn with_database(script: &str) -> Result<(), Failure> {
    let database = Throwaway::start(Durability::Throwaway).map_err(|error| error.to_string())?;
    let cluster = database.cluster();
    cluster.ensure_database("osta").map_err(|error| error.to_string())?;
    let mut npm = in_app("npm");
    run(npm.args(["run", "--silent", script]).envs(cluster.environment("osta")))
}

/// `./osta web`: builds the app into apps/web/dist.
pub fn build() -> Result<(), Failure> {
    prepare()?;
    npm(&["run", "--silent", "api"])?;
    npm(&["run", "--silent", "build"])
}

/// Installs exactly what the lock file names, unless it is there.
fn prepare() -> Result<(), Failure> {
    let app = folder();
    let done = app.join("node_modules/.osta-lock");
    let lock = fs::read(app.join("package-lock.json")).map_err(|error| error.to_string())?;
    if fs::read(&done).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    // Not `ci`: it refuses a lock file that lacks a tool's build for another system, which is what
    // a registry that does not carry that build makes of it. `install` keeps to the lock as well.
    npm(&["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"])?;
    fs::write(done, lock).map_err(|error| error.to_string())
}

fn npm(arguments: &[&str]) -> Result<(), Failure> {
    run(in_app("npm").args(arguments))
}

fn in_app(program: &str) -> std::process::Command {
    let mut command = command(program);
    command.current_dir(folder());
    command
}

fn folder() -> PathBuf {
    Path::new(&root()).join("apps/web")
}
