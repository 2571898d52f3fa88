//! Completed work: whether its price can be divided, and to whom.

use contracts::booking::BookingFacts;
use kernel::Money;
use kernel::ids::{BookingId, ProviderId};

/// Why the price of completed work can't be divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsettleable {
    /// Its parts don't add up to what is paid.
    #[error("the price of booking {0} leaves {1} unexplained")]
    Unexplained(BookingId, Money),
    /// A part is below zero.
    #[error("the price of booking {0} has a negative part")]
    NegativePart(BookingId),
    /// There is nobody to be paid.
    #[error("booking {0} was completed by nobody")]
    Nobody(BookingId),
}

/// Who is paid for completed work.
///
/// # Errors
/// [`Unsettleable`], for what no ledger may be told.
pub fn payee(booking: &BookingFacts) -> Result<ProviderId, Unsettleable> {
    let split = &booking.settlement;
    if !split.unexplained().is_zero() {
        return Err(Unsettleable::Unexplained(booking.id, split.unexplained()));
    }
    let parts = [split.total, split.promotion, split.commission, split.taxes, split.parts];
    if parts.iter().any(|part| part.is_negative()) {
        return Err(Unsettleable::NegativePart(booking.id));
    }
    booking.provider_id.ok_or(Unsettleable::Nobody(booking.id))
}
