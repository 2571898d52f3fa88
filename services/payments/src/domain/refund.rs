//! A refund of a settled job, borne by everybody who got some of its price in the same proportion.

use contracts::Settlement;
use kernel::Money;

/// Who bears how much of a refund:
/// `total + promotion = by_provider + goodwill + commission + taxes + rounding`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refund {
    /// What goes back to the customer.
    pub total: Money,
    /// What the provider gives back of its work and parts.
    pub by_provider: Money,
    /// What the platform gives instead of a provider that has nothing of the job any more.
    pub goodwill: Money,
    /// What the platform gives back of its commission.
    pub commission: Money,
    /// VAT on that.
    pub taxes: Money,
    /// What of the promotion goes back to the platform.
    pub promotion: Money,
    /// What rounding leaves.
    pub rounding: Money,
}

impl Refund {
    /// Divides a refund; one larger than what was paid is cut to it. Everything at once leaves
    /// nobody with anything of the job.
    #[must_use]
    pub fn of(wanted: Money, split: &Settlement) -> Self {
        let paid = split.total;
        let total = wanted.max(Money::ZERO).min(paid);
        let share = |amount: Money| amount.scaled(total.as_piastres(), paid.as_piastres());
        let by_provider = share(split.earnings + split.parts);
        let (commission, taxes) = (share(split.commission), share(split.taxes));
        let promotion = share(split.promotion);
        let rounding = total + promotion - by_provider - commission - taxes;
        let goodwill = Money::ZERO;
        Self { total, by_provider, goodwill, commission, taxes, promotion, rounding }
    }

    /// Everything of a job whose price a promotion paid: nothing goes back to the customer, who paid
    /// nothing, and all that others got of it to the platform.
    #[must_use]
    pub fn of_promotion(split: &Settlement) -> Self {
        let by_provider = split.earnings + split.parts;
        let (commission, taxes, promotion) = (split.commission, split.taxes, split.promotion);
        let rounding = promotion - by_provider - commission - taxes;
        Self { by_provider, commission, taxes, promotion, rounding, ..Self::default() }
    }

    /// The same refund when the provider has only `left` of the job, because it bore a warranty visit
    /// of it: it never gives more than it got, the platform gives the rest.
    #[must_use]
    pub fn sparing(self, left: Money) -> Self {
        let by_provider = self.by_provider.min(left.max(Money::ZERO));
        let goodwill = self.goodwill + self.by_provider - by_provider;
        Self { by_provider, goodwill, ..self }
    }

    /// A further refund after `already` went back: never more in all than was paid, and in all
    /// borne as if it had gone back at once.
    #[must_use]
    pub fn after(already: Money, wanted: Money, split: &Settlement) -> Self {
        let (before, all) =
            (Self::of(already, split), Self::of(already + wanted.max(Money::ZERO), split));
        Self {
            total: all.total - before.total,
            by_provider: all.by_provider - before.by_provider,
            goodwill: Money::ZERO,
            commission: all.commission - before.commission,
            taxes: all.taxes - before.taxes,
            promotion: all.promotion - before.promotion,
            rounding: all.rounding - before.rounding,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Refund;
    use crate::domain::tests::settlement;
    use kernel::Money;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_refund_is_borne_to_the_piastre_and_nobody_gives_more_than_it_got(
            split in settlement(), wanted in -100i64..100_000_000,
        ) {
            let refund = Refund::of(Money::piastres(wanted), &split);
            let borne = refund.by_provider + refund.commission + refund.taxes + refund.rounding;
            prop_assert_eq!(refund.total + refund.promotion, borne);
            prop_assert!(refund.total <= split.total);
            prop_assert!(refund.by_provider <= split.earnings + split.parts);
            prop_assert!(refund.commission <= split.commission);
            prop_assert!(refund.taxes <= split.taxes);
            prop_assert!(refund.rounding.as_piastres().abs() < 103);
        }

        #[test]
        fn refunds_in_parts_end_like_one_at_once(
            split in settlement(), first in 0i64..10_000_000, second in 0i64..10_000_000,
        ) {
            let (first, second) = (Money::piastres(first), Money::piastres(second));
            let one = Refund::of(first, &split);
            let two = Refund::after(one.total, second, &split);
            let borne = two.by_provider + two.commission + two.taxes + two.rounding;
            prop_assert_eq!(two.total + two.promotion, borne);
            let all = Refund::of(first + second, &split);
            prop_assert_eq!(one.total + two.total, all.total);
            prop_assert_eq!(one.by_provider + two.by_provider, all.by_provider);
        }

        #[test]
        fn a_provider_that_bore_a_warranty_visit_never_gives_more_than_it_got(
            split in settlement(), wanted in 0i64..10_000_000, borne in 0i64..10_000_000,
        ) {
            let has = split.earnings + split.parts;
            let borne = Money::piastres(borne).min(has);
            let whole = Refund::of(Money::piastres(wanted), &split);
            let spared = whole.sparing(has - borne);
            prop_assert!(borne + spared.by_provider <= has);
            prop_assert_eq!(spared.total, whole.total, "the customer gets the same");
            prop_assert_eq!(spared.by_provider + spared.goodwill, whole.by_provider);
            prop_assert!(spared.goodwill >= Money::ZERO);
        }

        #[test]
        fn a_full_refund_undoes_the_whole_division(split in settlement()) {
            let refund = Refund::of(split.total, &split);
            if split.total > Money::ZERO {
                prop_assert_eq!(refund.by_provider, split.earnings + split.parts);
                prop_assert_eq!(refund.rounding, split.rounding);
                prop_assert_eq!(refund.promotion, split.promotion);
            } else {
                prop_assert_eq!(refund, Refund::default());
                let refund = Refund::of_promotion(&split);
                prop_assert_eq!(refund.total, Money::ZERO);
                prop_assert_eq!(refund.by_provider, split.earnings + split.parts);
                prop_assert_eq!(refund.rounding, split.rounding);
                prop_assert_eq!(refund.promotion, split.promotion);
            }
        }
    }
}
