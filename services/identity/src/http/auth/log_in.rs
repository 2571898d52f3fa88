//! `POST /api/v1/auth/login`

use crate::app::App;
use crate::commands::log_in;
use crate::http::device::Caller;
use crate::http::session_out::{SessionOut, refused, session_response, with_limit};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chassis::limits::AUTHENTICATION;
use httpkit::{Body, Result};
use kernel::InvalidFields;
use serde::Deserialize;
use zeroize::Zeroizing;

/// Phone and password.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LogInIn {
    /// The phone, however typed.
    #[schema(example = "01012345678")]
    phone: String,
    /// The password.
    #[schema(example = "correct horse battery")]
    password: String,
}

/// Log in by phone and password.
///
/// An unknown phone and a wrong password get the same answer. After five failures from one network
/// address in 15 minutes the phone waits there; a log-in that succeeds is not counted.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "auth", request_body = LogInIn,
    responses(
        (status = 200, description = "Logged in.", body = SessionOut),
        (status = 401, description = "`auth.wrong_credentials`", body = httpkit::problem::ProblemBody,
            content_type = "application/problem+json"),
        (status = 403, description = "`auth.phone_not_verified`, `auth.suspended`, `auth.closed`",
            body = httpkit::problem::ProblemBody, content_type = "application/problem+json")))]
pub async fn log_in(
    State(app): State<App>,
    caller: Caller,
    Body(body): Body<LogInIn>,
) -> Result<Response> {
    let password = Zeroizing::new(body.password);
    let phone =
        super::phone(&body.phone).map_err(|invalid| InvalidFields::one("phone", invalid))?;
    let (decision, result) = log_in::run(&app, &phone, password, &caller.device).await;
    let response = match result {
        Ok(logged_in) => session_response(&app, logged_in).await.into_response(),
        Err(error) => refused(error),
    };
    Ok(with_limit(response, &AUTHENTICATION, &decision))
}
