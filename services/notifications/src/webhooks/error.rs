//! Why something about webhooks could not be done.

use crate::error::TellError;
use chassis::StoreError;
use chassis::crypto::{CryptoError, SealedError};
use kernel::{ErrorClass, Fault, FieldError, InvalidFields, Localized};

/// A failure around webhooks.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// There is none of theirs.
    #[error("not found")]
    NotFound,
    /// As many endpoints as there may be.
    #[error("too many endpoints")]
    TooMany,
    /// The endpoint is off.
    #[error("the endpoint is off")]
    Off,
    /// The message is on its way.
    #[error("the message is waiting already")]
    Waiting,
    /// Wrong fields.
    #[error(transparent)]
    Fields(#[from] InvalidFields),
    /// The idempotency key.
    #[error(transparent)]
    Idempotency(#[from] chassis::idempotency::IdempotencyError),
    /// The database, or something sealed.
    #[error(transparent)]
    Tell(#[from] TellError),
}

macro_rules! from_tell {
    ($($error:ty),+) => {$(
        impl From<$error> for WebhookError {
            fn from(error: $error) -> Self {
                Self::Tell(error.into())
            }
        }
    )+};
}
from_tell!(sqlx::Error, StoreError, CryptoError, SealedError);

impl WebhookError {
    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Fields(cause) => Some(cause),
            Self::Idempotency(cause) => Some(cause),
            Self::Tell(cause) => Some(cause),
            _ => None,
        }
    }
}

impl Fault for WebhookError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::TooMany | Self::Off | Self::Waiting => ErrorClass::Conflict,
            other => other.inner().map_or(ErrorClass::Internal, Fault::class),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::TooMany => "webhooks.too_many",
            Self::Off => "webhooks.off",
            Self::Waiting => "webhooks.waiting",
            other => other.inner().map_or("internal", Fault::code),
        }
    }
    fn text(&self) -> Localized {
        let (ar, en) = match self {
            Self::NotFound => (
                "لم نجد ما تبحث عنه. ربما حُذف أو أن الرابط غير صحيح.",
                "We can't find this. It may have been removed, or the address is wrong.",
            ),
            Self::TooMany => (
                "وصلت إلى أقصى عدد من العناوين. احذف عنوانًا لا تحتاجه ثم أضف الجديد.",
                "You have as many endpoints as we keep. Remove one you don't need, then add this.",
            ),
            Self::Off => (
                "هذا العنوان متوقف. شغّله ثم حاول مرة أخرى.",
                "This endpoint is off. Switch it on, then try again.",
            ),
            Self::Waiting => {
                ("هذه الرسالة في طريقها بالفعل.", "This message is on its way already.")
            }
            other => return other.inner().map_or_else(|| Localized::new("", ""), Fault::text),
        };
        Localized::new(ar, en)
    }
    fn fields(&self) -> Vec<FieldError> {
        self.inner().map_or_else(Vec::new, Fault::fields)
    }
    fn retry_after_s(&self) -> Option<u64> {
        self.inner().and_then(Fault::retry_after_s)
    }
}
