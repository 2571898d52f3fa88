//! Runs the platform's services in this process.

use crate::platform::{Engines, MIGRATIONS, Platform, Selection};
use crate::trouble::Trouble;
use anyhow::Context;
use chassis::Settings;
use chassis::telemetry::{self, LogFormat};
use tokio::net::{TcpListener, TcpSocket};
use tokio_util::sync::CancellationToken;

/// How many connections wait to be accepted at most.
const BACKLOG: u32 = 1_024;

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
    let shared = settings.listen_shared;
    let cannot = |error: std::io::Error| {
        Trouble::new(format!("Cannot listen on {address}: {error}."))
            .way_out("Choose another with OSTA_LISTEN=127.0.0.1:9000")
    };
    // An address of our own is claimed before anything else is touched; a shared one is not taken
    // from the process that still serves before we can.
    let alone =
        if shared { None } else { Some(TcpListener::bind(&address).await.map_err(cannot)?) };
    let engines = Engines::start(settings).await?;
    let platform = Platform::assemble(engines, selection)?;
    let listener = match alone {
        Some(listener) => listener,
        None => listen_beside_others(&address).await.map_err(cannot)?,
    };
    ready();
    platform.run(listener, stop).await
}

/// Listens on an address that other processes may listen on too.
async fn listen_beside_others(address: &str) -> std::io::Result<TcpListener> {
    let mut last = std::io::Error::from(std::io::ErrorKind::AddrNotAvailable);
    for address in tokio::net::lookup_host(address).await? {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        socket.set_reuseaddr(true)?;
        socket.set_reuseport(true)?;
        match socket.bind(address).and_then(|()| socket.listen(BACKLOG)) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = error,
        }
    }
    Err(last)
}
