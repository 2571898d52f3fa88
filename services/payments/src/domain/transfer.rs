//! Moving money between accounts. A transfer takes from one account exactly what it gives to
//! another, so whatever is made of transfers is balanced by construction.

use super::account::Account;
use kernel::Money;
use std::collections::BTreeMap;

/// What an entry does to one account. Positive: the platform owes the account more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// By how much; never nothing.
    pub amount: Money,
}

/// Transfers that belong to one entry.
#[derive(Clone, Debug, Default)]
pub struct Transfers(BTreeMap<Account, Money>);

impl Transfers {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves `amount` between two accounts; a negative amount goes the other way.
    #[must_use]
    pub fn pay(mut self, from: Account, to: Account, amount: Money) -> Self {
        *self.0.entry(from).or_default() -= amount;
        *self.0.entry(to).or_default() += amount;
        self
    }

    /// The net of all transfers: one posting an account, none that is nothing, in the order in
    /// which rows are locked. Empty when nothing moved.
    #[must_use]
    pub fn into_postings(self) -> Vec<Posting> {
        let moved = self.0.into_iter().filter(|(_, amount)| !amount.is_zero());
        moved.map(|(account, amount)| Posting { account, amount }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Account, Transfers};
    use kernel::Money;
    use proptest::prelude::*;

    const ACCOUNTS: [Account; 4] =
        [Account::Cash, Account::Bank, Account::Revenue, Account::Rounding];

    proptest! {
        #[test]
        fn whatever_is_transferred_adds_up_to_nothing(
            moves in prop::collection::vec((0usize..4, 0usize..4, -1_000_000i64..1_000_000), 0..20),
        ) {
            let transfers = moves.into_iter().fold(Transfers::new(), |all, (from, to, amount)| {
                all.pay(ACCOUNTS[from], ACCOUNTS[to], Money::piastres(amount))
            });
            let postings = transfers.into_postings();
            prop_assert_eq!(postings.iter().map(|p| p.amount).sum::<Money>(), Money::ZERO);
            prop_assert!(postings.len() != 1);
            prop_assert!(postings.iter().all(|p| !p.amount.is_zero()));
            prop_assert!(postings.windows(2).all(|two| two[0].account < two[1].account));
        }
    }
}
