//! `/socket.io`: long-lived connections, outside the layers of requests. They lead into this
//! process or, upgrade included, to another one.

use crate::upstream::{self, Plain};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use httpkit::layers::{ClientAddr, client_addr};
use hyper_util::rt::TokioIo;
use kernel::World;
use std::time::Duration;

/// The paths.
const PATHS: [&str; 2] = ["/socket.io", "/socket.io/"];
/// How long the other process may take to answer an upgrade.
const UPGRADE_TIME: Duration = Duration::from_secs(10);

/// A service's sockets in this process. Tells them where the client is.
pub fn sockets_here(router: Router, trusted_proxies: u8) -> Router {
    router.layer(from_fn(move |mut request: Request, next: Next| {
        let client = client_addr(&request, trusted_proxies);
        request.extensions_mut().insert(ClientAddr(client));
        next.run(request)
    }))
}

/// A service's sockets in another process.
pub(crate) fn sockets_there(service: &'static str, url: String, world: World) -> Router {
    let client = upstream::client();
    let mut router = Router::new();
    for path in PATHS {
        let (client, url, world) = (client.clone(), url.clone(), world.clone());
        router = router.route(
            path,
            any(async move |request: Request| {
                if is_upgrade(&request) {
                    forward_upgrade(&client, service, &url, &world, request).await
                } else {
                    upstream::forward(&client, service, &url, &world, request).await
                }
            }),
        );
    }
    router
}

fn is_upgrade(request: &Request) -> bool {
    let upgrade = request.headers().get(header::UPGRADE);
    upgrade.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Forwards an upgrade, then every byte both ways until either side ends.
async fn forward_upgrade(
    client: &Plain,
    service: &'static str,
    url: &str,
    world: &World,
    mut request: Request,
) -> Response {
    let theirs = hyper::upgrade::on(&mut request);
    let mut request = match upstream::addressed(request, service, url, world) {
        Ok(request) => request,
        Err(problem) => return problem.into_response(),
    };
    let headers = request.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    let mut response = match tokio::time::timeout(UPGRADE_TIME, client.request(request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => return upstream::away(service, &error),
        Err(late) => return upstream::away(service, &late),
    };
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        let (parts, body) = response.into_parts();
        return Response::from_parts(parts, Body::new(body));
    }
    let ours = hyper::upgrade::on(&mut response);
    tokio::spawn(async move {
        let (Ok(theirs), Ok(ours)) = tokio::join!(theirs, ours) else { return };
        let (mut theirs, mut ours) = (TokioIo::new(theirs), TokioIo::new(ours));
        if let Err(error) = tokio::io::copy_bidirectional(&mut theirs, &mut ours).await {
            tracing::debug!(%error, "a socket ended");
        }
    });
    let (parts, _) = response.into_parts();
    Response::from_parts(parts, Body::empty())
}
