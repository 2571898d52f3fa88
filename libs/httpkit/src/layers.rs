//! What every process wraps around its routes: request ids, trace, language, who asks, body limit,
//! time limit, panics, and the rendering of problems. Limits, CORS and browser headers are the
//! gateway's.

use crate::admission::{Admissions, is_upload, turn_away};
use crate::auth::{Actor, Verifier, authenticate};
use crate::extract;
use crate::problem::Problem;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use chassis::crypto::Keyring;
use chassis::idempotency::{self, IdempotencyError};
use chassis::limits::{Decision, RateLimiter, Rule};
use chassis::telemetry::trace::TraceContext;
use chassis::{Chassis, StoreError};
use kernel::{ErrorClass, Fault, Lang, Localized, World};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};
use tracing::Instrument;
use uuid::Uuid;

/// Largest body unless a route says otherwise, in bytes.
pub const BODY_LIMIT: usize = 256 * 1024;
/// Longest a request may take.
const TIME_LIMIT: Duration = Duration::from_secs(20);
/// Longest an upload may take: ten megabytes over a slow phone network.
const UPLOAD_TIME_LIMIT: Duration = Duration::from_secs(180);
/// The header with the request's id, in and out.
pub const REQUEST_ID: &str = "x-request-id";

/// Where the client is.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddr(pub IpAddr);

/// The language the caller reads.
#[derive(Clone, Copy, Debug)]
pub struct CallerLang(pub Lang);

/// The request's id.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// What the layers need.
#[derive(Clone)]
pub struct Edge {
    /// Verifies tokens.
    pub verifier: Verifier,
    /// Time and chance.
    pub world: World,
    /// How many proxies in front add to `X-Forwarded-For`.
    pub trusted_proxies: u8,
    /// Seals kept answers.
    pub keyring: Keyring,
    /// The places of the services that run here.
    pub admissions: Admissions,
}

/// Wraps a process's routes.
pub fn wrap(router: Router, edge: Edge) -> Router {
    crate::route::with_fallbacks(router)
        .layer(from_fn_with_state(edge.verifier.clone(), authenticate))
        .layer(from_fn_with_state(edge.admissions.clone(), turn_away))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(panicked))
        .layer(from_fn(time_limit))
        .layer(from_fn(crate::linger::read_on))
        .layer(from_fn_with_state(edge, around))
}

fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    metrics::counter!("osta_panics_total").increment(1);
    Problem::internal(format!("panicked: {text}")).into_response()
}

async fn time_limit(request: Request, next: Next) -> Response {
    let limit = if is_upload(&request) { UPLOAD_TIME_LIMIT } else { TIME_LIMIT };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(
            ErrorClass::Unavailable,
            "timeout",
            Localized::new(
                "استغرق الطلب وقتًا أطول من اللازم. حاول مرة أخرى.",
                "This took too long. Please try again.",
            ),
        )
        .with_retry_after(2)
        .into_response(),
    }
}

/// Request id, trace, language and client address in; problems rendered, one log line, metrics out.
async fn around(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let request_id = request_id(&request, &edge.world);
    let lang = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .map_or(Lang::Ar, Lang::from_accept_language);
    let client = client_addr(&request, edge.trusted_proxies);
    request.extensions_mut().insert(RequestId(request_id.clone()));
    request.extensions_mut().insert(CallerLang(lang));
    request.extensions_mut().insert(ClientAddr(client));
    request.extensions_mut().insert(edge.keyring.clone());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_string(), |path| path.as_str().to_string());
    let method = request.method().clone();
    let incoming = request.headers().get("traceparent").and_then(|v| v.to_str().ok());
    let trace = TraceContext::from_header(incoming, &edge.world);
    let span = tracing::info_span!("request", request.id = %request_id, %method, route);
    let began = Instant::now();
    let response = trace.scope(next.run(request)).instrument(span.clone());
    let mut response = render(response.await, lang, &request_id, &span);
    let elapsed = began.elapsed();
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(status, elapsed_us = elapsed.as_micros() as u64, "request"));
    let labels = [("method", method.to_string()), ("route", route), ("status", status.to_string())];
    metrics::counter!("osta_http_requests_total", &labels).increment(1);
    metrics::histogram!("osta_http_request_seconds", &labels).record(elapsed.as_secs_f64());
    response
}

/// Gives a [`Problem`] its body. Anything else that failed without one gets one.
fn render(response: Response, lang: Lang, request_id: &str, span: &tracing::Span) -> Response {
    let problem = match response.extensions().get::<Problem>() {
        Some(problem) => problem.clone(),
        None if bare_failure(&response) => match response.status() {
            StatusCode::PAYLOAD_TOO_LARGE => crate::extract::too_large(),
            status => Problem::internal(format!("bare status {status}")),
        },
        None => return response,
    };
    span.in_scope(|| problem.log());
    let body = serde_json::to_vec(&problem.body(lang, request_id)).unwrap_or_default();
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::from_u16(problem.class().status()).unwrap_or(parts.status);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    parts.headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(if lang == Lang::En { "en" } else { "ar" }),
    );
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Response::from_parts(parts, Body::from(body))
}

/// A failure that a library answered, with plain text or nothing as its body.
fn bare_failure(response: &Response) -> bool {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    (status.is_server_error() || status == StatusCode::PAYLOAD_TOO_LARGE)
        && kind.is_none_or(|kind| kind.starts_with("text/plain"))
}

