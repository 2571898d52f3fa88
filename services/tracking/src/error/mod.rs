//! What can go wrong, as people are told.

mod share;
mod sos;

pub use share::{ShareError, SharedError};
pub use sos::SosError;

use crate::domain::sight::Unseen;
use chassis::StoreError;
use kernel::{ErrorClass, Fault, Localized};

/// Why fixes were not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The provider is neither on shift nor on a journey.
    #[error("neither on shift nor on a journey")]
    NotOnShift,
    /// Right after a start: who is on shift can't be read yet.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Fault for ReportError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotOnShift => ErrorClass::Conflict,
            Self::Store(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotOnShift => "tracking.not_on_shift",
            Self::Store(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotOnShift => Localized::new(
                "أنت غير متصل وليست لديك زيارة جارية، فلم نحفظ موقعك. فعّل وضع الاتصال لتظهر للعملاء.",
                "You are offline and have no visit under way, so your position was not kept. Go online to be seen by customers.",
            ),
            Self::Store(error) => error.text(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::NotOnShift => None,
            Self::Store(error) => error.retry_after_s(),
        }
    }
}

/// Why a journey is not shown.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// There is no such booking, or it isn't the caller's.
    #[error("not found")]
    NotFound,
    /// The provider has not set out.
    #[error("the journey has not started")]
    NotStarted,
    /// The visit waits for another day.
    #[error("the visit is paused")]
    Paused,
    /// The journey is over.
    #[error("the journey has ended")]
    Ended,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for FollowError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<Unseen> for FollowError {
    fn from(unseen: Unseen) -> Self {
        match unseen {
            Unseen::NotTheirs => Self::NotFound,
            Unseen::NotStarted => Self::NotStarted,
            Unseen::Paused => Self::Paused,
            Unseen::Ended => Self::Ended,
        }
    }
}

impl Fault for FollowError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::NotStarted | Self::Paused => ErrorClass::Conflict,
            Self::Ended => ErrorClass::Gone,
            Self::Store(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NotStarted => "tracking.journey_not_started",
            Self::Paused => "tracking.journey_paused",
            Self::Ended => "tracking.journey_ended",
            Self::Store(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotFound => Localized::new(
                "لم نجد هذا الحجز ضمن حجوزاتك. تحقق من الرابط.",
                "We can't find this booking among yours. Check the address.",
            ),
            Self::NotStarted => Localized::new(
                "لم يبدأ الفني رحلته بعد. سيظهر موقعه هنا عندما يتحرك إليك.",
                "The technician has not set out yet. You will see the way here as soon as it begins.",
            ),
            Self::Paused => Localized::new(
                "الزيارة متوقفة مؤقتًا. سيظهر موقع الفني عند استئنافها.",
                "The visit is paused. You will see the technician again when it goes on.",
            ),
            Self::Ended => Localized::new(
                "انتهت هذه الرحلة ولم يعد موقع الفني معروضًا. تجد التفاصيل في صفحة الحجز.",
                "This journey is over and the technician's position is no longer shown. The booking's page has the details.",
            ),
            Self::Store(error) => error.text(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Store(error) => error.retry_after_s(),
            _ => None,
        }
    }
}

/// Why a provider's track is not shown.
#[derive(Debug, thiserror::Error)]
pub enum TrackError {
    /// There is no such provider.
    #[error("not found")]
    NotFound,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for TrackError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Fault for TrackError {
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
                "لا يوجد فني بهذا الرقم. تحقق من الرابط.",
                "There is no provider with this id. Check the address.",
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
