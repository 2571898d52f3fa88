//! `POST /api/v1/me/password`

use crate::app::App;
use crate::commands::change_password::{self, ChangeError};
use crate::http::session_out::refused;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use httpkit::{Actor, Body, Problem};
use serde::Deserialize;
use zeroize::Zeroizing;

/// The present password and the new one.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangePasswordIn {
    /// The present password; needed when there is one.
    #[schema(example = "correct horse battery")]
    current_password: Option<String>,
    /// 8 to 128 characters.
    #[schema(example = "battery horse correct")]
    new_password: String,
}

/// Choose a new password.
///
/// All other sessions end. Who has no password yet sets the first one.
#[utoipa::path(post, path = "/api/v1/me/password", tag = "me", request_body = ChangePasswordIn,
    responses(
        (status = 204, description = "The password is set."),
        (status = 404, description = "The account is gone.", body = httpkit::problem::ProblemBody,
            content_type = "application/problem+json")))]
pub async fn change_password(
    State(app): State<App>,
    actor: Actor,
    Body(body): Body<ChangePasswordIn>,
) -> Response {
    let present = body.current_password.map(Zeroizing::new);
    match change_password::run(&app, actor, present, body.new_password).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(ChangeError::Account(error)) => Problem::from(error).into_response(),
        Err(ChangeError::Auth(error)) => refused(error),
    }
}