/// The caller's own request id when it is sane, else a new one.
fn request_id(request: &Request, world: &World) -> String {
    request
        .headers()
        .get(REQUEST_ID)
        .and_then(|v| v.to_str().ok())
        .filter(|id| {
            (8..=64).contains(&id.len())
                && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
        .map_or_else(|| Uuid::from_bytes(world.bytes()).simple().to_string(), ToString::to_string)
}

/// The client's address: the peer, or what the last trusted proxy saw.
#[must_use]
pub fn client_addr<B>(request: &axum::http::Request<B>, trusted_proxies: u8) -> IpAddr {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    if trusted_proxies == 0 {
        return peer;
    }
    let hops: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .map(str::trim)
        .collect();
    hops.len()
        .checked_sub(usize::from(trusted_proxies))
        .and_then(|i| hops.get(i))
        .and_then(|hop| hop.parse().ok())
        .unwrap_or(peer)
}

/// How many times as often as a person a partner's program may call: it speaks for many people.
const FOR_MANY: u32 = 10;

/// A rule as it holds for this caller.
#[must_use]
pub fn rule_for(request: &Request, rule: &Rule) -> Rule {
    let is_program = request.extensions().get::<Actor>().is_some_and(|actor| actor.key.is_some());
    let max = if is_program { rule.max.saturating_mul(FOR_MANY) } else { rule.max };
    Rule { max, ..*rule }
}

/// Whom a limit counts: the API key or the account when there is one, else the client's address.
#[must_use]
pub fn caller_key(request: &Request) -> String {
    if let Some(actor) = request.extensions().get::<Actor>() {
        if let Some(key) = actor.key {
            return format!("key:{}", key.id);
        }
        return format!("user:{}", actor.user_id);
    }
    let addr = request.extensions().get::<ClientAddr>();
    format!("addr:{}", addr.map_or_else(String::new, |a| a.0.to_string()))
}

/// Runs a request under a limit and writes the standard headers.
pub async fn run_limited(
    limiter: &RateLimiter,
    rule: &Rule,
    key: &str,
    request: Request,
    next: Next,
) -> Response {
    let decision = limiter.check(rule, key).await;
    let mut response = if decision.allowed {
        next.run(request).await
    } else {
        too_many(&decision).into_response()
    };
    if rule.skip_successful && response.status().is_success() {
        limiter.refund(rule, key).await;
    }
    limit_headers(&mut response, rule, &decision);
    response
}

/// The same for commands that take an idempotency key. A repeat is no second command: it counts for
/// nothing, and gets the answer that is kept for it even where the limit is reached, so that a client
/// whose answer was lost learns what became of its request. Nor does what failed by our own fault count:
/// whoever is told to come back may.
pub async fn run_limited_command(
    chassis: &Chassis,
    rule: &Rule,
    key: &str,
    request: Request,
    next: Next,
) -> Response {
    let asked = asked(&request);
    let mut decision = chassis.limiter.check(rule, key).await;
    let mut response = if decision.allowed {
        next.run(request).await
    } else {
        match is_kept(chassis, asked).await {
            Ok(true) => next.run(request).await,
            Ok(false) => too_many(&decision).into_response(),
            Err(error) => Problem::from(error).into_response(),
        }
    };
    if decision.allowed && (was_repeat(&response) || response.status().is_server_error()) {
        chassis.limiter.refund(rule, key).await;
        decision.remaining = decision.remaining.saturating_add(1).min(decision.limit);
    }
    limit_headers(&mut response, rule, &decision);
    response
}

/// Who asked what under which key; `None` without a key that could have been taken.
fn asked(request: &Request) -> Option<(String, String, String)> {
    let key = extract::header_key(request.headers()).ok()??;
    Some((extract::account_of(request), extract::route_of(request), key))
}

/// Whether its answer is kept.
async fn is_kept(
    chassis: &Chassis,
    asked: Option<(String, String, String)>,
) -> std::result::Result<bool, StoreError> {
    let Some((account, route, key)) = asked else { return Ok(false) };
    idempotency::is_kept(&chassis.db, &account, &route, &key).await
}

/// Whether it is the answer to a request that had come before: replayed, or still being worked on.
fn was_repeat(response: &Response) -> bool {
    let running = |problem: &Problem| problem.code() == IdempotencyError::Running.code();
    response.headers().contains_key(extract::REPLAYED)
        || response.extensions().get::<Problem>().is_some_and(running)
}

/// `RateLimit-*` headers (draft-ietf-httpapi-ratelimit-headers-03, the widespread form). An inner,
/// narrower limit that was already written stays.
pub fn limit_headers(response: &mut Response, rule: &Rule, decision: &Decision) {
    let headers = response.headers_mut();
    if headers.contains_key("ratelimit-limit") {
        return;
    }
    headers.insert("ratelimit-limit", decision.limit.into());
    headers.insert("ratelimit-remaining", decision.remaining.into());
    headers.insert("ratelimit-reset", decision.reset_s.into());
    let policy = format!("{};w={}", decision.limit, rule.window_s);
    if let Ok(value) = HeaderValue::from_str(&policy) {
        headers.insert("ratelimit-policy", value);
    }
}

/// The problem of somebody who asks too often.
#[must_use]
pub fn too_many(decision: &Decision) -> Problem {
    let wait_s = decision.retry_after_s.unwrap_or(1);
    let wait = kernel::text::wait(wait_s);
    Problem::new(
        ErrorClass::TooMany,
        "too_many_requests",
        Localized::new(
            format!("محاولات كثيرة في وقت قصير. حاول مرة أخرى بعد {}.", wait.ar),
            format!("Too many tries in a short time. Try again in {}.", wait.en),
        ),
    )
    .with_retry_after(wait_s)
}
