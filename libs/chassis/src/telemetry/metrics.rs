//! The metrics of this process, in the text form that Prometheus scrapes.

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;

/// Bounds of the histograms whose name ends in `_seconds`: from a cache hit to a stuck call.
const SECONDS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// The recorder of this process. Cheap to clone.
#[derive(Clone)]
pub struct MetricsHandle(PrometheusHandle);

/// The recorder of this process, installed by the first call: what `metrics::counter!` and its
/// siblings count after that is in [`MetricsHandle::render`].
#[must_use]
pub fn metrics_handle() -> MetricsHandle {
    let handle = HANDLE.get_or_init(|| {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)
            .expect("the list of bounds is not empty")
            .build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::error!("another metrics recorder is installed; ours stays empty");
        }
        handle
    });
    MetricsHandle(handle.clone())
}

impl MetricsHandle {
    /// All metrics in the Prometheus text format (version 0.0.4).
    #[must_use]
    pub fn render(&self) -> String {
        // Drains the samples that histograms have gathered; without it they only grow.
        self.0.run_upkeep();
        self.0.render()
    }
}
