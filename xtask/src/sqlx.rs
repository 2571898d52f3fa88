//! The metadata of checked queries (`.sqlx`): what lets everybody build without a database.
//!
//! The query macros ask a live database when `DATABASE_URL` is set and `SQLX_OFFLINE` is not, and
//! then write what they learnt to `SQLX_OFFLINE_DIR`. We give them a fresh database whose tables
//! come straight from the migration files: the program that migrates cannot be built as long as
//! the metadata of a changed query is missing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use pgcluster::{Cluster, Durability, Throwaway};
use serde::Deserialize;

use crate::project::{self, Failure, Package, command, metadata, run};

/// Rewrites the metadata of checked queries in .sqlx, from a fresh database.
#[derive(Debug, clap::Args)]
pub struct Sqlx {
    /// Change nothing; fail when something would change.
    #[arg(long)]
    check: bool,
}

const DATABASE: &str = "osta";
/// What migrations may rely on; made before them because only a superuser can.
const EXTENSIONS: &[&str] = &["postgis", "btree_gist", "pg_trgm"];

impl Sqlx {
    /// Rewrites or checks the metadata.
    pub fn run(&self) -> Result<(), Failure> {
        if self.check { check() } else { rewrite() }
    }
}

type Queries = BTreeMap<String, String>;

/// Fails when the committed metadata is not what the code and the migrations say.
pub fn check() -> Result<(), Failure> {
    let (old, new) = (read(&committed()), generate()?);
    let mut problems = Vec::new();
    for (name, text) in &new {
        match old.get(name) {
            None => problems.push(format!("queries: not in .sqlx yet: {}", query(text))),
            Some(before) if before != text => {
                problems.push(format!("queries: types or columns changed: {}", query(text)));
            }
            Some(_) => {}
        }
    }
    let unused = old.iter().filter(|(name, _)| !new.contains_key(*name));
    problems
        .extend(unused.map(|(_, text)| format!("queries: no longer in the code: {}", query(text))));
    if problems.is_empty() {
        return Ok(());
    }
    problems.push("Run ./osta sqlx and commit .sqlx.".to_owned());
    Err(problems.join("\n"))
}

fn rewrite() -> Result<(), Failure> {
    let (old, new) = (read(&committed()), generate()?);
    let folder = committed();
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(failed)?;
    for (name, text) in new.iter().filter(|(name, text)| old.get(*name) != Some(text)) {
        fs::write(folder.join(name), text).map_err(failed)?;
    }
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        fs::remove_file(folder.join(name)).map_err(failed)?;
    }
    eprintln!("{} queries in .sqlx.", new.len());
    Ok(())
}

fn committed() -> PathBuf {
    project::root().join(".sqlx")
}

/// The metadata of every query in the code.
fn generate() -> Result<Queries, Failure> {
    let metadata = metadata()?;
    let crates: Vec<Package> = metadata.packages.into_iter().filter(has_queries).collect();
    if crates.is_empty() {
        return Ok(Queries::new());
    }
    let database = Throwaway::start(Durability::Throwaway).map_err(|error| error.to_string())?;
    let cluster = database.cluster();
    cluster.ensure_database(DATABASE).map_err(|error| error.to_string())?;
    migrate(cluster)?;
    let folder = metadata.target_directory.join("sqlx");
    let _not_there = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let fresh = expand(&crates, cluster, &folder)?;
    if !fresh.is_empty() {
        // Cargo did not compile these again, so that their macros did not run.
        forget(&metadata.target_directory, &fresh);
        // Those that ran the first time are up to date now, and right so.
        let again = expand(&crates, cluster, &folder)?;
        if let Some(stubborn) = again.iter().find(|path| fresh.contains(path)) {
            let shown = stubborn.display();
            return Err(format!("cargo would not check {shown} again; remove the folder target."));
        }
    }
    Ok(read(&folder))
}

