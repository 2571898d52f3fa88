//! `GET /.well-known/jwks.json`: the public keys access tokens are verified with.

use crate::app::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// The public keys of access tokens.
///
/// While keys are rotated there are two: the new one, and the one that still verifies what it
/// signed. Choose by `kid`.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "auth",
    responses((status = 200, description = "A JWK set (RFC 7517).", body = serde_json::Value,
        example = json!({"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "0f…",
            "n": "…", "e": "AQAB"}]}))))]
pub async fn get_jwks(State(app): State<App>) -> httpkit::Result<Response> {
    let mut response = Json(app.signer.jwks().await?).into_response();
    let kept = HeaderValue::from_static("public, max-age=10");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    Ok(response)
}
