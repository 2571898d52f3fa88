//! Failures that every use case shares.

use chassis::StoreError;
use chassis::crypto::CryptoError;
use chassis::idempotency::IdempotencyError;
use kernel::{ErrorClass, Fault, FieldError, InvalidFields, Localized};

/// A failure that is no decision of the domain.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The database is away or refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something sealed can't be read.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// The idempotency key can't be used.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// Fields are wrong.
    #[error(transparent)]
    Fields(#[from] InvalidFields),
    /// Too many passwords are being hashed right now.
    #[error("the password hasher is busy")]
    Busy,
    /// A stored row, a key or a library is not what we rely on.
    #[error("{what} is broken")]
    Broken {
        /// What is broken; no personal data.
        what: &'static str,
        /// Why.
        #[source]
        cause: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

impl Trouble {
    /// Something we rely on is not as it must be.
    pub fn broken(what: &'static str) -> Self {
        Self::Broken { what, cause: None }
    }

    /// The same with its cause.
    pub fn broken_by(
        what: &'static str,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Broken { what, cause: Some(cause.into()) }
    }

    fn fault(&self) -> Option<&dyn Fault> {
        match self {
            Self::Store(cause) => Some(cause),
            Self::Crypto(cause) => Some(cause),
            Self::Idempotency(cause) => Some(cause),
            Self::Fields(cause) => Some(cause),
            Self::Busy | Self::Broken { .. } => None,
        }
    }
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Fault for Trouble {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Busy => ErrorClass::Unavailable,
            other => other.fault().map_or(ErrorClass::Internal, Fault::class),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Busy => "auth.busy",
            other => other.fault().map_or("internal", Fault::code),
        }
    }
    fn text(&self) -> Localized {
        match (self, self.fault()) {
            (_, Some(fault)) => fault.text(),
            (Self::Busy, None) => Localized::new(
                "عدد كبير يسجّل الدخول الآن. حاول مرة أخرى بعد ثوانٍ.",
                "Many people are logging in right now. Please try again in a few seconds.",
            ),
            (_, None) => Localized::new(
                "حدث خطأ من جانبنا. حاول مرة أخرى، وإن تكرر فتواصل مع الدعم.",
                "Something went wrong on our side. Try again, and contact support if it repeats.",
            ),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        self.fault().map_or_else(Vec::new, Fault::fields)
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Busy => Some(2),
            other => other.fault().and_then(Fault::retry_after_s),
        }
    }
}

/// Lets `?` turn every shared failure into one of a family.
macro_rules! from_trouble {
    ($family:ty) => {
        impl<E: Into<$crate::error::Trouble>> From<E> for $family {
            fn from(error: E) -> Self {
                Self::Trouble(error.into())
            }
        }
    };
}
pub(super) use from_trouble;
