//! Why something was not done to a plan.

use crate::commands::{BookingError, OrderError};
use chassis::StoreError;
use chassis::idempotency::IdempotencyError;
use kernel::{ErrorClass, Fault, FieldError, Localized};

/// A refused command. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// There is no such plan, or it is somebody else's.
    #[error("no such plan of this customer")]
    NotFound,
    /// The plan is over.
    #[error("the plan is over")]
    Over,
    /// The customer has as many plans as can be had.
    #[error("too many plans")]
    TooMany,
    /// No visit of the plan is left to be left out on that day.
    #[error("no visit to leave out on that day")]
    NoVisit,
    /// As orders are refused.
    #[error(transparent)]
    Order(#[from] OrderError),
}

impl From<StoreError> for PlanError {
    fn from(error: StoreError) -> Self {
        Self::Order(error.into())
    }
}

impl From<sqlx::Error> for PlanError {
    fn from(error: sqlx::Error) -> Self {
        StoreError(error).into()
    }
}

impl From<BookingError> for PlanError {
    fn from(error: BookingError) -> Self {
        Self::Order(error.into())
    }
}

impl From<IdempotencyError> for PlanError {
    fn from(error: IdempotencyError) -> Self {
        Self::Order(error.into())
    }
}

impl Fault for PlanError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::Over | Self::TooMany | Self::NoVisit => ErrorClass::Conflict,
            Self::Order(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Over => "plan.over",
            Self::TooMany => "plan.too_many",
            Self::NoVisit => "plan.no_visit",
            Self::Order(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotFound => Localized::new(
                "لم نجد خطة الصيانة هذه ضمن خططك.",
                "We can't find this maintenance plan among yours.",
            ),
            Self::Over => Localized::new(
                "انتهت خطة الصيانة هذه. أنشئ خطة جديدة إذا أردت زيارات أخرى.",
                "This maintenance plan is over. Make a new one if you want more visits.",
            ),
            Self::TooMany => Localized::new(
                "وصلت إلى أكبر عدد من خطط الصيانة. أنهِ واحدة قبل إنشاء أخرى.",
                "You have as many maintenance plans as can be had. End one before you make another.",
            ),
            Self::NoVisit => Localized::new(
                "لا توجد زيارة قادمة يمكن تخطيها في هذا اليوم. إذا حُجزت بالفعل فألغِ الحجز نفسه.",
                "There is no coming visit to leave out on that day. If it is booked already, cancel the booking.",
            ),
            Self::Order(error) => error.text(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Order(error) => error.fields(),
            _ => Vec::new(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Order(error) => error.retry_after_s(),
            _ => None,
        }
    }
}
