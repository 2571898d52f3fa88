//! `osta openapi`: the document of the public API, without running anything.

use crate::cli::print;
use crate::platform;
use std::process::ExitCode;

/// Prints the OpenAPI document of the public API as it is in the code.
#[derive(Debug, clap::Args)]
pub struct OpenApi {}

impl OpenApi {
    /// Prints it.
    ///
    /// # Errors
    /// When a service can't be assembled.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        print(&platform::openapi()?);
        Ok(ExitCode::SUCCESS)
    }
}
