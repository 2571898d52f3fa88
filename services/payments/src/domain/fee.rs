//! A cancellation fee, divided.

use contracts::booking::Verdict;
use kernel::{BasisPoints, Money};

/// Who gets what of a fee. What the customer reads is the whole price, taxes included
/// (`reference` 6.7), so VAT is inside the platform's part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeeSplit {
    /// What the customer pays.
    pub total: Money,
    /// What the provider gets for its time.
    pub to_provider: Money,
    /// What the platform earns.
    pub net: Money,
    /// VAT on that.
    pub vat: Money,
}

impl FeeSplit {
    /// Divides a fee. Nobody pays for a fault of the provider, and nothing goes to a provider
    /// that isn't there.
    #[must_use]
    pub fn of(fee: Money, to_provider: Money, verdict: Verdict, has_provider: bool) -> Self {
        let total = match verdict {
            Verdict::ProviderAtFault => Money::ZERO,
            Verdict::NoFault | Verdict::CustomerAtFault => fee.max(Money::ZERO),
        };
        let to_provider = if has_provider { to_provider } else { Money::ZERO };
        let to_provider = to_provider.max(Money::ZERO).min(total);
        let kept = total - to_provider;
        let rate = i64::from(BasisPoints::VAT.get());
        let vat = kept.scaled(rate, 10_000 + rate);
        Self { total, to_provider, net: kept - vat, vat }
    }
}

#[cfg(test)]
mod tests {
    use super::FeeSplit;
    use contracts::booking::Verdict;
    use kernel::Money;
    use proptest::prelude::*;

    #[test]
    fn vat_is_inside_what_the_platform_keeps() {
        let fee = FeeSplit::of(Money::egp(114), Money::ZERO, Verdict::CustomerAtFault, true);
        assert_eq!((fee.net, fee.vat), (Money::egp(100), Money::egp(14)));
    }

    #[test]
    fn nobody_pays_for_the_providers_fault() {
        let fee = FeeSplit::of(Money::egp(50), Money::egp(50), Verdict::ProviderAtFault, true);
        assert_eq!(fee, FeeSplit::default());
    }

    proptest! {
        #[test]
        fn a_fee_is_divided_to_the_piastre(
            fee in -100i64..1_000_000, share in -100i64..2_000_000, has_provider: bool,
        ) {
            let (fee, share) = (Money::piastres(fee), Money::piastres(share));
            let split = FeeSplit::of(fee, share, Verdict::CustomerAtFault, has_provider);
            prop_assert_eq!(split.to_provider + split.net + split.vat, split.total);
            prop_assert!([split.to_provider, split.net, split.vat].iter().all(|m| !m.is_negative()));
            prop_assert!(has_provider || split.to_provider.is_zero());
        }
    }
}
