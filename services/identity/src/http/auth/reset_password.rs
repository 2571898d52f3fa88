//! `POST /api/v1/auth/password/reset`

use crate::app::App;
use crate::commands::reset_password;
use crate::commands::verify_code::TypedCode;
use crate::domain::otp::parse_code;
use crate::domain::password::NewPassword;
use axum::extract::State;
use axum::http::StatusCode;
use contracts::identity::OtpPurpose;
use httpkit::{Body, Result};
use kernel::{Fields, InvalidFields};
use serde::Deserialize;

/// A new password with the code that allows it.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResetPasswordIn {
    /// The phone, however typed.
    #[schema(example = "01012345678")]
    phone: String,
    /// The six digits of a code that was asked for with purpose `reset_password`.
    #[schema(example = "012345")]
    code: String,
    /// 8 to 128 characters.
    #[schema(example = "correct horse battery")]
    new_password: String,
}

/// Set a new password with a one-time code.
///
/// Ends all sessions; log in again afterwards.
#[utoipa::path(post, path = "/api/v1/auth/password/reset", tag = "auth",
    request_body = ResetPasswordIn,
    responses(
        (status = 204, description = "The password is set."),
        (status = 403, description = "`auth.suspended`, `auth.closed`",
            body = httpkit::problem::ProblemBody, content_type = "application/problem+json")))]
pub async fn reset_password(
    State(app): State<App>,
    Body(body): Body<ResetPasswordIn>,
) -> Result<StatusCode> {
    let (typed, password) = parse(body)?;
    reset_password::run(&app, &typed, password).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn parse(body: ResetPasswordIn) -> std::result::Result<(TypedCode, NewPassword), InvalidFields> {
    let mut fields = Fields::new();
    let phone = fields.take("phone", super::phone(&body.phone));
    let code = fields.take("code", parse_code(&body.code));
    let password =
        fields.take("newPassword", NewPassword::parse(body.new_password, phone.as_ref()));
    let (Some(phone), Some(code), Some(password)) = (phone, code, password) else {
        return Err(fields.into_error());
    };
    fields.finish()?;
    Ok((TypedCode { phone, code, purpose: OtpPurpose::ResetPassword }, password))
}
