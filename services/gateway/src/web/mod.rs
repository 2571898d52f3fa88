//! The web app on the same origin: the files of a folder that `npm run build` makes. They are read
//! once and kept in memory; a new build is noticed at the next page.
//!
//! Files under `assets/` have their content's hash in their names and never change. Every other
//! address that is not the API's is a page of the app, with a policy that lets run only what comes
//! from here. Which page an address gets, drawn beforehand in both languages, the build says; and
//! what the platform has to be asked for it, which then stands in the page: a service with its name
//! and price. Where that is not answered at once, the page comes without and the app asks.

mod asked;
mod fill;
mod map;
mod page;
mod site;
mod wish;

use asked::Asked;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::World;
pub use map::MapConfig;
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
    /// Where the map comes from; without it, it is the app's own simple one.
    pub map: Option<MapConfig>,
}

impl WebConfig {
    /// Who serves a map may want to know whose pages ask, as OpenStreetMap does: it is told the
    /// origin, never the address. Where the pages ask nobody else, nobody is told anything.
    fn referrer_policy(&self) -> HeaderValue {
        let asks_others = self.map.as_ref().is_some_and(|map| !map.origins().is_empty());
        HeaderValue::from_static(if asks_others { "strict-origin" } else { "no-referrer" })
    }
}

/// The web app, ready to be served.
#[derive(Clone)]
struct Web {
    folder: Arc<Folder>,
    config: Arc<WebConfig>,
    asked: Arc<Asked>,
    world: World,
}

/// The app, where there is one, answers what is not the API's in front of `router`, which is also
/// asked for what pages show.
pub(crate) fn in_front_of(router: Router, config: WebConfig, world: World) -> Router {
    let Some(dir) = config.dir.clone() else { return router };
    let web = Web {
        folder: Arc::new(Folder::new(dir)),
        config: Arc::new(config),
        asked: Arc::new(Asked::new(router.clone(), world.clone())),
        world,
    };
    router.layer(axum::middleware::from_fn_with_state(web, serve))
}

/// Addresses that are never the app's.
fn is_servers(path: &str) -> bool {
    const NAMES: [&str; 7] =
        ["api", "socket.io", "internal", ".well-known", "healthz", "readyz", "metrics"];
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    NAMES.contains(&first)
}

async fn serve(State(web): State<Web>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || is_servers(request.uri().path()) {
        return next.run(request).await;
    }
    // Of files, too: a worker of the map goes by what came with its own.
    let referrer_policy = web.config.referrer_policy();
    let mut response = answer(web, request).await;
    response.headers_mut().insert(header::REFERRER_POLICY, referrer_policy);
    response
}

/// A file of the build, or the page of an address.
async fn answer(web: Web, request: Request) -> Response {
    let (asked, _) = request.into_parts();
    let path = asked.uri.path();
    let name = path.trim_start_matches('/');
    let folder = Arc::clone(&web.folder);
    // Only a page looks whether there is a new build; its files were read with it.
    let site = if name.starts_with("assets/") { folder.current() } else { folder.newest().await };
    let wish = Wish::of(&asked.uri, &asked.headers);
    let Some(site) = site else { return page::not_built(wish.lang) };
    if let Some(file) = site.file(name) {
        return file_response(name, file, &asked.headers);
    }
    // A file that is not there is no page: a script must not get HTML.
    if name.starts_with("assets/") || name.contains('.') {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut given = None;
    if let Some(url) = site.question(&asked.uri) {
        let answer = web.asked.ask(&url, &asked.headers, &asked.extensions).await;
        given = answer.map(|answer| (url, answer));
    }
    let given = given.as_ref().map(|(url, answer)| (url.as_str(), &**answer));
    page::page(&site, &web.config, &web.world, path, wish, given)
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
    use super::{WebConfig, is_servers};
    use serde_json::{Value, json};

    #[test]
    fn the_servers_own_addresses_are_no_pages() {
        for path in ["/api", "/api/v1/x", "/socket.io/", "/healthz", "/metrics", "/.well-known/x"] {
            assert!(is_servers(path), "{path}");
        }
        for path in ["/", "/bookings/1", "/apiary", "/assets/a.js", "/work"] {
            assert!(!is_servers(path), "{path}");
        }
    }

    #[test]
    fn a_maps_servers_are_told_the_origin_and_nobody_else_anything() {
        let policy = |map: Value| {
            serde_json::from_value::<WebConfig>(json!({ "map": map })).unwrap().referrer_policy()
        };
        let raster = |url: &str| json!({ "kind": "raster", "url": url, "attribution": "Tiles" });
        assert_eq!(policy(Value::Null), "no-referrer");
        assert_eq!(policy(raster("/tiles/{z}/{x}/{y}.png")), "no-referrer");
        assert_eq!(policy(raster("https://tiles.example/{z}/{x}/{y}.png")), "strict-origin");
    }
}
