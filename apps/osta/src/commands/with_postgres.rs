//! `osta with-postgres -- <command>`: a database that lives as long as the command.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitCode;

use pgcluster::{Cluster, Durability, Throwaway};
use rustix::process::{Pid, Signal, kill_process};

use crate::shutdown::{Asked, Shutdown};
use crate::trouble::{Trouble, exit};

/// Runs a command with a fresh private PostgreSQL that is thrown away afterwards.
///
/// The command finds the superuser's URL in DATABASE_URL and OSTA_TEST_DATABASE_URL. Its exit code
/// is passed on.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  osta with-postgres -- cargo nextest run
  osta with-postgres -- sh -c 'psql \"$DATABASE_URL\"'")]
pub struct WithPostgres {
    /// Write every commit to the disk, as in real operation (for crash tests and benchmarks).
    #[arg(long)]
    keep_fsync: bool,
    /// The command and its arguments.
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<OsString>,
}

const DATABASE: &str = "osta";

impl WithPostgres {
    /// Runs the command.
    ///
    /// # Errors
    /// When the cluster or the command cannot be started.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let mut shutdown = Shutdown::listen()?;
        let durability = if self.keep_fsync { Durability::Safe } else { Durability::Throwaway };
        let throwaway = Throwaway::start(durability)?;
        throwaway.cluster().ensure_database(DATABASE)?;
        let code = self.run_command(throwaway.cluster(), &mut shutdown).await?;
        Ok(ExitCode::from(code))
    }

    async fn run_command(&self, cluster: &Cluster, shutdown: &mut Shutdown) -> anyhow::Result<u8> {
        let (program, arguments) =
            self.command.split_first().ok_or_else(|| Trouble::new("No command."))?;
        let mut child = tokio::process::Command::new(program)
            .args(arguments)
            .envs(cluster.environment(DATABASE))
            .spawn()
            .map_err(|error| {
                let program = program.to_string_lossy();
                Trouble::missing(format!("Cannot run {program}: {error}."))
            })?;
        let mut asked_before = false;
        loop {
            tokio::select! {
                status = child.wait() => return Ok(exit_code(status?)),
                asked = shutdown.asked() => {
                    pass_on(asked, child.id(), asked_before);
                    asked_before = true;
                }
            }
        }
    }
}

/// Ctrl-C in a terminal reached the command too; every other signal is ours to pass on. Whoever
/// asks twice means it.
fn pass_on(asked: Asked, child: Option<u32>, asked_before: bool) {
    let signal = match asked {
        _ if asked_before => Signal::KILL,
        Asked::Interrupt if std::io::stdin().is_terminal() => return,
        Asked::Interrupt => Signal::INT,
        Asked::Terminate => Signal::TERM,
    };
    let pid = child.and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
    if let Some(pid) = pid {
        let _ended_meanwhile = kill_process(pid, signal);
    }
}

/// As a shell says it: 128 and the signal's number for a command that was killed.
fn exit_code(status: std::process::ExitStatus) -> u8 {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(exit::FAILED)
}
