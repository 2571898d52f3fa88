//! Why the service could not do something.

use chassis::crypto::{CryptoError, SealedError};
use chassis::{StoreError, bus::HandlerError, jobs::JobError};
use kernel::{ErrorClass, Fault, Localized};

/// A failure in the background: while reacting to an event or delivering.
#[derive(Debug, thiserror::Error)]
pub enum TellError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A sealed contact or code that can't be opened here.
    #[error("a sealed value can't be opened")]
    Sealed(#[from] CryptoError),
    /// A stored value that isn't what it must be.
    #[error("{table}.{column} holds something unreadable")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
}

impl From<sqlx::Error> for TellError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<SealedError> for TellError {
    fn from(_: SealedError) -> Self {
        Self::Unreadable { table: "notifications", column: "sealed" }
    }
}

impl From<TellError> for HandlerError {
    fn from(error: TellError) -> Self {
        match error {
            TellError::Store(error) => Self::Store(error),
            other => Self::Refused(other.to_string()),
        }
    }
}

impl From<TellError> for JobError {
    fn from(error: TellError) -> Self {
        match error {
            TellError::Store(error) => Self::Store(error),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl Fault for TellError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Store(error) => error.class(),
            Self::Sealed(_) | Self::Unreadable { .. } => ErrorClass::Internal,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Sealed(_) | Self::Unreadable { .. } => "internal",
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::Store(error) => error.text(),
            Self::Sealed(_) | Self::Unreadable { .. } => Localized::new(
                "حدث خطأ من جانبنا. حاول مرة أخرى، وإن تكرر فتواصل مع الدعم.",
                "Something went wrong on our side. Try again, and contact support if it repeats.",
            ),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Store(error) => error.retry_after_s(),
            Self::Sealed(_) | Self::Unreadable { .. } => None,
        }
    }
}

/// Why a delivery is not tried again.
#[derive(Debug, thiserror::Error)]
pub enum RetryError {
    /// There is none.
    #[error("no such delivery")]
    NotFound,
    /// It is on its way or has arrived.
    #[error("the delivery does not need a retry")]
    NotNeeded,
    /// A code that expired or was erased.
    #[error("the code is gone")]
    CodeGone,
    /// The idempotency key.
    #[error(transparent)]
    Idempotency(#[from] chassis::idempotency::IdempotencyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A row that can't be read.
    #[error(transparent)]
    Tell(#[from] TellError),
}

impl From<sqlx::Error> for RetryError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Fault for RetryError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::NotNeeded | Self::CodeGone => ErrorClass::Conflict,
            Self::Idempotency(error) => error.class(),
            Self::Store(error) => error.class(),
            Self::Tell(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NotNeeded => "notifications.retry_not_needed",
            Self::CodeGone => "notifications.code_gone",
            Self::Idempotency(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Tell(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotFound => Localized::new("لم نجد هذه الرسالة.", "We can't find this delivery."),
            Self::NotNeeded => Localized::new(
                "هذه الرسالة أُرسلت أو في طريقها، فلا حاجة إلى إعادتها.",
                "This message was sent or is on its way; it needs no retry.",
            ),
            Self::CodeGone => Localized::new(
                "انتهى هذا الرمز ولا يُرسل من جديد. اطلب من الشخص أن يطلب رمزًا جديدًا.",
                "This code is over and is not sent again. Let the person ask for a new one.",
            ),
            Self::Idempotency(error) => error.text(),
            Self::Store(error) => error.text(),
            Self::Tell(error) => error.text(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::NotFound | Self::NotNeeded | Self::CodeGone => None,
            Self::Idempotency(error) => error.retry_after_s(),
            Self::Store(error) => error.retry_after_s(),
            Self::Tell(error) => error.retry_after_s(),
        }
    }
}

/// The notification isn't there, or isn't the caller's.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is none of theirs.
    #[error("no such notification")]
    NotFound,
    /// There is no such browser of theirs.
    #[error("no such device")]
    NoDevice,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for ReadError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Fault for ReadError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound | Self::NoDevice => ErrorClass::NotFound,
            Self::Store(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound | Self::NoDevice => "not_found",
            Self::Store(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotFound => Localized::new(
                "لم نجد هذا الإشعار. ربما مضى عليه وقت طويل.",
                "We can't find this notification. It may be too old.",
            ),
            Self::NoDevice => Localized::new("لم نجد هذا الجهاز.", "We can't find this device."),
            Self::Store(error) => error.text(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::NotFound | Self::NoDevice => None,
            Self::Store(error) => error.retry_after_s(),
        }
    }
}
