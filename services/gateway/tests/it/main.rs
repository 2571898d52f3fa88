//! The edge as clients meet it, over real sockets.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says why by failing")]

mod web;

use async_trait::async_trait;
use axum::extract::Request;
use axum::response::IntoResponse;
use chassis::Settings;
use chassis::crypto::Keyring;
use chassis::limits::RateLimiter;
use chassis::telemetry::metrics_handle;
use contracts::PortError;
use gateway::{Check, Gateway, GatewayConfig, Upstream, listen};
use httpkit::auth::{KeySource, Verifier};
use httpkit::layers::{Edge, wrap};
use httpkit::route::{guarded, public};
use kernel::{Permission, World};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use utoipa_axum::routes;

struct NoKeys;

#[async_trait]
impl KeySource for NoKeys {
    async fn jwks(&self) -> Result<Value, PortError> {
        Ok(json!({"keys": []}))
    }
}

#[utoipa::path(get, path = "/api/v1/echo", responses((status = 200)))]
async fn echo(request: Request) -> impl IntoResponse {
    let header = |name: &str| {
        request.headers().get(name).and_then(|v| v.to_str().ok()).map(ToString::to_string)
    };
    axum::Json(json!({
        "target": request.uri().to_string(),
        "forwarded": header("x-forwarded-for"),
        "requestId": header("x-request-id"),
        "traceparent": header("traceparent"),
    }))
}

#[utoipa::path(get, path = "/api/v1/admin/secrets", responses((status = 200)))]
async fn secrets() -> &'static str {
    "secret"
}

#[utoipa::path(get, path = "/api/v1/panic", responses((status = 200)))]
async fn panics() -> &'static str {
    panic!("a bug")
}

fn service() -> httpkit::Router {
    httpkit::Router::new()
        .routes(public(routes!(echo)))
        .routes(public(routes!(panics)))
        .routes(guarded(&[Permission::BookingViewAll], routes!(secrets)))
}

fn edge(world: &World, trusted_proxies: u8) -> Edge {
    Edge {
        verifier: Verifier::new(Arc::new(NoKeys), world.clone()),
        world: world.clone(),
        trusted_proxies,
        keyring: Keyring::for_tests(),
        admissions: Default::default(),
    }
}

async fn listen_on(router: axum::Router) -> (String, CancellationToken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    tokio::spawn(listen::serve(listener, router, stop.clone()));
    (url, stop)
}

struct Outside {
    url: String,
    http: reqwest::Client,
    ready: Arc<AtomicBool>,
    _stop: tokio_util::sync::DropGuard,
}

async fn outside(settings: Settings, config: GatewayConfig, upstreams: Vec<Upstream>) -> Outside {
    let (world, _) = testkit::world();
    let ready = Arc::new(AtomicBool::new(true));
    let asked = ready.clone();
    let gateway = Gateway {
        settings: Arc::new(settings),
        config,
        limiter: RateLimiter::memory(world.clone(), 1000),
        edge: edge(&world, 0),
        checks: vec![Check::new("database", move || {
            let up = asked.load(Ordering::SeqCst);
            async move { up }
        })],
        metrics: metrics_handle(),
    };
    let (url, stop) = listen_on(gateway.router(upstreams, axum::Router::new())).await;
    Outside { url, http: reqwest::Client::new(), ready, _stop: stop.drop_guard() }
}

async fn simple() -> Outside {
    outside(Settings::default(), GatewayConfig::default(), vec![Upstream::here(service())]).await
}

impl Outside {
    async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(format!("{}{path}", self.url)).send().await.unwrap()
    }
}

fn header<'a>(response: &'a reqwest::Response, name: &str) -> &'a str {
    response.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

#[tokio::test]
async fn an_unknown_address_is_a_problem_in_the_callers_language() {
    let outside = simple().await;
    let arabic = outside.get("/api/v1/nothing").await;
    assert_eq!(arabic.status(), StatusCode::NOT_FOUND);
    assert_eq!(header(&arabic, "content-type"), "application/problem+json");
    assert_eq!(header(&arabic, "content-language"), "ar");
    let id = header(&arabic, "x-request-id").to_string();
    let body: Value = arabic.json().await.unwrap();
    assert_eq!(
        (body["code"].as_str(), body["requestId"].as_str()),
        (Some("not_found"), Some(&*id))
    );
    assert!(body["title"].as_str().unwrap().contains("لم نجد"));
    let url = format!("{}/api/v1/echo", outside.url);
    let request = outside.http.delete(url).header("accept-language", "en");
    let body: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(
        (body["status"].as_u64(), body["code"].as_str()),
        (Some(405), Some("method_not_allowed"))
    );
}

