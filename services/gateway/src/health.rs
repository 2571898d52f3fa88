//! `/healthz` (alive), `/readyz` (dependencies), `/metrics` (Prometheus).

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use chassis::telemetry::MetricsHandle;
use serde_json::{Map, Value, json};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

type Ask = dyn Fn() -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync;

/// A dependency that `/readyz` asks.
#[derive(Clone)]
pub struct Check {
    name: &'static str,
    ask: Arc<Ask>,
}

impl Check {
    /// A dependency and how to ask whether it answers.
    pub fn new<F>(name: &'static str, ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = bool> + Send + 'static,
    {
        Self { name, ask: Arc::new(move || Box::pin(ask())) }
    }
}

/// The routes of a process, gateway or not.
pub fn health_routes(checks: Vec<Check>, metrics: Option<MetricsHandle>) -> Router {
    let routes = Router::new()
        .route("/healthz", get(async || Json(json!({"status": "alive"}))))
        .route("/readyz", get(async move || ready(&checks).await));
    match metrics {
        None => routes,
        Some(metrics) => routes.route(
            "/metrics",
            get(async move || {
                ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics.render())
            }),
        ),
    }
}

async fn ready(checks: &[Check]) -> Response {
    let mut dependencies = Map::new();
    for check in checks {
        let up = (check.ask)().await;
        dependencies.insert(check.name.into(), Value::from(if up { "up" } else { "down" }));
    }
    let ready = dependencies.values().all(|state| state == "up");
    let status = if ready { "ready" } else { "not_ready" };
    let body = Json(json!({"status": status, "dependencies": dependencies}));
    if ready {
        body.into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "2")], body).into_response()
    }
}