fn has_queries(package: &Package) -> bool {
    let macros = ["query!(", "query_as!(", "query_scalar!(", "query_file"];
    project::files(package.folder(), &["rs"]).iter().any(|path| {
        let text = fs::read_to_string(path).unwrap_or_default();
        package.name != "xtask" && macros.iter().any(|name| text.contains(name))
    })
}

/// Applies the migration files of the bus and of every service, as `chassis::db::migrate` does.
fn migrate(cluster: &Cluster) -> Result<(), Failure> {
    let root = project::root();
    let mut schemas = vec![("bus".to_owned(), root.join("libs/chassis/migrations"))];
    for entry in fs::read_dir(root.join("services")).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        schemas.push((name, entry.path().join("migrations")));
    }
    schemas[1..].sort();
    for extension in EXTENSIONS {
        psql(cluster, &["-c", &format!("create extension if not exists {extension}")])?;
    }
    for (schema, folder) in schemas {
        let roles =
            format!("create schema if not exists {schema}; create role osta_{schema} nologin");
        psql(cluster, &["-c", &roles])?;
        for file in project::files(&folder, &["sql"]) {
            let text = fs::read_to_string(&file).unwrap_or_default();
            let transaction = if text.starts_with("-- no-transaction") { "-q" } else { "-1" };
            psql(cluster, &[transaction, "-f", &file.to_string_lossy()])?;
        }
    }
    Ok(())
}

fn psql(cluster: &Cluster, arguments: &[&str]) -> Result<(), Failure> {
    let mut psql = command(cluster.programs().join("psql"));
    psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1"]).args(arguments);
    psql.envs(cluster.environment(DATABASE)).env("PGOPTIONS", "-c client_min_messages=warning");
    run(psql.stdout(Stdio::null()))
}

#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    fresh: bool,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    manifest_path: Option<PathBuf>,
}

/// Checks the crates against the database; their macros write to the folder. Returns the artefacts
/// that cargo held to be up to date.
fn expand(crates: &[Package], cluster: &Cluster, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut check = command("cargo");
    // The whole workspace, though few crates have queries: with fewer packages cargo would choose
    // other features for the dependencies and check them all again.
    check.args(["check", "--workspace", "--all-targets"]);
    check.args(["--message-format", "json-render-diagnostics"]);
    check.env("DATABASE_URL", cluster.url(DATABASE));
    check.env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", folder);
    let output = check
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot run cargo check: {error}"))?;
    if !output.status.success() {
        return Err("Some queries do not fit the tables; the compiler's messages are above.".into());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok());
    let is_ours = |message: &Message| {
        crates.iter().any(|package| message.manifest_path.as_ref() == Some(&package.manifest_path))
    };
    let fresh = messages.filter(|message| {
        message.reason == "compiler-artifact" && message.fresh && is_ours(message)
    });
    Ok(fresh.flat_map(|message| message.filenames).collect())
}

/// Makes cargo compile these artefacts again, and only these: touching the sources would make every
/// other kind of build stale too.
fn forget(target: &Path, artefacts: &[PathBuf]) {
    let ends: Vec<String> = artefacts
        .iter()
        .filter_map(|path| path.file_stem()?.to_str()?.rsplit_once('-'))
        .map(|(_, hash)| format!("-{hash}"))
        .collect();
    let fingerprints = fs::read_dir(target.join("debug/.fingerprint"));
    for entry in fingerprints.into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if ends.iter().any(|end| name.ends_with(end)) {
            let _seen_afterwards = fs::remove_dir_all(entry.path());
        }
    }
}

fn read(folder: &Path) -> Queries {
    let paths = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.to_owned();
            Some((name, fs::read_to_string(&path).ok()?))
        })
        .collect()
}

/// The beginning of a query's text, on one line.
fn query(metadata: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(metadata).unwrap_or_default();
    let text = value["query"].as_str().unwrap_or("?");
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(100).collect()
}
