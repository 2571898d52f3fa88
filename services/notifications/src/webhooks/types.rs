//! The types of events that partners may be told of.

use contracts::Event;
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingCreated, BookingDisputed,
    BookingMoved, BookingReleased, BookingRescheduleProposed, BookingRescheduled, BookingUnmatched,
    ChangeOrderProposed, ChangeOrderWithdrawn, DisputeDecided, EstimateProposed, EstimateWithdrawn,
};
use contracts::payments::{PaymentFailed, PaymentRefunded, PaymentSettled};
use kernel::Invalid;

/// A message that is sent on demand.
pub const TEST: &str = "webhook.test";

/// What endpoints may ask for.
pub const ALL: [&str; 18] = [
    BookingCreated::TYPE,
    BookingUnmatched::TYPE,
    BookingConfirmed::TYPE,
    BookingReleased::TYPE,
    BookingMoved::TYPE,
    BookingRescheduleProposed::TYPE,
    BookingRescheduled::TYPE,
    EstimateProposed::TYPE,
    EstimateWithdrawn::TYPE,
    ChangeOrderProposed::TYPE,
    ChangeOrderWithdrawn::TYPE,
    BookingCompleted::TYPE,
    BookingCancelled::TYPE,
    BookingDisputed::TYPE,
    DisputeDecided::TYPE,
    PaymentFailed::TYPE,
    PaymentSettled::TYPE,
    PaymentRefunded::TYPE,
];

/// A type as it is stored.
///
/// # Errors
/// `webhooks.unknown_type`.
pub fn parse(text: &str) -> Result<&'static str, Invalid> {
    ALL.into_iter().find(|known| *known == text).ok_or_else(|| {
        Invalid::new(
            "webhooks.unknown_type",
            "هذا النوع من الأحداث غير معروف. راجع قائمة الأنواع في دليل الشركاء.",
            format!("There is no such type of event. There are: {}.", ALL.join(", ")),
        )
    })
}
