//! The app's pages, in the language and the colours of who asks, with a nonce of its own each time.

use super::site::Site;
use super::wish::{Scheme, Wish};
use super::{MapConfig, WebConfig};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use kernel::{Lang, World};
use serde_json::{Value, json};
use std::fmt::Write;

/// Where the build leaves room for the nonce, for what the installation says, and for the colours
/// that the person chose.
const NONCE: &str = "__CSP_NONCE__";
const CONFIG: &str = "\"__OSTA_CONFIG__\"";
const SCHEME: &str = "__OSTA_SCHEME__";

/// The page of an address with its nonce, its configuration and its policy, and with what the
/// platform answered for it at which address.
pub(super) fn page(
    site: &Site,
    config: &WebConfig,
    world: &World,
    path: &str,
    wish: Wish,
    given: Option<(&str, &Value)>,
) -> Response {
    let nonce = world.bytes::<16>().iter().fold(String::new(), |mut text, byte| {
        let _never_fails = write!(text, "{byte:02x}");
        text
    });
    let map = config.map.as_ref();
    let told = json!({ "sandboxUrl": config.sandbox_url, "map": map.map(MapConfig::told) });
    // `<` could end the element that the text stands in.
    let told = told.to_string().replace('<', "\\u003c");
    let scheme = match wish.scheme {
        Some(Scheme::Light) => "data-scheme=\"light\"",
        Some(Scheme::Dark) => "data-scheme=\"dark\"",
        // The page's style goes by what the browser says.
        None => "",
    };
    let place =
        |page: &str| page.replace(NONCE, &nonce).replace(CONFIG, &told).replace(SCHEME, scheme);
    let html = given
        .and_then(|given| site.page_with(path, wish.lang, given, &place))
        .unwrap_or_else(|| place(site.page_at(path, wish.lang)));
    let mut response = Html(html).into_response();
    let policy = policy(&nonce, map.map(MapConfig::origins).unwrap_or_default());
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("cookie, accept-language"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(wish.lang.tag()));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    response
}

/// Scripts only from here, styles from here or with the nonce, pictures from here or made by the
/// page; the map's origins may be asked for data and pictures.
fn policy(nonce: &str, map_origins: &[String]) -> String {
    let map: String = map_origins.iter().map(|origin| format!(" {origin}")).collect();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data: blob:{map}; font-src 'self'; connect-src 'self'{map}; \
         worker-src 'self' blob:; manifest-src 'self'; media-src 'self' blob:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// What a newcomer sees who has not built the app.
pub(super) fn not_built(lang: Lang) -> Response {
    let html = match lang {
        Lang::Ar => {
            "<!doctype html><html lang=\"ar\" dir=\"rtl\"><meta charset=\"utf-8\"><title>أُسطى</title>\
             <h1>التطبيق لم يُبنَ بعد</h1><p>شغّل <code dir=\"ltr\">./osta web</code> ثم حدّث هذه الصفحة. \
             الواجهة البرمجية تعمل: <a href=\"/api/docs/\">جرّبها من هنا</a>.</p></html>"
        }
        Lang::En => {
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Osta</title>\
             <h1>The web app is not built yet</h1><p>Run <code>./osta web</code>, then load this page \
             again. The API is up: <a href=\"/api/docs/\">try it here</a>.</p></html>"
        }
    };
    (StatusCode::SERVICE_UNAVAILABLE, Html(html)).into_response()
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn the_policy_allows_no_inline_script_and_the_maps_origins() {
        let policy = policy("abc", &["https://tiles.example".into()]);
        assert!(policy.contains("script-src 'self';"));
        assert!(policy.contains("style-src 'self' 'nonce-abc';"));
        assert!(policy.contains("connect-src 'self' https://tiles.example;"));
        assert!(!policy.contains("unsafe"));
    }
}
