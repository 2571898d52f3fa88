//! Where a service's routes lead: into this process, or to another one.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use chassis::telemetry::trace;
use contracts::PortError;
use httpkit::Problem;
use httpkit::layers::{ClientAddr, REQUEST_ID, RequestId};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use kernel::World;
use std::collections::BTreeSet;
use std::time::Duration;
use utoipa::openapi::OpenApi;

/// Headers that concern one connection only (RFC 9110 §7.6.1).
const HOP_BY_HOP: [HeaderName; 7] = [
    header::CONNECTION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
];

/// What asks other processes.
pub(crate) type Plain = Client<HttpConnector, Body>;

/// A service as the gateway knows it.
pub struct Upstream {
    openapi: OpenApi,
    target: Target,
    sockets: Option<Sockets>,
}

enum Sockets {
    Here(Router),
    There { service: &'static str, url: String },
}

enum Target {
    Here(Router),
    There { service: &'static str, url: String },
}

impl Upstream {
    /// A service in this process.
    #[must_use]
    pub fn here(router: httpkit::Router) -> Self {
        let (router, openapi) = router.split_for_parts();
        Self { openapi, target: Target::Here(router), sockets: None }
    }

    /// A service in another process; `router` only tells its document.
    #[must_use]
    pub fn there(service: &'static str, url: String, router: httpkit::Router) -> Self {
        let target = Target::There { service, url };
        Self { openapi: router.into_openapi(), target, sockets: None }
    }

    /// The service also answers at `/socket.io`: with `router`, or where the service is.
    #[must_use]
    pub fn with_sockets(mut self, router: Router) -> Self {
        self.sockets = Some(match &self.target {
            Target::Here(_) => Sockets::Here(router),
            Target::There { service, url } => Sockets::There { service, url: url.clone() },
        });
        self
    }

    /// The routes of `/socket.io`, if the service has them.
    pub(crate) fn take_sockets(&mut self, world: &World, trusted_proxies: u8) -> Option<Router> {
        Some(match self.sockets.take()? {
            Sockets::Here(router) => router,
            Sockets::There { service, url } => {
                crate::sockets::sockets_there(service, url, world.clone())
            }
        })
        .map(|router| crate::sockets::sockets_here(router, trusted_proxies))
    }

    pub(crate) fn openapi(&self) -> &OpenApi {
        &self.openapi
    }
}

pub(crate) fn client() -> Plain {
    let mut connector = HttpConnector::new();
    connector.set_connect_timeout(Some(Duration::from_secs(2)));
    connector.set_nodelay(true);
    Client::builder(TokioExecutor::new()).build(connector)
}

/// All services' routes.
pub(crate) fn routes(upstreams: Vec<Upstream>, world: &World) -> Router {
    let client = client();
    let mut router = Router::new();
    for upstream in upstreams {
        match upstream.target {
            Target::Here(routes) => router = router.merge(routes),
            Target::There { service, url } => {
                let paths: BTreeSet<String> = upstream.openapi.paths.paths.into_keys().collect();
                for path in paths {
                    let (client, url, world) = (client.clone(), url.clone(), world.clone());
                    router = router.route(
                        &path,
                        any(async move |request: Request| {
                            forward(&client, service, &url, &world, request).await
                        }),
                    );
                }
            }
        }
    }
    router
}

pub(crate) async fn forward(
    client: &Plain,
    service: &'static str,
    url: &str,
    world: &World,
    request: Request,
) -> Response {
    let request = match addressed(request, service, url, world) {
        Ok(request) => request,
        Err(problem) => return problem.into_response(),
    };
    match client.request(request).await {
        Ok(response) => {
            let (mut parts, body) = response.into_parts();
            for name in &HOP_BY_HOP {
                parts.headers.remove(name);
            }
            Response::from_parts(parts, Body::new(body))
        }
        Err(error) => away(service, &error),
    }
}

/// The request as the service at `url` gets it.
pub(crate) fn addressed(
    mut request: Request,
    service: &'static str,
    url: &str,
    world: &World,
) -> Result<Request, Problem> {
    let target = request.uri().path_and_query().map_or("/", |t| t.as_str());
    let Ok(uri) = format!("{}{target}", url.trim_end_matches('/')).parse::<Uri>() else {
        return Err(Problem::internal(format!("{service} has an unusable URL")));
    };
    *request.uri_mut() = uri;
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let client_addr = request.extensions().get::<ClientAddr>().map(|addr| addr.0.to_string());
    let headers = request.headers_mut();
    for name in &HOP_BY_HOP {
        headers.remove(name);
    }
    headers.remove(header::HOST);
    let mut set = |name: &'static str, value: Option<String>| {
        if let Some(value) = value.and_then(|v| HeaderValue::try_from(v).ok()) {
            headers.insert(name, value);
        }
    };
    set("x-forwarded-for", client_addr);
    set(REQUEST_ID, request_id);
    set("traceparent", trace::current().map(|t| t.child(world).to_header()));
    Ok(request)
}

/// The answer for a service that does not answer.
pub(crate) fn away(service: &'static str, error: &dyn std::fmt::Display) -> Response {
    tracing::warn!(service, %error, "a service does not answer");
    httpkit::problem::from_port(PortError::Unavailable).into_response()
}
