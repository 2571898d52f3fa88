//! The web app on the same origin: the files of a folder that `npm run build` makes. They are read
//! once and kept in memory; a new build is noticed at the next page.
//!
//! Files under `assets/` have their content's hash in their names and never change. Every other
//! address that is not the API's is a page of the app, with a policy that lets run only what comes
//! from here. Which page an address gets, drawn beforehand in both languages, the build says.

mod page;
mod site;
mod wish;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::World;
use serde::Deserialize;
use site::{File, Folder};
use std::path::PathBuf;
use std::sync::Arc;
use wish::Wish;

/// The web app's part of the gateway's configuration, `gateway.web`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebConfig {
    /// The folder with the built app; without one there are no pages.
    pub dir: Option<PathBuf>,
    /// Where the sandbox shows SMS and mail, for an installation that has one.
    pub sandbox_url: Option<String>,
    /// A `MapLibre` style; without one the map is the app's own simple one.
    pub map_style_url: Option<String>,
    /// Origins that the map's style, tiles and glyphs come from.
    pub map_origins: Vec<String>,
}

/// The web app, ready to be served.
#[derive(Clone)]
pub(crate) struct Web {
    folder: Arc<Folder>,
    config: Arc<WebConfig>,
    world: World,
}

impl Web {
    pub(crate) fn new(config: WebConfig, world: World) -> Option<Self> {
        let folder = Arc::new(Folder::new(config.dir.clone()?));
        Some(Self { folder, config: Arc::new(config), world })
    }

    /// Answers what is not the API's in front of `router`.
    pub(crate) fn in_front_of(self, router: Router) -> Router {
        router.layer(axum::middleware::from_fn_with_state(self, serve))
    }
}

/// Addresses that are never the app's.
fn is_servers(path: &str) -> bool {
    const NAMES: [&str; 7] =
        ["api", "socket.io", "internal", ".well-known", "healthz", "readyz", "metrics"];
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    NAMES.contains(&first)
}

async fn serve(State(web): State<Web>, request: Request, next: Next) -> Response {
    let asked = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request.uri().path();
    if !asked || is_servers(path) {
        return next.run(request).await;
    }
    let name = path.trim_start_matches('/').to_owned();
    let headers = request.headers().clone();
    let folder = Arc::clone(&web.folder);
    // Only a page looks whether there is a new build; its files were read with it.
    let site = if name.starts_with("assets/") { folder.current() } else { folder.newest().await };
    match site {
        None => page::not_built(Wish::of(request.uri(), &headers).lang),
        Some(site) => match site.file(&name) {
            Some(file) => file_response(&name, file, &headers),
            // A file that is not there is no page: a script must not get HTML.
            None if name.starts_with("assets/") || name.contains('.') => {
                StatusCode::NOT_FOUND.into_response()
            }
            None => {
                let wish = Wish::of(request.uri(), &headers);
                page::page(&site, &web.config, &web.world, request.uri().path(), wish)
            }
        },
    }
}

/// A file, compressed as the browser wishes, or nothing when it has it already.
fn file_response(name: &str, file: &File, asked: &HeaderMap) -> Response {
    let known = asked.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let unchanged = known.is_some_and(|tags| {
        tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == file.etag)
    });
    let (bytes, encoding) = file.encoded(asked);
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(bytes).into_response()
    };
    let headers = response.headers_mut();
    let forever = name.starts_with("assets/");
    let cache = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&file.etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Some(encoding) = encoding
        && !unchanged
    {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if name == "sw.js" {
        // The worker fetches for the page: it may do what the page may.
        let policy = "default-src 'self'; connect-src 'self'";
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::is_servers;

    #[test]
    fn the_servers_own_addresses_are_no_pages() {
        for path in ["/api", "/api/v1/x", "/socket.io/", "/healthz", "/metrics", "/.well-known/x"] {
            assert!(is_servers(path), "{path}");
        }
        for path in ["/", "/bookings/1", "/apiary", "/assets/a.js", "/work"] {
            assert!(!is_servers(path), "{path}");
        }
    }
}
