//! What we tell a person when a command cannot do what was asked.

use std::fmt;
use std::process::ExitCode;

/// The exit codes of `osta`; `2` (wrong usage) is given by the argument parser.
pub mod exit {
    /// The command ran and failed.
    pub const FAILED: u8 = 1;
    /// Something that must be installed or configured first is missing.
    pub const MISSING: u8 = 3;
}

/// A failure with a way out: what happened, what to do now, and the exit code.
#[derive(Debug)]
pub struct Trouble {
    what: String,
    way_out: Option<String>,
    exit: u8,
}

impl Trouble {
    /// A failure of the command itself.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), way_out: None, exit: exit::FAILED }
    }

    /// Something has to be installed or configured before the command can work.
    pub fn missing(what: impl Into<String>) -> Self {
        Self { what: what.into(), way_out: None, exit: exit::MISSING }
    }

    /// Adds the next step, in words or as a command to type.
    #[must_use]
    pub fn way_out(mut self, way_out: impl Into<String>) -> Self {
        self.way_out = Some(way_out.into());
        self
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        match &self.way_out {
            Some(way_out) => write!(f, "\n{way_out}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Trouble {}

/// Prints an error with its causes and chooses the exit code.
pub fn report(error: &anyhow::Error) -> ExitCode {
    eprintln!("osta: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because: {cause}");
    }
    let code = error
        .downcast_ref::<Trouble>()
        .map(|trouble| trouble.exit)
        .or_else(|| {
            let postgres = error.downcast_ref::<pgcluster::Error>();
            postgres.filter(|error| error.is_missing_dependency()).map(|_| exit::MISSING)
        })
        .unwrap_or(exit::FAILED);
    ExitCode::from(code)
}
