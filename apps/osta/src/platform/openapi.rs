//! The OpenAPI document of the whole platform, made without a database.

use super::{Engines, Platform, Selection};
use anyhow::Context;
use chassis::Settings;
use chassis::config::Secret;
use gateway::{Upstream, document};

/// The document as pretty JSON, with a neutral server address.
///
/// # Errors
/// When a service can't be assembled.
pub fn openapi() -> anyhow::Result<String> {
    let settings = Settings {
        // Pools connect when they are used, and nobody uses them here.
        database_url: Secret::new("postgres://nobody@localhost/nothing"),
        ..Settings::default()
    };
    let platform = Platform::assemble(Engines::nowhere(settings)?, Selection::default())?;
    let upstreams: Vec<Upstream> = platform.into_routers().map(Upstream::here).collect();
    document(&upstreams, "/").to_pretty_json().context("the document can't be written as JSON")
}
