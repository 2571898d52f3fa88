//! What can go wrong with share links.

use crate::domain::share::{MOST, Unshared};
use chassis::StoreError;
use chassis::idempotency::IdempotencyError;
use kernel::{ErrorClass, Fault, Localized};

/// Why a link was not made, shown or taken back.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    /// There is no such booking or link, or it isn't the caller's.
    #[error("not found")]
    NotFound,
    /// No provider is bound yet.
    #[error("no provider is bound yet")]
    TooEarly,
    /// The journey is over.
    #[error("the journey is over")]
    Ended,
    /// There are enough open links.
    #[error("too many open links")]
    TooMany,
    /// The request's key.
    #[error(transparent)]
    Key(#[from] IdempotencyError),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for ShareError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<Unshared> for ShareError {
    fn from(unshared: Unshared) -> Self {
        match unshared {
            Unshared::NotTheirs => Self::NotFound,
            Unshared::TooEarly => Self::TooEarly,
            Unshared::Ended => Self::Ended,
        }
    }
}

impl Fault for ShareError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::TooEarly | Self::TooMany => ErrorClass::Conflict,
            Self::Ended => ErrorClass::Gone,
            Self::Key(error) => error.class(),
            Self::Store(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::TooEarly => "tracking.share_too_early",
            Self::Ended => "tracking.journey_ended",
            Self::TooMany => "tracking.too_many_links",
            Self::Key(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotFound => Localized::new(
                "لم نجد هذا الحجز أو الرابط ضمن ما يخصك. تحقق من العنوان.",
                "We can't find this booking or link among yours. Check the address.",
            ),
            Self::TooEarly => Localized::new(
                "لم يُؤكَّد حجزك مع فني بعد. يمكنك مشاركة الرحلة بعد التأكيد.",
                "No technician is confirmed yet. You can share the journey once one is.",
            ),
            Self::Ended => Localized::new(
                "انتهت هذه الرحلة، ولم يعد هناك ما يُشارَك.",
                "This journey is over; there is nothing left to share.",
            ),
            Self::TooMany => Localized::new(
                format!("لديك {MOST} روابط مفتوحة لهذا الحجز. ألغِ واحدًا منها أولًا."),
                format!("You have {MOST} open links for this booking. Take one back first."),
            ),
            Self::Key(error) => error.text(),
            Self::Store(error) => error.text(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Key(error) => error.retry_after_s(),
            Self::Store(error) => error.retry_after_s(),
            Self::NotFound | Self::TooEarly | Self::Ended | Self::TooMany => None,
        }
    }
}

/// Why a link shows nothing. Wrong, revoked, expired and over are one: who guesses learns nothing.
#[derive(Debug, thiserror::Error)]
pub enum SharedError {
    /// It shows nothing.
    #[error("the link shows nothing")]
    NotFound,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for SharedError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Fault for SharedError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::Store(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Store(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotFound => Localized::new(
                "هذا الرابط غير صالح أو انتهت الرحلة. اطلب رابطًا جديدًا ممن أرسله إليك.",
                "This link is not good, or the journey is over. Ask whoever sent it for a new one.",
            ),
            Self::Store(error) => error.text(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::NotFound => None,
            Self::Store(error) => error.retry_after_s(),
        }
    }
}
