//! The general limit: so many requests a minute an account, or an address for guests.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chassis::limits::{GENERAL_API, RateLimiter, Rule};
use httpkit::layers::{caller_key, rule_for, run_limited};

/// The limiter and the rule as configured.
#[derive(Clone)]
pub struct General {
    limiter: RateLimiter,
    rule: Rule,
}

impl General {
    /// The requirements' limit with the configured number.
    pub fn new(limiter: RateLimiter, per_minute: u32) -> Self {
        Self { limiter, rule: Rule { max: per_minute, ..GENERAL_API } }
    }
}

/// Counts the request and lets it pass or not.
pub async fn check(State(general): State<General>, request: Request, next: Next) -> Response {
    let key = caller_key(&request);
    let rule = rule_for(&request, &general.rule);
    run_limited(&general.limiter, &rule, &key, request, next).await
}
