//! Why an answer to an offer, or an assignment by hand, was refused.

use super::BookingError;
use crate::domain::MoveError;
use chassis::StoreError;
use chassis::crypto::CryptoError;
use chassis::idempotency::IdempotencyError;
use dispatch::Gate;
use kernel::{ErrorClass, Fault, FieldError, Invalid, Localized};

/// A refused answer or assignment. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OfferError {
    /// There is no such offer, or it was made to somebody else.
    #[error("no such offer for this provider")]
    NotFound,
    /// Its time is over.
    #[error("the offer has expired")]
    Expired,
    /// The booking went on without it.
    #[error("the offer was withdrawn")]
    Withdrawn,
    /// The provider said no before.
    #[error("the offer was declined")]
    Declined,
    /// The provider said yes before; leaving a booking is a cancellation.
    #[error("the offer was accepted")]
    Accepted,
    /// The provider may not work any more.
    #[error("the provider is not verified and active")]
    NotAllowedNow,
    /// There is no such provider.
    #[error("no such provider")]
    UnknownProvider,
    /// Who is not verified, not active, or the customer itself, can't be assigned.
    #[error("the provider can't be assigned: {0:?}")]
    NotAssignable(Gate),
    /// As other moves are refused.
    #[error(transparent)]
    Booking(#[from] BookingError),
}

macro_rules! through_booking {
    ($($error:ty),+) => {$(
        impl From<$error> for OfferError {
            fn from(error: $error) -> Self {
                Self::Booking(error.into())
            }
        }
    )+};
}
through_booking!(StoreError, IdempotencyError, MoveError, CryptoError, sqlx::Error);

impl Fault for OfferError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::Expired => ErrorClass::Gone,
            Self::Withdrawn
            | Self::Declined
            | Self::Accepted
            | Self::NotAllowedNow
            | Self::NotAssignable(_) => ErrorClass::Conflict,
            Self::UnknownProvider => ErrorClass::Invalid,
            Self::Booking(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Expired => "booking.offer_expired",
            Self::Withdrawn => "booking.offer_withdrawn",
            Self::Declined => "booking.offer_declined",
            Self::Accepted => "booking.offer_accepted",
            Self::NotAllowedNow => "booking.provider_not_allowed",
            Self::UnknownProvider => "invalid_fields",
            Self::NotAssignable(_) => "booking.provider_not_assignable",
            Self::Booking(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotFound => Localized::new(
                "لم نجد هذا العرض ضمن عروضك.",
                "We can't find this offer among yours.",
            ),
            Self::Expired => Localized::new(
                "انتهت مهلة الرد على هذا العرض. سنرسل لك العروض القادمة.",
                "The time to answer this offer is over. We will send you the next ones.",
            ),
            Self::Withdrawn => Localized::new(
                "سُحب هذا العرض لأن الحجز تغيّر. سنرسل لك العروض القادمة.",
                "This offer was withdrawn because the booking changed. We will send you the next ones.",
            ),
            Self::Declined => {
                Localized::new("سبق أن اعتذرت عن هذا العرض.", "You declined this offer before.")
            }
            Self::Accepted => Localized::new(
                "سبق أن قبلت هذا العرض. إن لم تستطع الحضور فألغِ الحجز.",
                "You accepted this offer before. If you can't come, cancel the booking.",
            ),
            Self::NotAllowedNow => Localized::new(
                "حسابك لا يستقبل العمل حاليًا. افتح حسابك لمعرفة السبب.",
                "Your account can't take work right now. Open it to see why.",
            ),
            Self::UnknownProvider => Localized::new(
                "لا نعرف هذا الفني. اختر واحدًا من القائمة.",
                "We don't know this technician. Choose one from the list.",
            ),
            Self::NotAssignable(Gate::OwnBooking) => Localized::new(
                "هذا الحساب هو حساب العميل نفسه. اختر فنيًا آخر.",
                "This is the customer's own account. Choose another technician.",
            ),
            Self::NotAssignable(_) => Localized::new(
                "هذا الفني غير معتمد أو غير نشط، فلا يمكن تعيينه. اختر فنيًا آخر.",
                "This technician is not verified or not active and can't be assigned. Choose another.",
            ),
            Self::Booking(error) => error.text(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::UnknownProvider => {
                let code = "booking.unknown_provider";
                vec![Invalid { code, text: self.text() }.at("providerId")]
            }
            Self::Booking(error) => error.fields(),
            _ => Vec::new(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Booking(error) => error.retry_after_s(),
            _ => None,
        }
    }
}
