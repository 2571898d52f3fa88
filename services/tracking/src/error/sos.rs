//! What can go wrong with alarms.

use chassis::StoreError;
use chassis::idempotency::IdempotencyError;
use kernel::{ErrorClass, Fault, Localized};

/// Why an alarm was not raised, shown or moved.
#[derive(Debug, thiserror::Error)]
pub enum SosError {
    /// There is no such booking or alarm, or it isn't the caller's.
    #[error("not found")]
    NotFound,
    /// There is no visit under way, nor one that was just over.
    #[error("no visit")]
    NoVisit,
    /// The alarm was closed before.
    #[error("closed before")]
    Closed,
    /// The request's key.
    #[error(transparent)]
    Key(#[from] IdempotencyError),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for SosError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Fault for SosError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::NoVisit | Self::Closed => ErrorClass::Conflict,
            Self::Key(error) => error.class(),
            Self::Store(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NoVisit => "sos.no_visit",
            Self::Closed => "sos.already_closed",
            Self::Key(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotFound => Localized::new(
                "لم نجد ما طلبته. تحقق من الرابط. إن كنت في خطر فاتصل بالشرطة 122 أو الإسعاف 123.",
                "We can't find that. Check the address. If you are in danger call the police on 122 or an ambulance on 123.",
            ),
            Self::NoVisit => Localized::new(
                "لا توجد زيارة جارية لهذا الحجز. إن كنت في خطر فاتصل الآن بالشرطة 122 أو الإسعاف 123.",
                "This booking has no visit under way. If you are in danger call the police on 122 or an ambulance on 123 now.",
            ),
            Self::Closed => Localized::new(
                "أُغلق هذا البلاغ من قبل. حدّث الصفحة لترى ما كُتب عند إغلاقه.",
                "This alarm was closed before. Load the page again to see what was written then.",
            ),
            Self::Key(error) => error.text(),
            Self::Store(error) => error.text(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Key(error) => error.retry_after_s(),
            Self::Store(error) => error.retry_after_s(),
            Self::NotFound | Self::NoVisit | Self::Closed => None,
        }
    }
}
