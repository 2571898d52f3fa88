//! `POST /api/v1/auth/otp`

use crate::app::App;
use crate::commands::request_code::{self, Accepted, CodeRequest};
use crate::error::AuthError;
use crate::http::device::Caller;
use crate::http::session_out::{refused, with_limit};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contracts::identity::OtpPurpose;
use httpkit::{Body, Result};
use kernel::{DateTime, InvalidFields};
use serde::{Deserialize, Serialize};

/// A code that somebody asks for.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CodeRequestIn {
    /// The phone, however typed.
    #[schema(example = "01012345678")]
    phone: String,
    /// What for.
    purpose: OtpPurpose,
}

/// What is said of a code, whether one was sent or not.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CodeSentOut {
    /// Until when a code is good.
    expires_at: DateTime,
    /// After how many seconds another one may be asked for.
    #[schema(example = 60)]
    resend_after_s: u32,
}

/// Ask for a one-time code by SMS.
///
/// The answer is the same whether the phone has an account or not. Codes have 6 digits, are good for
/// 5 minutes and 5 tries; one a minute and five an hour for a phone, twenty a day for a network
/// address. The newest code counts.
#[utoipa::path(post, path = "/api/v1/auth/otp", tag = "auth", request_body = CodeRequestIn,
    responses((status = 202, description = "Accepted.", body = CodeSentOut)))]
pub async fn request_code(
    State(app): State<App>,
    caller: Caller,
    Body(body): Body<CodeRequestIn>,
) -> Result<Response> {
    let phone =
        super::phone(&body.phone).map_err(|invalid| InvalidFields::one("phone", invalid))?;
    let addr = caller.device.addr;
    let request = CodeRequest { phone, purpose: body.purpose, lang: caller.lang, addr };
    Ok(code_sent(request_code::run(&app, &request).await))
}

/// The answer to every request for a code.
pub(super) fn code_sent(result: std::result::Result<Accepted, AuthError>) -> Response {
    match result {
        Ok(Accepted { rule, decision, expires_at }) => {
            let pause = crate::domain::otp::PAUSE.window_s;
            let body = CodeSentOut { expires_at, resend_after_s: pause };
            let response = (StatusCode::ACCEPTED, Json(body)).into_response();
            with_limit(response, rule, &decision)
        }
        Err(error) => refused(error),
    }
}
