//! `POST /api/v1/auth/logout-everywhere`

use crate::app::App;
use crate::commands::log_out;
use crate::http::cookies;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use httpkit::{Actor, Result};

/// Log out everywhere.
///
/// Ends all sessions of the account, this one too. Access tokens that are out run out within 15
/// minutes.
#[utoipa::path(post, path = "/api/v1/auth/logout-everywhere", tag = "auth",
    responses((status = 204, description = "Logged out; the cookies are taken away.")))]
pub async fn log_out_everywhere(State(app): State<App>, actor: Actor) -> Result<Response> {
    log_out::everywhere(&app, actor.user_id).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    cookies::write(response.headers_mut(), &cookies::clearing(&app));
    Ok(response)
}
