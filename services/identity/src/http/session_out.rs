//! What somebody gets who logs in.

use super::cookies;
use crate::app::App;
use crate::commands::open_session::LoggedIn;
use crate::error::AuthError;
use crate::reads::me::{MeOut, me_out};
use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chassis::limits::{Decision, Rule};
use httpkit::Problem;
use httpkit::layers::{limit_headers, too_many};
use kernel::DateTime;
use kernel::ids::SessionId;
use serde::Serialize;

/// A session that began or goes on. The refresh token is in the cookie `osta_refresh`.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionOut {
    /// The access token, to be sent as `Authorization: Bearer …`.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJSUzI1NiJ9.…")]
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: String,
    /// How long the access token is good, in seconds.
    #[schema(example = 900)]
    expires_in: i64,
    /// Until when the access token is good.
    expires_at: DateTime,
    /// The session.
    session_id: SessionId,
    /// The token to send as `X-CSRF-Token` to refresh and log out; also in the cookie `osta_csrf`,
    /// which a page on another subdomain can't read.
    csrf_token: String,
    /// Who is logged in.
    user: MeOut,
}

/// Signs the access token and writes the cookies.
///
/// # Errors
/// When the signing key can't be had.
pub async fn session_response(app: &App, logged_in: LoggedIn) -> Result<Response, Problem> {
    let user = &logged_in.user;
    let access = app.signer.sign(user.id, user.role, logged_in.session).await?;
    let body = SessionOut {
        access_token: access.token.to_string(),
        token_type: "Bearer".into(),
        expires_in: (access.expires_at - app.now()).num_seconds(),
        expires_at: access.expires_at,
        session_id: logged_in.session,
        csrf_token: app.csrf(logged_in.session),
        user: me_out(app, user)?,
    };
    let mut response = Json(body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    cookies::write(headers, &cookies::of(app, &logged_in));
    Ok(response)
}

/// The problem of a log-in that failed; a limit that refused is told in its standard headers.
#[must_use]
pub fn refused(error: AuthError) -> Response {
    match error {
        AuthError::TooOften { rule, decision } => {
            with_limit(too_many(&decision).into_response(), rule, &decision)
        }
        other => Problem::from(other).into_response(),
    }
}

/// The same answer with the headers of the limit that counted it.
#[must_use]
pub fn with_limit(mut response: Response, rule: &Rule, decision: &Decision) -> Response {
    limit_headers(&mut response, rule, decision);
    response
}
