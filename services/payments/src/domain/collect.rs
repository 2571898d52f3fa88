//! Where the money for a price comes from.

use contracts::booking::PaymentMethod;
use kernel::Money;

/// A price by source. The parts add up to the price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// In cash, by the provider.
    pub cash: Money,
    /// From the customer's wallet.
    pub wallet: Money,
    /// Not there; the customer owes it.
    pub receivable: Money,
}

impl Collected {
    /// All of it in the provider's hand.
    #[must_use]
    pub fn in_cash(total: Money) -> Self {
        Self { cash: total, ..Self::default() }
    }

    /// From a wallet that has `spendable` (what is held for this booking, and what is free); the
    /// rest becomes the customer's debt.
    #[must_use]
    pub fn from_wallet(total: Money, spendable: Money) -> Self {
        let wallet = total.min(spendable.max(Money::ZERO));
        Self { wallet, receivable: total - wallet, ..Self::default() }
    }

    /// The price of completed work: in the provider's hand, or from a wallet that has `spendable`.
    #[must_use]
    pub fn of_job(method: PaymentMethod, total: Money, spendable: Money) -> Self {
        match method {
            PaymentMethod::Cash => Self::in_cash(total),
            PaymentMethod::Wallet | PaymentMethod::Card | PaymentMethod::BankTransfer => {
                Self::from_wallet(total, spendable)
            }
        }
    }
}

/// What is taken of what a customer owes when money came into its wallet.
#[must_use]
pub fn of_debt(owed: Money, available: Money) -> Option<Money> {
    let amount = owed.min(available);
    (amount > Money::ZERO).then_some(amount)
}

#[cfg(test)]
mod tests {
    use super::Collected;
    use kernel::Money;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_wallet_gives_what_it_has_and_the_rest_is_owed(
            total in 0i64..1_000_000, spendable in -1000i64..1_000_000,
        ) {
            let (total, spendable) = (Money::piastres(total), Money::piastres(spendable));
            let collected = Collected::from_wallet(total, spendable);
            prop_assert_eq!(collected.cash + collected.wallet + collected.receivable, total);
            prop_assert!(collected.wallet <= spendable.max(Money::ZERO));
            prop_assert!(!collected.receivable.is_negative());
            prop_assert!(collected.receivable.is_zero() || collected.wallet == spendable.max(Money::ZERO));
        }
    }
}
