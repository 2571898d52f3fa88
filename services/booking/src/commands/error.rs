//! Why a command was refused.

use crate::domain::MoveError;
use crate::store::calendar;
use chassis::StoreError;
use chassis::crypto::CryptoError;
use chassis::idempotency::IdempotencyError;
use chassis::storage::StorageError;
use contracts::PortError;
use kernel::{ErrorClass, Fault, FieldError, InvalidFields, Localized};

/// A time that can't be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlotError {
    /// Another visit overlaps.
    #[error("the provider's time is taken")]
    Taken,
    /// There is not enough time to travel from the visit before, or to the one after.
    #[error("not enough time to travel")]
    NoTimeToTravel,
    /// Outside the provider's hours, or nearer than its notice.
    #[error("outside the provider's hours")]
    OutsideHours,
    /// The provider has as many visits that day as it takes.
    #[error("the provider's day is full")]
    DayFull,
    /// Nobody can keep this time any more.
    #[error("nobody can keep this time")]
    Gone,
    /// The zone is closed then.
    #[error("the zone is closed then")]
    ZoneClosed,
}

impl Fault for SlotError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Taken
            | Self::NoTimeToTravel
            | Self::OutsideHours
            | Self::DayFull
            | Self::Gone
            | Self::ZoneClosed => ErrorClass::Conflict,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Taken => "booking.slot_taken",
            Self::NoTimeToTravel => "booking.no_time_to_travel",
            Self::OutsideHours => "booking.outside_hours",
            Self::DayFull => "booking.day_full",
            Self::Gone => "booking.slot_gone",
            Self::ZoneClosed => "booking.zone_closed",
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::Taken => Localized::new(
                "الفني لديه زيارة أخرى في هذا الوقت. اختر موعدًا آخر.",
                "The technician has another visit then. Choose another time.",
            ),
            Self::NoTimeToTravel => Localized::new(
                "الوقت لا يكفي للانتقال بين هذه الزيارة وزيارة أخرى. اختر موعدًا آخر.",
                "There is not enough time to travel between this visit and another one. Choose another time.",
            ),
            Self::OutsideHours => Localized::new(
                "الموعد خارج ساعات عمل الفني. اختر موعدًا آخر.",
                "This is outside the technician's hours. Choose another time.",
            ),
            Self::DayFull => Localized::new(
                "يوم الفني اكتمل. اختر يومًا آخر.",
                "The technician's day is full. Choose another day.",
            ),
            Self::Gone => Localized::new(
                "هذا الموعد لم يعد متاحًا. اختر موعدًا آخر من القائمة.",
                "This time is not available any more. Choose another one from the list.",
            ),
            Self::ZoneClosed => Localized::new(
                "لا نعمل في منطقتك في هذا الموعد. اختر موعدًا آخر من القائمة.",
                "We don't work in your area at that time. Choose another one from the list.",
            ),
        }
    }
}

/// A refused command. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum BookingError {
    /// There is no such booking, or it is not the caller's.
    #[error("no such booking for this person")]
    NotFound,
    /// The booking does not allow the move.
    #[error(transparent)]
    Move(#[from] MoveError),
    /// The time can't be had.
    #[error(transparent)]
    Slot(#[from] SlotError),
    /// Some fields are wrong.
    #[error(transparent)]
    Fields(#[from] InvalidFields),
    /// The idempotency key was not accepted.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// The database refused or is away.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something sealed can't be opened.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// A file can't be stored or read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Another service did not answer with a value.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl From<sqlx::Error> for BookingError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl BookingError {
    /// What a refused reservation means.
    pub(super) fn of_reservation(error: StoreError) -> Self {
        if error.is_constraint(calendar::OVERLAP) { SlotError::Taken.into() } else { error.into() }
    }

    fn fault(&self) -> Option<&dyn Fault> {
        match self {
            Self::NotFound | Self::Port(_) => None,
            Self::Move(error) => Some(error),
            Self::Slot(error) => Some(error),
            Self::Fields(error) => Some(error),
            Self::Idempotency(error) => Some(error),
            Self::Store(error) => Some(error),
            Self::Crypto(error) => Some(error),
            Self::Storage(error) => Some(error),
        }
    }
}

impl Fault for BookingError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Port(PortError::Unavailable) => ErrorClass::Unavailable,
            Self::Port(PortError::Refused { .. }) => ErrorClass::Invalid,
            _ => self.fault().map_or(ErrorClass::NotFound, Fault::class),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Port(PortError::Unavailable) => "unavailable",
            Self::Port(PortError::Refused { .. }) => "refused",
            _ => self.fault().map_or("not_found", Fault::code),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::Port(PortError::Unavailable) => Localized::new(
                "الخدمة غير متاحة الآن. حاول مرة أخرى بعد لحظات.",
                "This is not available right now. Please try again in a moment.",
            ),
            Self::Port(PortError::Refused { text, .. }) => text.clone(),
            _ => self.fault().map_or_else(
                || {
                    Localized::new(
                        "لم نجد هذا الحجز ضمن حجوزاتك.",
                        "We can't find this booking among yours.",
                    )
                },
                Fault::text,
            ),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        self.fault().map(Fault::fields).unwrap_or_default()
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Port(PortError::Unavailable) => Some(2),
            _ => self.fault().and_then(Fault::retry_after_s),
        }
    }
}
