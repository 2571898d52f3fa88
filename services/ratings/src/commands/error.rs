//! Why something can't be done with a rating.

use chassis::StoreError;
use chassis::idempotency::IdempotencyError;
use kernel::{ErrorClass, Fault, InvalidFields, Localized};

/// Why something can't be done with a rating.
#[derive(Debug, thiserror::Error)]
pub enum RatingError {
    /// It doesn't exist, or isn't the caller's.
    #[error("no such rating or booking")]
    NotFound,
    /// This side has rated this booking before.
    #[error("rated before")]
    AlreadyRated,
    /// The 14 days are over.
    #[error("the time for rating is over")]
    TooLate,
    /// It has its one reply.
    #[error("replied before")]
    AlreadyReplied,
    /// It is in a state in which this can't be decided.
    #[error("not in a state to decide")]
    NotHeld,
    /// Wrong fields.
    #[error(transparent)]
    Fields(#[from] InvalidFields),
    /// The idempotency key.
    #[error(transparent)]
    Key(#[from] IdempotencyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for RatingError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Fault for RatingError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::AlreadyRated | Self::AlreadyReplied | Self::NotHeld => ErrorClass::Conflict,
            Self::TooLate => ErrorClass::Gone,
            Self::Fields(e) => e.class(),
            Self::Key(e) => e.class(),
            Self::Store(e) => e.class(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::AlreadyRated => "ratings.already_rated",
            Self::TooLate => "ratings.too_late",
            Self::AlreadyReplied => "ratings.already_replied",
            Self::NotHeld => "ratings.not_held",
            Self::Fields(e) => e.code(),
            Self::Key(e) => e.code(),
            Self::Store(e) => e.code(),
        }
    }

    fn text(&self) -> Localized {
        match self {
            Self::NotFound => Localized::new(
                "لم نجد هذا الحجز أو التقييم. يمكن تقييم الزيارات المكتملة فقط.",
                "We can't find this booking or rating. Only completed visits can be rated.",
            ),
            Self::AlreadyRated => Localized::new(
                "لقد قيّمت هذه الزيارة من قبل، والتقييم يُكتب مرة واحدة.",
                "You have rated this visit already; a rating is written once.",
            ),
            Self::TooLate => Localized::new(
                "انتهت مدة التقييم، وهي 14 يومًا بعد الزيارة.",
                "The time for rating is over: it ends 14 days after the visit.",
            ),
            Self::AlreadyReplied => Localized::new(
                "لقد رددت على هذا التقييم من قبل.",
                "You have replied to this rating already.",
            ),
            Self::NotHeld => Localized::new(
                "حالة التقييم لا تسمح بهذا القرار الآن. حدّث الصفحة وراجعها.",
                "The rating's present state does not allow this. Reload and look at it again.",
            ),
            Self::Fields(e) => e.text(),
            Self::Key(e) => e.text(),
            Self::Store(e) => e.text(),
        }
    }

    fn fields(&self) -> Vec<kernel::FieldError> {
        match self {
            Self::Fields(e) => e.fields(),
            _ => Vec::new(),
        }
    }

    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Key(e) => e.retry_after_s(),
            Self::Store(e) => e.retry_after_s(),
            _ => None,
        }
    }
}
