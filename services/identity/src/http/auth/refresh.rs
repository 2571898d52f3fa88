//! `POST /api/v1/auth/refresh`

use crate::app::App;
use crate::commands::refresh;
use crate::http::cookies::{SessionCookies, cleared};
use crate::http::session_out::{SessionOut, session_response};
use axum::extract::State;
use axum::response::Response;
use httpkit::Result;

/// Get a new access token.
///
/// Needs the cookies `osta_refresh` and `osta_csrf` and the latter's value as `X-CSRF-Token`. The
/// refresh token is replaced; a used one that comes again ends the session, except within 10 seconds,
/// when it gets the same successor.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "auth",
    params(
        ("osta_refresh" = String, Cookie, description = "The refresh token."),
        ("osta_csrf" = String, Cookie, description = "The CSRF token."),
        ("X-CSRF-Token" = String, Header, description = "The CSRF token again.")),
    responses(
        (status = 200, description = "The session goes on.", body = SessionOut),
        (status = 401, description = "`auth.no_session`, `auth.token_reused`",
            body = httpkit::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`auth.csrf`", body = httpkit::problem::ProblemBody,
            content_type = "application/problem+json")))]
pub async fn refresh(State(app): State<App>, cookies: SessionCookies) -> Result<Response> {
    let (token, csrf) = cookies.both().map_err(|error| cleared(&app, error))?;
    let logged_in = refresh::run(&app, token, csrf).await.map_err(|error| cleared(&app, error))?;
    session_response(&app, logged_in).await
}
