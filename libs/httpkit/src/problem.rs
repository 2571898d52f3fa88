//! Errors as people and programs see them: `application/problem+json` (RFC 9457) with a stable
//! `code`, a message in the caller's language, and the request's id.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contracts::PortError;
use kernel::{ErrorClass, Fault, FieldError, Lang, Localized};
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;

/// What handlers return.
pub type Result<T> = std::result::Result<T, Problem>;

/// An error on its way to the caller. It is rendered by [`crate::layers`], which knows the caller's
/// language and the request's id.
#[derive(Clone, Debug)]
pub struct Problem(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    class: ErrorClass,
    code: Cow<'static, str>,
    text: Localized,
    fields: Vec<FieldError>,
    retry_after_s: Option<u64>,
    headers: Vec<(header::HeaderName, HeaderValue)>,
    cause: Option<Arc<str>>,
}

/// The body of an error.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// A URI naming the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "/api/docs/problems#booking.already_accepted")]
    kind: String,
    /// What happened and what to do now, in the caller's language.
    title: String,
    /// The HTTP status.
    #[schema(example = 409)]
    status: u16,
    /// The stable code.
    #[schema(example = "booking.already_accepted")]
    code: String,
    /// The request's id, for support.
    request_id: String,
    /// Wrong fields, for `invalid_fields`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// One wrong field.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = FieldProblem)]
pub struct FieldProblem {
    /// The JSON path of the field.
    #[schema(example = "address.street")]
    field: String,
    /// The stable code.
    #[schema(example = "required")]
    code: String,
    /// What is wrong and what would be right.
    message: String,
}

impl Problem {
    /// A problem that has no error type of its own.
    #[must_use]
    pub fn new(class: ErrorClass, code: &'static str, text: Localized) -> Self {
        Self(Box::new(Inner {
            class,
            code: code.into(),
            text,
            fields: vec![],
            retry_after_s: None,
            headers: vec![],
            cause: None,
        }))
    }

    /// It doesn't exist, or it's not the caller's to know.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            ErrorClass::NotFound,
            "not_found",
            Localized::new(
                "لم نجد ما تبحث عنه. ربما حُذف أو أن الرابط غير صحيح.",
                "We can't find this. It may have been removed, or the address is wrong.",
            ),
        )
    }

    /// Nobody is logged in, or the token is not good (any more).
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(
            ErrorClass::Unauthenticated,
            "unauthenticated",
            Localized::new("سجّل الدخول أولًا للمتابعة.", "Please log in to go on."),
        )
        .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// Logged in, but not allowed.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(
            ErrorClass::Forbidden,
            "forbidden",
            Localized::new(
                "حسابك لا يملك صلاحية القيام بهذا.",
                "Your account is not allowed to do this.",
            ),
        )
    }

    /// Our fault; `cause` is logged, never shown.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let mut problem = Self::new(
            ErrorClass::Internal,
            "internal",
            Localized::new(
                "حدث خطأ من جانبنا. حاول مرة أخرى، وإن تكرر فتواصل مع الدعم.",
                "Something went wrong on our side. Try again, and contact support if it repeats.",
            ),
        );
        problem.0.cause = Some(cause.to_string().into());
        problem
    }

    /// The same with a header.
    #[must_use]
    pub fn with_header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The same with wrong fields.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<FieldError>) -> Self {
        self.0.fields = fields;
        self
    }

    /// The same with the seconds after which a retry makes sense.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// The kind of failure.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        self.0.class
    }

    /// The body in the caller's language.
    #[must_use]
    pub fn body(&self, lang: Lang, request_id: &str) -> ProblemBody {
        ProblemBody {
            kind: format!("/api/docs/problems#{}", self.0.code),
            title: self.0.text.get(lang).to_string(),
            status: self.0.class.status(),
            code: self.0.code.to_string(),
            request_id: request_id.to_string(),
            errors: self
                .0
                .fields
                .iter()
                .map(|e| FieldProblem {
                    field: e.field.clone(),
                    code: e.code.to_string(),
                    message: e.text.get(lang).to_string(),
                })
                .collect(),
        }
    }

    pub(crate) fn log(&self) {
        let cause = self.0.cause.as_deref().unwrap_or_default();
        match self.0.class {
            ErrorClass::Internal => tracing::error!(code = %self.0.code, cause, "request failed"),
            ErrorClass::Unavailable => {
                tracing::warn!(code = %self.0.code, cause, "request refused")
            }
            _ => tracing::debug!(code = %self.0.code, "request refused"),
        }
    }
}

impl<E: Fault> From<E> for Problem {
    fn from(error: E) -> Self {
        let mut cause = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(deeper) = source {
            cause.push_str(": ");
            cause.push_str(&deeper.to_string());
            source = deeper.source();
        }
        Self(Box::new(Inner {
            class: error.class(),
            code: error.code().into(),
            text: error.text(),
            fields: error.fields(),
            retry_after_s: error.retry_after_s(),
            headers: vec![],
            cause: Some(cause.into()),
        }))
    }
}

/// A port's failure as the caller of the asking service sees it.
#[must_use]
pub fn from_port(error: PortError) -> Problem {
    match error {
        PortError::NotFound => Problem::not_found(),
        PortError::Unavailable => Problem::new(
            ErrorClass::Unavailable,
            "unavailable",
            Localized::new(
                "الخدمة غير متاحة الآن. حاول مرة أخرى بعد لحظات.",
                "This is not available right now. Please try again in a moment.",
            ),
        )
        .with_retry_after(2),
        PortError::Refused { code, text, field } => {
            let wrong =
                field.map(|field| FieldError { field, code: "refused", text: text.clone() });
            let mut problem = Problem::new(ErrorClass::Invalid, "refused", text)
                .with_fields(wrong.into_iter().collect());
            problem.0.code = code.into();
            problem
        }
    }
}

/// A problem as a port answers it to another service.
#[must_use]
pub fn to_port(problem: &Problem) -> PortError {
    match problem.0.class {
        ErrorClass::NotFound => PortError::NotFound,
        ErrorClass::Unavailable | ErrorClass::Internal => PortError::Unavailable,
        _ => PortError::Refused {
            code: problem.0.code.to_string(),
            text: problem
                .0
                .fields
                .first()
                .map_or_else(|| problem.0.text.clone(), |f| f.text.clone()),
            field: problem.0.fields.first().map(|f| f.field.clone()),
        },
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.class.status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        for (name, value) in &self.0.headers {
            response.headers_mut().append(name.clone(), value.clone());
        }
        if let Some(seconds) = self.0.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}
