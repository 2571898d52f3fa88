//! The committed OpenAPI document, docs/openapi.json: what clients are generated from.

use std::fs;

use crate::project::{Failure, command, root};

/// Rewrites docs/openapi.json from the built program.
#[derive(Debug, clap::Args)]
pub struct OpenApi {
    /// Only compare, and fail when it differs.
    #[arg(long)]
    check: bool,
}

impl OpenApi {
    /// Writes or compares.
    pub fn run(&self) -> Result<(), Failure> {
        if self.check { check() } else { write() }
    }
}

fn document() -> Result<String, Failure> {
    let mut program = command("cargo");
    program.args(["run", "--quiet", "--package", "osta", "--", "openapi"]);
    let output = program.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

fn write() -> Result<(), Failure> {
    let document = document()?;
    fs::write(root().join("docs/openapi.json"), document).map_err(|error| error.to_string())
}

/// Fails when the committed document is not that of the code.
pub fn check() -> Result<(), Failure> {
    let committed = fs::read_to_string(root().join("docs/openapi.json")).unwrap_or_default();
    if committed == document()? {
        return Ok(());
    }
    Err("docs/openapi.json is not that of the code: run ./osta openapi and commit it.".into())
}
