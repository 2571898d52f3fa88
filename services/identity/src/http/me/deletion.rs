//! `POST`, `GET` and `DELETE /api/v1/me/deletion`

use crate::app::App;
use crate::commands::request_deletion::{self, Proof};
use crate::domain::otp::parse_code;
use crate::error::PrivacyError;
use crate::http::session_out::refused;
use crate::reads::privacy::{self, AccountDeletionOut};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use httpkit::{Actor, Body, Problem, Result};
use kernel::{Invalid, InvalidFields};
use serde::Deserialize;
use zeroize::Zeroizing;

/// Who one is, once more.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeletionIn {
    /// The account's password.
    #[schema(example = "correct horse battery")]
    password: Option<String>,
    /// Or the six digits of a code that was asked for with purpose `log_in`.
    #[schema(example = "012345")]
    code: Option<String>,
}

impl DeletionIn {
    fn parse(self) -> std::result::Result<Proof, InvalidFields> {
        match (self.password, self.code) {
            (_, Some(code)) => {
                let code = parse_code(&code).map_err(|e| InvalidFields::one("code", e))?;
                Ok(Proof::Code(code))
            }
            (Some(password), None) => Ok(Proof::Password(Zeroizing::new(password))),
            (None, None) => Err(InvalidFields::one("password", Invalid::required())),
        }
    }
}

/// Ask to be forgotten.
///
/// The account closes at once and all sessions end; after 30 days everything personal is erased in
/// all services. Bookings and the ledger keep a pseudonymous id, as the law demands. Logging in
/// before then takes it back. While a booking is open or money is owed either way it is refused
/// (`409 deletion.in_the_way`); `errors` says what stands in the way.
#[utoipa::path(post, path = "/api/v1/me/deletion", tag = "privacy", request_body = DeletionIn,
    responses((status = 202, description = "It is scheduled.", body = AccountDeletionOut)))]
pub async fn request_deletion(
    State(app): State<App>,
    actor: Actor,
    Body(body): Body<DeletionIn>,
) -> Result<Response> {
    match request_deletion::run(&app, actor, body.parse()?).await {
        Ok(open) => {
            Ok((StatusCode::ACCEPTED, Json(AccountDeletionOut::from(open))).into_response())
        }
        Err(PrivacyError::Auth(error)) => Ok(refused(error)),
        Err(error) => Err(Problem::from(error)),
    }
}

/// See when one is forgotten.
#[utoipa::path(get, path = "/api/v1/me/deletion", tag = "privacy",
    responses(
        (status = 200, description = "It is scheduled.", body = AccountDeletionOut),
        (status = 404, description = "Nothing is scheduled.")))]
pub async fn get_deletion(
    State(app): State<App>,
    actor: Actor,
) -> Result<Json<AccountDeletionOut>> {
    Ok(Json(privacy::deletion(&app, actor.user_id).await?))
}

/// Take the wish to be forgotten back.
#[utoipa::path(delete, path = "/api/v1/me/deletion", tag = "privacy",
    responses(
        (status = 204, description = "Nothing is erased; log in again."),
        (status = 404, description = "Nothing is scheduled.")))]
pub async fn cancel_deletion(State(app): State<App>, actor: Actor) -> Result<StatusCode> {
    request_deletion::take_back(&app, actor).await?;
    Ok(StatusCode::NO_CONTENT)
}
