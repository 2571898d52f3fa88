//! What a running service says of itself: logs, traces, metrics.
//!
//! Logs are one JSON object a line (or one readable line at a desk), carry the trace of the
//! request they belong to, and never personal data: fields are hidden by name and what still looks
//! like a phone, an address, a token or a national id is hidden by form ([`redact`]).

mod log;
mod metrics;
pub mod redact;
pub mod trace;

pub use log::{LogFormat, LogLayer};
pub use metrics::{MetricsHandle, metrics_handle};
pub use trace::TraceContext;

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Registry};

/// The logs can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter has a form that can't be read.
    #[error("the log filter can't be read; an example is `info,booking=debug`")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
}

/// Sends the logs of this process to standard error, in `format`, as far as `filter` lets them
/// (`info,booking=debug`). The first call decides; later ones change nothing, so that tests may
/// call it freely.
///
/// # Errors
/// When the filter can't be read.
pub fn init(format: LogFormat, filter: &str) -> Result<(), TelemetryError> {
    let filter = EnvFilter::builder().parse(filter)?;
    let layer = LogLayer::new(format, std::io::stderr);
    // An error here means that this process logs already.
    let _ = Registry::default().with(filter).with(layer).try_init();
    Ok(())
}
