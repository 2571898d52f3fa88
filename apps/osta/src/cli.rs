//! The command line: one variant of [`Command`] per subcommand.

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::dev_postgres::DevPostgres;
use crate::commands::journey::Journey;
use crate::commands::keys::Keys;
use crate::commands::migrate::Migrate;
use crate::commands::openapi::OpenApi;
use crate::commands::sandbox::Sandbox;
use crate::commands::serve::Serve;
use crate::commands::verify_record::VerifyRecord;
use crate::commands::with_postgres::WithPostgres;
use crate::doctor::Doctor;
use crate::trouble;
use crate::up::Up;

/// Osta: on-demand home maintenance for Egypt.
#[derive(Debug, Parser)]
#[command(
    name = "osta",
    version,
    after_help = "\
Examples:
  osta up                         the whole platform with demo data, ready to open in a browser
  osta up --port 9000             the same on another port
  osta up --reset                 throw the data away and start over
  osta doctor                     what is missing on this machine, and how to get it
  osta with-postgres -- psql      a throw-away database for one command

Data is kept in .osta of the checkout; OSTA_HOME=/some/folder keeps it elsewhere.
With DATABASE_URL set, osta uses that PostgreSQL instead of running its own.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 something has to be installed first."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// One line per subcommand here and one in [`run`].
#[derive(Debug, Subcommand)]
enum Command {
    Up(Up),
    Serve(Serve),
    Migrate(Migrate),
    Keys(Keys),
    Journey(Journey),
    Sandbox(Sandbox),
    #[command(name = "openapi")]
    OpenApi(OpenApi),
    VerifyRecord(VerifyRecord),
    Doctor(Doctor),
    WithPostgres(WithPostgres),
    DevPostgres(DevPostgres),
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Up(up) => up.run().await,
        Command::Serve(serve) => serve.run().await,
        Command::Migrate(migrate) => migrate.run().await,
        Command::Keys(keys) => keys.run().await,
        Command::Journey(journey) => journey.run().await,
        Command::Sandbox(sandbox) => sandbox.run().await,
        Command::OpenApi(openapi) => openapi.run().await,
        Command::VerifyRecord(verify_record) => verify_record.run().await,
        Command::Doctor(doctor) => doctor.run().await,
        Command::WithPostgres(with_postgres) => with_postgres.run().await,
        Command::DevPostgres(dev_postgres) => dev_postgres.run().await,
    }
}

/// Reads the command line, runs the subcommand and says how it ended.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return trouble::report(&error.into()),
    };
    match runtime.block_on(run(cli.command)) {
        Ok(code) => code,
        Err(error) => trouble::report(&error),
    }
}

/// Tells a person how far we are; never mixed into what a pipe reads.
pub fn progress(line: &str) {
    let _reader_gone = writeln!(std::io::stderr(), "{line}");
}

/// Prints a line for people or for pipes; a reader that has gone away is no error.
pub fn print(line: &str) {
    let _reader_gone = writeln!(std::io::stdout(), "{line}");
}
