//! `GET /devices/vapid-key`

use crate::app::App;
use crate::commands::push_key;
use axum::Json;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::Serialize;

/// The platform's public key.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PushKeyOut {
    /// What `pushManager.subscribe` takes as `applicationServerKey`: an uncompressed point of
    /// P-256, base64url.
    pub public_key: String,
}

/// The key that browsers subscribe with.
#[utoipa::path(get, path = "/api/v1/devices/vapid-key", tag = "devices",
    responses((status = 200, description = "The key.", body = PushKeyOut)))]
pub async fn read_push_key(State(app): State<App>) -> httpkit::Result<Json<PushKeyOut>> {
    let key = push_key::run(&app).await?;
    Ok(Json(PushKeyOut { public_key: BASE64.encode(key.public()) }))
}
