//! `osta doctor`: what is missing on this machine, and how to get it.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use pgcluster::{Account, Binaries};
use sqlx::{Connection, PgConnection};

use crate::cli::print;
use crate::home;
use crate::trouble::exit;

/// Says what is missing on this machine and how to get it. Changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code: 0 when everything that `osta up` needs is there, 3 otherwise.")]
pub struct Doctor {
    /// Check this PostgreSQL instead of what a private one needs.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

/// What one check found.
enum Finding {
    Good(String),
    /// Nice to have; the text says what for and how to get it.
    Note(String),
    Missing(String),
}

use Finding::{Good, Missing, Note};

impl Doctor {
    /// Runs the checks; exit code 3 when something is missing.
    ///
    /// # Errors
    /// When the folder of the data cannot be told.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let home = home::folder()?;
        let mut findings = match self.database_url.as_deref().filter(|url| !url.is_empty()) {
            Some(url) => vec![given_database(url).await],
            None => vec![private_postgres(), server_user(&home)],
        };
        findings.extend([data_folder(&home), port(), rust(), nextest(), redis()]);
        let mut is_missing = false;
        for finding in findings {
            match finding {
                Good(text) => print(&format!("ok       {text}")),
                Note(text) => print(&format!("note     {text}")),
                Missing(text) => {
                    is_missing = true;
                    print(&format!("missing  {text}"));
                }
            }
        }
        Ok(ExitCode::from(if is_missing { exit::MISSING } else { 0 }))
    }
}

fn private_postgres() -> Finding {
    match Binaries::find() {
        Ok(found) => {
            let folder = found.folder().display();
            Good(format!("PostgreSQL {} with PostGIS ({folder})", found.major()))
        }
        Err(error) => Missing(indent(&error.to_string())),
    }
}

async fn given_database(url: &str) -> Finding {
    let answer = tokio::time::timeout(Duration::from_secs(5), ask_database(url)).await;
    match answer {
        Ok(Ok((version, has_postgis))) if version < 140_000 => Missing(format!(
            "PostgreSQL 14 or newer; DATABASE_URL leads to {} (PostGIS: {has_postgis})",
            version / 10_000
        )),
        Ok(Ok((_, false))) => Missing(
            "PostGIS on the server that DATABASE_URL names; its operator installs it".into(),
        ),
        Ok(Ok((version, true))) => {
            Good(format!("PostgreSQL {} with PostGIS (DATABASE_URL)", version / 10_000))
        }
        Ok(Err(error)) => Missing(format!(
            "the PostgreSQL that DATABASE_URL names does not let us in: {error}\n         \
             Correct DATABASE_URL, or unset it to use a private PostgreSQL."
        )),
        Err(_) => Missing(
            "the PostgreSQL that DATABASE_URL names does not answer within 5 seconds\n         \
             Start it, or unset DATABASE_URL to use a private PostgreSQL."
                .into(),
        ),
    }
}

async fn ask_database(url: &str) -> Result<(i32, bool), sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    let sql = "select current_setting('server_version_num')::int, \
               exists (select from pg_available_extensions where name = 'postgis')";
    sqlx::query_as(sql).fetch_one(&mut connection).await
}

fn server_user(home: &Path) -> Finding {
    if !runs("setpriv", &["--version"]) {
        return Missing("setpriv: apt-get install util-linux".into());
    }
    match Account::existing(&home.join("postgres")) {
        Some(account) if rustix::process::geteuid().is_root() => {
            Good(format!("PostgreSQL will run as {}", account.name()))
        }
        Some(_) => Good("PostgreSQL will run as yourself".into()),
        None => Note("the user osta will be created to run PostgreSQL (it refuses root)".into()),
    }
}

fn data_folder(home: &Path) -> Finding {
    let shown = home.display();
    let Some(existing) = home.ancestors().find(|path| path.exists()) else {
        return Missing(format!("a folder for the data: {shown} has no existing parent"));
    };
    if rustix::fs::access(existing, rustix::fs::Access::WRITE_OK).is_err() {
        return Missing(format!(
            "permission to write to {shown}\n         Keep the data elsewhere: OSTA_HOME=/some/folder"
        ));
    }
    let free_mb = rustix::fs::statvfs(existing)
        .map_or(0, |disk| disk.f_bavail.saturating_mul(disk.f_frsize) / (1024 * 1024));
    if free_mb < 500 {
        return Missing(format!("disk space for {shown}: {free_mb} MB free, 500 MB needed"));
    }
    Good(format!("data in {shown}, {free_mb} MB free"))
}

fn port() -> Finding {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, 8080)) {
        Ok(_) => Good("port 8080 is free".into()),
        Err(_) => Note("port 8080 is in use; take another: ./osta up --port 8081".into()),
    }
}

fn rust() -> Finding {
    let needed = env!("CARGO_PKG_RUST_VERSION");
    match output("rustc", &["--version"]) {
        Some(version) => Good(format!("{version} (needed to build: {needed} or newer)")),
        None => Note(format!(
            "Rust {needed} or newer is needed to build from source: https://rustup.rs"
        )),
    }
}

fn nextest() -> Finding {
    match output("cargo-nextest", &["nextest", "--version"]) {
        Some(version) => Good(version),
        None => Note("./osta test wants cargo-nextest and installs it".into()),
    }
}

fn redis() -> Finding {
    match output("redis-server", &["--version"]) {
        Some(version) => {
            let short = version.split(" sha=").next().unwrap_or(&version).to_owned();
            Good(format!("{short} (for the tests)"))
        }
        None => Note("redis-server is needed for some tests: apt-get install redis-server".into()),
    }
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The first line a program prints.
fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).lines().next()?.to_owned();
    output.status.success().then_some(text)
}

fn indent(text: &str) -> String {
    text.replace('\n', "\n         ")
}
