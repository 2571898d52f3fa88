//! `POST /api/v1/auth/logout`

use crate::app::App;
use crate::commands::log_out;
use crate::http::cookies::{self, SessionCookies};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use httpkit::{MaybeActor, Result};

/// Log out here.
///
/// Ends the session of the refresh cookie (with its CSRF token) and of the access token, whichever
/// are sent. Logging out twice is fine.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "auth",
    params(
        ("osta_refresh" = Option<String>, Cookie, description = "The refresh token."),
        ("osta_csrf" = Option<String>, Cookie, description = "The CSRF token."),
        ("X-CSRF-Token" = Option<String>, Header, description = "The CSRF token again.")),
    responses(
        (status = 204, description = "Logged out; the cookies are taken away."),
        (status = 403, description = "`auth.csrf`", body = httpkit::problem::ProblemBody,
            content_type = "application/problem+json")))]
pub async fn log_out(
    State(app): State<App>,
    MaybeActor(actor): MaybeActor,
    cookies: SessionCookies,
) -> Result<Response> {
    if cookies.refresh.is_some() {
        let (token, csrf) = cookies.both()?;
        log_out::by_token(&app, token, csrf).await?;
    }
    if let Some(actor) = actor {
        log_out::this(&app, actor.user_id, actor.session_id).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    cookies::write(response.headers_mut(), &cookies::clearing(&app));
    Ok(response)
}
