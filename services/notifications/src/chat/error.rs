//! Why something in a conversation could not be done.

use crate::chat::domain::WriteRefusal;
use crate::error::TellError;
use chassis::StoreError;
use chassis::crypto::{CryptoError, SealedError};
use chassis::storage::StorageError;
use kernel::{ErrorClass, Fault, FieldError, InvalidFields, Localized};

/// A failure of the chat.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    /// There is none of theirs.
    #[error("no such conversation")]
    NotFound,
    /// Nobody writes there any more.
    #[error("the conversation is closed")]
    Closed,
    /// Another message has that id.
    #[error("the id is used")]
    IdUsed,
    /// Too many support conversations are open.
    #[error("too many open conversations")]
    TooMany,
    /// A support conversation is closed already.
    #[error("the conversation is closed already")]
    AlreadyClosed,
    /// Operators answer in support conversations only.
    #[error("not a support conversation")]
    NotSupport,
    /// Wrong fields.
    #[error(transparent)]
    Fields(#[from] InvalidFields),
    /// The idempotency key.
    #[error(transparent)]
    Idempotency(#[from] chassis::idempotency::IdempotencyError),
    /// Files.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The database, or something sealed.
    #[error(transparent)]
    Tell(#[from] TellError),
}

impl From<sqlx::Error> for ChatError {
    fn from(error: sqlx::Error) -> Self {
        Self::Tell(error.into())
    }
}

impl From<StoreError> for ChatError {
    fn from(error: StoreError) -> Self {
        Self::Tell(error.into())
    }
}

impl From<CryptoError> for ChatError {
    fn from(error: CryptoError) -> Self {
        Self::Tell(error.into())
    }
}

impl From<SealedError> for ChatError {
    fn from(error: SealedError) -> Self {
        Self::Tell(error.into())
    }
}

impl From<WriteRefusal> for ChatError {
    fn from(refusal: WriteRefusal) -> Self {
        match refusal {
            WriteRefusal::Closed => Self::Closed,
        }
    }
}

impl ChatError {
    fn cause(&self) -> Option<&dyn Fault> {
        match self {
            Self::Fields(cause) => Some(cause),
            Self::Idempotency(cause) => Some(cause),
            Self::Storage(cause) => Some(cause),
            Self::Tell(cause) => Some(cause),
            _ => None,
        }
    }
}

impl Fault for ChatError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::TooMany => ErrorClass::TooMany,
            other => other.cause().map_or(ErrorClass::Conflict, Fault::class),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Closed => "chat.closed",
            Self::IdUsed => "chat.id_used",
            Self::TooMany => "chat.too_many_open",
            Self::AlreadyClosed => "chat.already_closed",
            Self::NotSupport => "chat.not_support",
            other => other.cause().map_or("internal", Fault::code),
        }
    }

    fn text(&self) -> Localized {
        match self {
            Self::NotFound => {
                Localized::new("لم نجد هذه المحادثة.", "We can't find this conversation.")
            }
            Self::Closed => Localized::new(
                "أُغلقت هذه المحادثة. إن احتجت مساعدة فتواصل مع الدعم.",
                "This conversation is closed. If you need help, contact support.",
            ),
            Self::IdUsed => Localized::new(
                "هذا المعرّف مستخدم لشيء آخر. أرسل بمعرّف جديد.",
                "This id belongs to something else. Send it with a new one.",
            ),
            Self::TooMany => Localized::new(
                "لديك محادثات كثيرة مفتوحة مع الدعم. تابع في إحداها.",
                "You have many open conversations with support. Go on in one of them.",
            ),
            Self::AlreadyClosed => {
                Localized::new("هذه المحادثة مغلقة بالفعل.", "This conversation is closed already.")
            }
            Self::NotSupport => Localized::new(
                "هذه محادثة بين العميل والفني. يمكنك قراءتها فقط.",
                "This conversation is between customer and technician. You can only read it.",
            ),
            other => other.cause().map_or_else(
                || {
                    Localized::new(
                        "حدث خطأ من جانبنا. حاول بعد قليل.",
                        "Something went wrong on our side. Try again in a while.",
                    )
                },
                Fault::text,
            ),
        }
    }

    fn retry_after_s(&self) -> Option<u64> {
        self.cause().and_then(Fault::retry_after_s)
    }

    fn fields(&self) -> Vec<FieldError> {
        self.cause().map(Fault::fields).unwrap_or_default()
    }
}
