//! `POST /api/v1/auth/register`

use super::own_role;
use super::request_code::{CodeSentOut, code_sent};
use crate::app::App;
use crate::commands::register::{self, Registration};
use crate::commands::request_code::CodeRequest;
use crate::domain::password::NewPassword;
use crate::http::device::Caller;
use axum::extract::State;
use axum::response::Response;
use contracts::identity::OtpPurpose;
use httpkit::{Body, Result};
use kernel::text::person_name;
use kernel::{Fields, Invalid, InvalidFields, Lang, PhoneNumber, Role};
use serde::Deserialize;

/// Somebody who registers.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterIn {
    /// The phone, however typed.
    #[schema(example = "01012345678")]
    phone: String,
    /// A password of 8 to 128 characters; without one the person logs in by code.
    #[schema(example = "correct horse battery")]
    password: Option<String>,
    /// First name.
    #[schema(example = "منى")]
    first_name: String,
    /// Last name.
    #[schema(example = "علي")]
    last_name: String,
    /// The language to read; the request's own when absent.
    lang: Option<Lang>,
    /// `customer` or `service_provider`.
    role: Role,
    /// Must be true.
    #[schema(example = true)]
    accept_terms: bool,
}

/// Register by phone.
///
/// Sends a code; `POST /auth/otp/verify` with purpose `verify_phone` then opens the account and logs
/// in. The answer is the same when the phone has an account; the code then logs in to that one.
#[utoipa::path(post, path = "/api/v1/auth/register", tag = "auth", request_body = RegisterIn,
    responses((status = 202, description = "Accepted; a code was sent.", body = CodeSentOut)))]
pub async fn register(
    State(app): State<App>,
    caller: Caller,
    Body(body): Body<RegisterIn>,
) -> Result<Response> {
    let lang = body.lang.unwrap_or(caller.lang);
    let (phone, registration) = parse(body, lang)?;
    let addr = caller.device.addr;
    let request = CodeRequest { phone, purpose: OtpPurpose::VerifyPhone, lang, addr };
    Ok(code_sent(register::run(&app, request, registration).await))
}

fn parse(
    body: RegisterIn,
    lang: Lang,
) -> std::result::Result<(PhoneNumber, Registration), InvalidFields> {
    let mut fields = Fields::new();
    let phone = fields.take("phone", super::phone(&body.phone));
    let password = body.password.map(|typed| NewPassword::parse(typed, phone.as_ref()));
    let password = password.and_then(|result| fields.take("password", result));
    let first_name = fields.take("firstName", person_name(&body.first_name));
    let last_name = fields.take("lastName", person_name(&body.last_name));
    let role = fields.take("role", own_role(body.role));
    fields.check(body.accept_terms, "acceptTerms", || {
        Invalid::new(
            "auth.terms",
            "للتسجيل يجب الموافقة على الشروط والأحكام.",
            "To register, accept the terms and conditions.",
        )
    });
    let (Some(phone), Some(first_name), Some(last_name), Some(role)) =
        (phone, first_name, last_name, role)
    else {
        return Err(fields.into_error());
    };
    fields.finish()?;
    Ok((phone, Registration { first_name, last_name, password, role, lang }))
}
