//! `POST /api/v1/admin/keys/rotate`

use crate::app::App;
use crate::commands::rotate_keys::{self, SigningKeyOut};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, Result};
use serde::Deserialize;

/// Nothing needs to be said.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RotateKeysIn {}

/// Sign access tokens with a new key from now on.
///
/// The present key verifies until what it signed has expired.
#[utoipa::path(post, path = "/api/v1/admin/keys/rotate", tag = "admin",
    request_body = RotateKeysIn,
    params(IdempotencyHeader),
    responses((status = 201, description = "The new key.", body = SigningKeyOut)))]
pub async fn rotate_keys(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<RotateKeysIn>,
) -> Result<Response> {
    Ok(respond(rotate_keys::run(&app, actor, &body.key).await?))
}
