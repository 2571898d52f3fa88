//! The OpenAPI document of the whole platform, and a page to try it.

use crate::Upstream;
use axum::Router;
use axum::routing::get;
use httpkit::route::{API_KEY, BEARER};
use std::sync::Arc;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Server,
};
use utoipa_swagger_ui::{Config, SwaggerUi};

const ABOUT: &str = "On-demand home maintenance in Egypt: say what is broken and where, follow the \
technician on the map, pay a price that was agreed.\n\nMoney is integer piastres. Times are RFC 3339 \
in UTC. Lists are paged by cursor. A `POST` that creates or moves something takes an \
`Idempotency-Key`: the same key with the same body replays the first answer. Errors are \
`application/problem+json` with a stable `code`, in the language of `Accept-Language` (Arabic when it \
names neither). `x-permissions` says what an operation needs.";

const KEYS: &str = "An API key of a partner, sent as `Authorization: Bearer osk_live_…`. It reaches \
the operations that name it, each with the scope in `x-api-key-scope`, and nothing else; it acts for \
the partner's own account.";

/// Merges the documents of all services, wherever they run.
#[must_use]
pub fn document(upstreams: &[Upstream], public_url: &str) -> OpenApi {
    let info = InfoBuilder::new()
        .title("Osta")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(
            LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build(),
        ))
        .contact(Some(ContactBuilder::new().name(Some("Osta")).build()))
        .build();
    let mut document =
        OpenApiBuilder::new().info(info).servers(Some([Server::new(public_url)])).build();
    for upstream in upstreams {
        document.merge(upstream.openapi().clone());
    }
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let key = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("osk_live_…")
        .description(Some(KEYS))
        .build();
    let schemes = &mut document.components.get_or_insert_default().security_schemes;
    schemes.insert(BEARER.into(), SecurityScheme::Http(bearer).into());
    schemes.insert(API_KEY.into(), SecurityScheme::Http(key).into());
    document
}

/// `/api/openapi.json` and the page at `/api/docs`.
pub fn routes(document: OpenApi) -> Router {
    let json: Arc<str> = document.to_json().unwrap_or_default().into();
    let page = SwaggerUi::new("/api/docs").config(
        Config::from("/api/openapi.json").try_it_out_enabled(true).persist_authorization(false),
    );
    Router::new().merge(page).route(
        "/api/openapi.json",
        get(async move || {
            ([(axum::http::header::CONTENT_TYPE, "application/json")], json.to_string())
        }),
    )
}
