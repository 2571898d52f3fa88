//! What a dispute holds, and what its decision gives back.

use super::payment::Stage;
use super::refund::Refund;
use contracts::Settlement;
use contracts::booking::{DisputeDecided, PaymentMethod, Status};
use kernel::Money;

/// What a dispute holds: all the provider has of the job, without what it bore of it already.
#[must_use]
pub fn held(split: &Settlement, borne: Money) -> Money {
    (split.earnings + split.parts - borne).max(Money::ZERO)
}

/// Whether a dispute of a job that was never settled ends without settling it: it is cancelled, and
/// nothing was taken that would have to be divided first.
#[must_use]
pub fn ends_unsettled(event: &DisputeDecided) -> bool {
    let booking = &event.booking;
    let nothing_is_due =
        booking.payment_method == PaymentMethod::Cash || event.refund >= booking.settlement.total;
    booking.status == Status::Cancelled && nothing_is_due
}

/// Whether the decision undoes a job that a promotion paid in full: a share of what the customer paid
/// says nothing there.
#[must_use]
pub fn undoes_promotion(event: &DisputeDecided, split: &Settlement, stage: Stage) -> bool {
    event.booking.status == Status::Cancelled
        && split.total.is_zero()
        && split.promotion > Money::ZERO
        && stage != Stage::Refunded
}

/// What the decision of a dispute gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenBack {
    /// Now, and who bears it.
    pub refund: Refund,
    /// In all.
    pub in_all: Money,
    /// Where the payment stands then.
    pub stage: Stage,
}

impl GivenBack {
    /// Gives `wanted` of a job back of which `already` went back, and of which its provider bore
    /// `borne`.
    #[must_use]
    pub fn of(already: Money, wanted: Money, split: &Settlement, borne: Money) -> Self {
        let left = split.earnings + split.parts - borne;
        let refund = Refund::after(already, wanted, split).sparing(left);
        let in_all = already + refund.total;
        let everything = in_all > Money::ZERO && in_all == split.total;
        let stage = if everything { Stage::Refunded } else { Stage::Settled };
        Self { refund, in_all, stage }
    }

    /// Gives the platform back what its promotion paid for a job of which its provider bore `borne`.
    #[must_use]
    pub fn of_promotion(split: &Settlement, borne: Money) -> Self {
        let left = split.earnings + split.parts - borne;
        let refund = Refund::of_promotion(split).sparing(left);
        Self { refund, in_all: Money::ZERO, stage: Stage::Refunded }
    }
}
