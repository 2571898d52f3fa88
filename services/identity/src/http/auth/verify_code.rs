//! `POST /api/v1/auth/otp/verify`

use super::own_role;
use crate::app::App;
use crate::commands::verify_code::{self, Newcomer, TypedCode};
use crate::domain::otp::parse_code;
use crate::http::device::Caller;
use crate::http::session_out::{SessionOut, refused, session_response};
use axum::extract::State;
use axum::response::Response;
use contracts::identity::OtpPurpose;
use httpkit::{Body, Result};
use kernel::text::person_name;
use kernel::{Fields, Invalid, InvalidFields, Lang, Role};
use serde::Deserialize;

/// A code that somebody typed.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VerifyCodeIn {
    /// The phone, however typed.
    #[schema(example = "01012345678")]
    phone: String,
    /// The six digits, Arabic or Latin.
    #[schema(example = "012345")]
    code: String,
    /// What the code was asked for: `log_in` or `verify_phone`.
    purpose: OtpPurpose,
    /// First name, when this makes the account.
    #[schema(example = "منى")]
    first_name: Option<String>,
    /// Last name, when this makes the account.
    #[schema(example = "علي")]
    last_name: Option<String>,
    /// `customer` (when absent) or `service_provider`, when this makes the account.
    role: Option<Role>,
    /// The language to read, when this makes the account; the request's own when absent.
    lang: Option<Lang>,
    /// Whether the terms were accepted, when this makes the account.
    accept_terms: Option<bool>,
}

/// Log in by one-time code.
///
/// With purpose `log_in` a phone without an account gets one. Wrong, used and expired codes get the
/// same answer; after five tries the code is worth nothing.
#[utoipa::path(post, path = "/api/v1/auth/otp/verify", tag = "auth", request_body = VerifyCodeIn,
    responses(
        (status = 200, description = "Logged in.", body = SessionOut),
        (status = 403, description = "`auth.suspended`, `auth.closed`",
            body = httpkit::problem::ProblemBody, content_type = "application/problem+json")))]
pub async fn verify_code(
    State(app): State<App>,
    caller: Caller,
    Body(body): Body<VerifyCodeIn>,
) -> Result<Response> {
    let (typed, newcomer) = parse(body, caller.lang)?;
    match verify_code::run(&app, &typed, &newcomer, &caller.device).await {
        Ok(logged_in) => session_response(&app, logged_in).await,
        Err(error) => Ok(refused(error)),
    }
}

fn parse(
    body: VerifyCodeIn,
    lang: Lang,
) -> std::result::Result<(TypedCode, Newcomer), InvalidFields> {
    let mut fields = Fields::new();
    let phone = fields.take("phone", super::phone(&body.phone));
    let code = fields.take("code", parse_code(&body.code));
    fields.check(body.purpose != OtpPurpose::ResetPassword, "purpose", || {
        Invalid::new(
            "auth.code_is_for_reset",
            "كود إعادة تعيين كلمة المرور لا يصلح لتسجيل الدخول. استخدمه في صفحة إعادة التعيين.",
            "A code to reset the password does not log in. Use it where the password is reset.",
        )
    });
    let name = |typed: Option<String>| typed.as_deref().map_or(Ok(String::new()), person_name);
    let first_name = fields.take("firstName", name(body.first_name));
    let last_name = fields.take("lastName", name(body.last_name));
    let role = fields.take("role", own_role(body.role.unwrap_or(Role::Customer)));
    let (Some(phone), Some(code), Some(first_name), Some(last_name), Some(role)) =
        (phone, code, first_name, last_name, role)
    else {
        return Err(fields.into_error());
    };
    fields.finish()?;
    let newcomer = Newcomer {
        first_name,
        last_name,
        role,
        lang: body.lang.unwrap_or(lang),
        accepted_terms: body.accept_terms.unwrap_or(false),
    };
    Ok((TypedCode { phone, code, purpose: body.purpose }, newcomer))
}
