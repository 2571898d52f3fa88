//! What every public error can say of itself. The edge renders it once, in the caller's language.

use crate::fields::FieldError;
use crate::lang::Localized;

/// The kind of a failure. HTTP status, log level and whether a retry helps all follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorClass {
    /// The request itself is wrong (`422`).
    Invalid,
    /// The request can't be read (`400`).
    Malformed,
    /// Nobody is logged in, or the credentials are wrong (`401`).
    Unauthenticated,
    /// Logged in, but not allowed (`403`).
    Forbidden,
    /// It doesn't exist, or it's not the caller's to know (`404`).
    NotFound,
    /// The address doesn't take this kind of request (`405`).
    MethodNotAllowed,
    /// The current state doesn't allow it (`409`).
    Conflict,
    /// It existed and its time is over (`410`).
    Gone,
    /// The body is too large (`413`).
    TooLarge,
    /// The content type is not accepted (`415`).
    UnsupportedMedia,
    /// Too many requests (`429`).
    TooMany,
    /// Something we depend on is away; a retry may help (`503`).
    Unavailable,
    /// Our fault (`500`). The cause is logged and never shown.
    Internal,
}

impl ErrorClass {
    /// The HTTP status of this class.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict => 409,
            Self::Gone => 410,
            Self::TooLarge => 413,
            Self::UnsupportedMedia => 415,
            Self::Invalid => 422,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }
}

/// A public error: a class, a stable code and a text for people in both languages.
///
/// `Display` is for the log and says only this layer; the cause goes in `source`.
pub trait Fault: std::error::Error + Send + Sync + 'static {
    /// The kind of the failure.
    fn class(&self) -> ErrorClass;
    /// The stable, machine-readable code: `service.what_happened`.
    fn code(&self) -> &'static str;
    /// What a person reads: what happened and what to do now.
    fn text(&self) -> Localized;
    /// Which fields are wrong, for [`ErrorClass::Invalid`].
    fn fields(&self) -> Vec<FieldError> {
        Vec::new()
    }
    /// After how many seconds a retry makes sense.
    fn retry_after_s(&self) -> Option<u64> {
        None
    }
}