#[tokio::test]
async fn an_address_without_a_version_means_the_current_one() {
    let body: Value = simple().await.get("/api/echo?a=b").await.json().await.unwrap();
    assert_eq!(body["target"], "/api/v1/echo?a=b");
}

#[tokio::test]
async fn every_answer_carries_security_headers() {
    let outside = simple().await;
    for path in ["/api/v1/echo", "/api/v1/nothing", "/healthz", "/api/docs/"] {
        let answer = outside.get(path).await;
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&answer, "x-frame-options"), "DENY", "{path}");
        assert!(
            header(&answer, "content-security-policy").contains("default-src 'none'"),
            "{path}"
        );
        assert_eq!(header(&answer, "strict-transport-security"), "", "only over https");
    }
    let settings = Settings { public_url: "https://osta.example".into(), ..Settings::default() };
    let secure = outside_with(settings).await.get("/api/v1/echo").await;
    assert!(header(&secure, "strict-transport-security").starts_with("max-age="));
}

async fn outside_with(settings: Settings) -> Outside {
    outside(settings, GatewayConfig::default(), vec![Upstream::here(service())]).await
}

#[tokio::test]
async fn the_hundred_and_first_request_of_a_minute_waits() {
    let outside = simple().await;
    for n in 0..100u32 {
        let answer = outside.get("/api/v1/echo").await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(header(&answer, "ratelimit-limit"), "100");
        assert_eq!(header(&answer, "ratelimit-remaining"), (99 - n).to_string());
    }
    let refused = outside.get("/api/v1/echo").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(header(&refused, "retry-after"), "60");
    assert_eq!(refused.json::<Value>().await.unwrap()["code"], "too_many_requests");
    assert_eq!(outside.get("/healthz").await.status(), StatusCode::OK, "health is not limited");
}

#[tokio::test]
async fn only_configured_origins_may_call_with_cookies() {
    let settings =
        Settings { cors_origins: vec!["https://app.osta.example".into()], ..Settings::default() };
    let outside = outside_with(settings).await;
    let allowed = async |origin: &str| {
        let url = format!("{}/api/v1/echo", outside.url);
        let request = outside.http.request(reqwest::Method::OPTIONS, url);
        let request =
            request.header("origin", origin).header("access-control-request-method", "POST");
        header(&request.send().await.unwrap(), "access-control-allow-origin").to_string()
    };
    assert_eq!(allowed("https://app.osta.example").await, "https://app.osta.example");
    assert_eq!(allowed("https://evil.example").await, "");
}

