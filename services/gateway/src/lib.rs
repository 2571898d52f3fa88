//! The edge: everything from outside comes through here, with one set of limits.
//!
//! Owns nothing in the database. Merges the routes of services in this process, forwards to those
//! in others, and adds what belongs to the outside: the general limit, CORS, browser headers, the
//! allow-list of operators' networks, the OpenAPI document with a page to try it, health, and the
//! web app.

mod allow_list;
mod browser;
mod docs;
mod health;
mod limits;
pub mod listen;
mod sockets;
mod stall;
mod upstream;
mod web;

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, Uri, uri::PathAndQuery};
use axum::middleware::{from_fn, from_fn_with_state};
use chassis::Settings;
use chassis::limits::RateLimiter;
use chassis::telemetry::MetricsHandle;
use httpkit::layers::{Edge, wrap};
use ipnet::IpNet;
use serde::Deserialize;
use std::sync::Arc;
use tower::ServiceExt;

pub use docs::document;
pub use health::{Check, health_routes};
pub use sockets::sockets_here;
pub use upstream::Upstream;
pub use web::{MapConfig, WebConfig};

/// The gateway's section of the configuration, `gateway`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GatewayConfig {
    /// Networks that may call `/api/v1/admin`; empty lets everybody try.
    pub admin_networks: Vec<IpNet>,
    /// The web app.
    pub web: WebConfig,
}

/// What the gateway stands on.
pub struct Gateway {
    /// The configuration.
    pub settings: Arc<Settings>,
    /// The gateway's own section of it.
    pub config: GatewayConfig,
    /// Who asks how often.
    pub limiter: RateLimiter,
    /// Tokens, time and proxies.
    pub edge: Edge,
    /// What `/readyz` asks.
    pub checks: Vec<Check>,
    /// What `/metrics` shows.
    pub metrics: MetricsHandle,
}

impl Gateway {
    /// The router of the whole platform. `internal` answers other services' questions; it protects
    /// itself and is not limited.
    pub fn router(self, mut upstreams: Vec<Upstream>, internal: Router) -> Router {
        let document = docs::document(&upstreams, &self.settings.public_url);
        let sockets = upstreams
            .iter_mut()
            .filter_map(|u| u.take_sockets(&self.edge.world, self.edge.trusted_proxies))
            .fold(Router::new(), Router::merge);
        let api = upstream::routes(upstreams, &self.edge.world)
            .merge(docs::routes(document))
            .layer(from_fn_with_state(
                Arc::new(self.config.admin_networks.clone()),
                allow_list::check,
            ))
            .layer(from_fn_with_state(
                limits::General::new(self.limiter, self.settings.general_limit_per_minute),
                limits::check,
            ));
        let world = self.edge.world.clone();
        let secure = self.settings.public_url.starts_with("https://");
        let all = wrap(api.merge(internal), self.edge).merge(health_routes(
            self.checks,
            self.settings.metrics_public.then_some(self.metrics),
        ));
        let all = web::in_front_of(all, self.config.web, world);
        let inner = all
            .layer(from_fn_with_state(secure, browser::headers))
            .layer(browser::cors(&self.settings))
            .layer(tower_http::compression::CompressionLayer::new())
            .layer(from_fn(refuse_long_targets));
        let sockets = sockets
            .layer(from_fn_with_state(secure, browser::headers))
            .layer(browser::cors(&self.settings))
            .layer(from_fn(refuse_long_targets));
        // Paths are rewritten before they are matched.
        sockets
            .fallback_service(inner.into_service::<axum::body::Body>().map_request(current_version))
    }
}

/// `/api/x` without a version means the current one, `/api/v1/x`.
fn current_version<B>(mut request: axum::http::Request<B>) -> axum::http::Request<B> {
    let path = request.uri().path();
    let Some(rest) = path.strip_prefix("/api/") else { return request };
    let first = rest.split('/').next().unwrap_or_default();
    let versioned =
        first.len() > 1 && first.starts_with('v') && first[1..].bytes().all(|b| b.is_ascii_digit());
    if versioned || first == "docs" || first == "openapi.json" {
        return request;
    }
    let query = request.uri().query().map(|q| format!("?{q}")).unwrap_or_default();
    let mut parts = request.uri().clone().into_parts();
    if let Ok(target) = PathAndQuery::try_from(format!("/api/v1/{rest}{query}")) {
        parts.path_and_query = Some(target);
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
    request
}

/// Addresses longer than 8 KiB are no addresses of ours.
async fn refuse_long_targets(
    request: Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    use axum::response::IntoResponse;
    let long = request.uri().path_and_query().is_some_and(|t| t.as_str().len() > 8192);
    if long || request.method() == Method::CONNECT {
        return axum::http::StatusCode::URI_TOO_LONG.into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::current_version;
    use axum::http::Request;

    fn rewritten(target: &str) -> String {
        let request = Request::builder().uri(target).body(()).unwrap();
        current_version(request).uri().to_string()
    }

    #[test]
    fn an_address_without_a_version_means_the_current_one() {
        assert_eq!(rewritten("/api/bookings?limit=3"), "/api/v1/bookings?limit=3");
        assert_eq!(rewritten("/api/v1/bookings"), "/api/v1/bookings");
        assert_eq!(rewritten("/api/v2/bookings"), "/api/v2/bookings");
        assert_eq!(rewritten("/api/vouchers"), "/api/v1/vouchers");
        assert_eq!(rewritten("/api/docs/"), "/api/docs/");
        assert_eq!(rewritten("/api/openapi.json"), "/api/openapi.json");
        assert_eq!(rewritten("/healthz"), "/healthz");
    }
}
