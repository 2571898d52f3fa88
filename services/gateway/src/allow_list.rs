//! Only known networks may reach operators' endpoints, when the configuration names any.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use httpkit::Problem;
use httpkit::layers::ClientAddr;
use ipnet::IpNet;
use std::sync::Arc;

/// Answers `404` to strangers: to them the endpoints don't exist.
pub async fn check(
    State(networks): State<Arc<Vec<IpNet>>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if networks.is_empty() || !request.uri().path().starts_with("/api/v1/admin") {
        return Ok(next.run(request).await);
    }
    let client = request.extensions().get::<ClientAddr>().map(|addr| addr.0.to_canonical());
    if client.is_some_and(|addr| networks.iter().any(|net| net.contains(&addr))) {
        return Ok(next.run(request).await);
    }
    tracing::warn!("an operators' endpoint was called from an unknown network");
    Err(Problem::not_found())
}