#[tokio::test]
async fn operators_endpoints_do_not_exist_for_unknown_networks() {
    let config = GatewayConfig {
        admin_networks: vec!["10.0.0.0/8".parse().unwrap()],
        ..GatewayConfig::default()
    };
    let closed = outside(Settings::default(), config, vec![Upstream::here(service())]).await;
    assert_eq!(closed.get("/api/v1/admin/secrets").await.status(), StatusCode::NOT_FOUND);
    let config = GatewayConfig {
        admin_networks: vec!["127.0.0.0/8".parse().unwrap()],
        ..GatewayConfig::default()
    };
    let open = outside(Settings::default(), config, vec![Upstream::here(service())]).await;
    assert_eq!(open.get("/api/v1/admin/secrets").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_bad_token_is_refused_even_where_none_is_needed() {
    let outside = simple().await;
    for token in ["Bearer x.y.z", "Basic abc", "Bearer", &format!("Bearer {}", "a".repeat(5000))] {
        let url = format!("{}/api/v1/echo", outside.url);
        let answer = outside.http.get(url).header("authorization", token).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{token:.20}");
        assert_eq!(header(&answer, "www-authenticate"), "Bearer");
    }
}

#[tokio::test]
async fn a_service_in_another_process_answers_as_if_it_were_here() {
    let (world, _) = testkit::world();
    let (routes, _) = service().split_for_parts();
    let (url, _stop) = listen_on(wrap(routes, edge(&world, 1))).await;
    let upstreams = vec![Upstream::there("echo", url, service())];
    let outside = outside(Settings::default(), GatewayConfig::default(), upstreams).await;
    let request = outside.http.get(format!("{}/api/echo?q=1", outside.url));
    let request =
        request.header("x-request-id", "my-request-1").header("x-forwarded-for", "6.6.6.6");
    let answer = request.send().await.unwrap();
    assert_eq!(header(&answer, "x-request-id"), "my-request-1");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["target"], "/api/v1/echo?q=1");
    assert_eq!(body["forwarded"], "127.0.0.1", "what a client claims is not passed on");
    assert_eq!(body["requestId"], "my-request-1");
    assert!(body["traceparent"].as_str().unwrap().starts_with("00-"));
    let missing: Value = outside.get("/api/v1/admin/secrets").await.json().await.unwrap();
    assert_eq!(missing["code"], "unauthenticated", "its problems come through as they are");
}

#[tokio::test]
async fn a_service_that_is_away_is_a_503_with_retry_after_and_takes_nobody_with_it() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let away = httpkit::Router::new().routes(public(routes!(echo)));
    let here =
        httpkit::Router::new().routes(guarded(&[Permission::BookingViewAll], routes!(secrets)));
    let upstreams =
        vec![Upstream::there("echo", format!("http://{nobody}"), away), Upstream::here(here)];
    let outside = outside(Settings::default(), GatewayConfig::default(), upstreams).await;
    let answer = outside.get("/api/v1/echo").await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(header(&answer, "retry-after"), "2");
    assert_eq!(outside.get("/api/v1/admin/secrets").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_document_is_complete_and_the_page_works_without_other_hosts() {
    let outside = simple().await;
    let document: Value = outside.get("/api/openapi.json").await.json().await.unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let operation = &document["paths"]["/api/v1/admin/secrets"]["get"];
    assert_eq!(operation["x-permissions"], json!(["booking:view_all"]));
    for status in ["200", "401", "403", "429", "500", "503"] {
        assert!(operation["responses"][status].is_object(), "{status}");
    }
    assert_eq!(document["paths"]["/api/v1/echo"]["get"]["x-permissions"], "public");
    assert!(document["components"]["schemas"]["Problem"].is_object());
    let page = outside.get("/api/docs/").await;
    assert_eq!(page.status(), StatusCode::OK);
    let html = page.text().await.unwrap();
    assert!(html.contains("swagger-ui") && !html.contains("https://"), "{html}");
}

#[tokio::test]
async fn readiness_tells_which_dependency_is_down() {
    let outside = simple().await;
    assert_eq!(outside.get("/readyz").await.status(), StatusCode::OK);
    outside.ready.store(false, Ordering::SeqCst);
    let answer = outside.get("/readyz").await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(header(&answer, "retry-after"), "2");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["dependencies"]["database"], "down");
    assert_eq!(outside.get("/healthz").await.status(), StatusCode::OK, "alive all the same");
}

#[tokio::test]
async fn a_panic_is_our_fault_and_the_next_request_works() {
    let outside = simple().await;
    let answer = outside.get("/api/v1/panic").await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["code"], "internal");
    assert!(!body.to_string().contains("a bug"));
    assert_eq!(outside.get("/api/v1/echo").await.status(), StatusCode::OK);
    let metrics = outside.get("/metrics").await.text().await.unwrap();
    assert!(metrics.contains("osta_panics_total"), "{metrics}");
    assert!(metrics.contains(r#"route="/api/v1/echo""#), "{metrics}");
}

#[tokio::test]
async fn header_floods_and_endless_addresses_are_cut_off() {
    let outside = simple().await;
    let mut request = outside.http.get(format!("{}/api/v1/echo", outside.url));
    for n in 0..100 {
        request = request.header(format!("x-flood-{n}"), "1");
    }
    let status = request.send().await.unwrap().status();
    assert_eq!(status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    let long = outside.get(&format!("/api/v1/echo?{}", "a".repeat(9000))).await;
    assert_eq!(long.status(), StatusCode::URI_TOO_LONG);
    // It would show its sender what proxies added to the request.
    let echoing = outside.http.request(Method::TRACE, format!("{}/api/v1/echo", outside.url));
    assert_eq!(echoing.send().await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn open_requests_end_before_the_listener_does() {
    let slow = axum::Router::new().route(
        "/slow",
        axum::routing::get(async || {
            tokio::time::sleep(Duration::from_millis(300)).await;
            "done"
        }),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let serving = tokio::spawn(listen::serve(listener, slow, stop.clone()));
    let mut client = TcpStream::connect(addr).await.unwrap();
    client.write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    stop.cancel();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"), "{answer}");
    serving.await.unwrap();
    assert!(TcpStream::connect(addr).await.is_err());
}
