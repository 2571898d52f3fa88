//! What a booking that will not be completed does to its payment.

use super::collect::Collected;
use super::fee::FeeSplit;
use super::payment::Stage;
use kernel::Money;

/// How a payment is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// Where the fee comes from.
    pub collected: Collected,
    /// Where the payment stands then.
    pub stage: Stage,
    /// What of the money that was set aside is the customer's own again.
    pub back: Money,
}

impl Closing {
    /// Closes a payment with a fee, of a wallet in which `available` was free and `released` was
    /// set aside for this booking.
    #[must_use]
    pub fn of(fee: &FeeSplit, available: Money, released: Money) -> Self {
        let collected = Collected::from_wallet(fee.total, available + released);
        let stage = if fee.total > Money::ZERO {
            Stage::Fee
        } else if released > Money::ZERO {
            Stage::Released
        } else {
            Stage::Void
        };
        Self { collected, stage, back: released - collected.wallet.min(released) }
    }
}

#[cfg(test)]
mod tests {
    use super::Closing;
    use crate::domain::fee::FeeSplit;
    use crate::domain::payment::Stage;
    use contracts::booking::Verdict;
    use kernel::Money;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_fee_is_taken_first_from_what_was_set_aside_and_the_rest_goes_back(
            fee in 0i64..100_000, free in 0i64..100_000, released in 0i64..100_000,
        ) {
            let fee = Money::piastres(fee);
            let (free, released) = (Money::piastres(free), Money::piastres(released));
            let split = FeeSplit::of(fee, fee, Verdict::CustomerAtFault, true);
            let closing = Closing::of(&split, free, released);
            prop_assert_eq!(closing.collected.wallet + closing.collected.receivable, fee);
            prop_assert!(closing.collected.wallet <= free + released);
            prop_assert_eq!(closing.back, (released - fee).max(Money::ZERO));
            prop_assert_eq!(closing.stage == Stage::Fee, fee > Money::ZERO);
            prop_assert_eq!(closing.stage == Stage::Void, fee.is_zero() && released.is_zero());
        }
    }
}
