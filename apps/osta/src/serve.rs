//! Runs the platform's services in this process.

use crate::platform::{Engines, MIGRATIONS, Platform, Selection};
use crate::trouble::Trouble;
use anyhow::Context;
use chassis::Settings;
use chassis::telemetry::{self, LogFormat};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Makes the choices that a process makes once: how TLS and logs work.
///
/// # Errors
/// When the log filter can't be read.
pub fn prepare_process(settings: &Settings) -> anyhow::Result<()> {
    // Two implementations are compiled in; the first call decides.
    let _already_chosen = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let format = if settings.log_format == "pretty" { LogFormat::Pretty } else { LogFormat::Json };
    telemetry::init(format, &settings.log_filter).context("OSTA_LOG_FILTER can't be used")?;
    let _shown_by_metrics = telemetry::metrics_handle();
    Ok(())
}

/// Brings the database to the newest schema.
///
/// # Errors
/// When the database is away, lacks PostGIS, or its role may not make schemas and roles.
pub async fn migrate(settings: &Settings) -> anyhow::Result<()> {
    chassis::db::migrate(settings.database_url.expose(), MIGRATIONS).await.map_err(|error| {
        let mut what = format!("The database can't be migrated: {error}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            what.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        let way_out = "It must be reachable, have PostGIS available, and let this login create \
                       schemas, extensions and roles.";
        Trouble::new(what).way_out(way_out).into()
    })
}

/// Serves the chosen services until `stop`; says `ready` once the address is had and everything is
/// assembled. The database must be migrated.
///
/// # Errors
/// When a service can't start or the address can't be had.
pub async fn run(
    settings: Settings,
    selection: Selection,
    stop: CancellationToken,
    ready: impl FnOnce(),
) -> anyhow::Result<()> {
    let address = settings.listen.clone();
    let listener = TcpListener::bind(&address).await.map_err(|error| {
        Trouble::new(format!("Cannot listen on {address}: {error}."))
            .way_out("Choose another with OSTA_LISTEN=127.0.0.1:9000")
    })?;
    let engines = Engines::start(settings).await?;
    let platform = Platform::assemble(engines, selection)?;
    ready();
    platform.run(listener, stop).await
}
