//! Who gets what of a booking's price. The identity
//! `total + promotion = earnings + commission + taxes + parts + rounding`
//! (`domain.md`, Money) holds for every settlement, to the piastre.

use kernel::{BasisPoints, Money};
use serde::{Deserialize, Serialize};

/// A booking's price, divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settlement {
    /// What the customer pays.
    pub total: Money,
    /// What the platform pays of the price (promotion).
    pub promotion: Money,
    /// Price of the work: service, inspection, travel, surcharges; before promotions, no parts.
    pub work: Money,
    /// Parts, passed on to the provider in full.
    pub parts: Money,
    /// The platform's share of the work.
    pub commission: Money,
    /// VAT on the commission, which the platform owes the tax authority.
    pub taxes: Money,
    /// What the provider earns of the work.
    pub earnings: Money,
    /// What rounding the collectable amount left over (cash rounded down to the pound), always
    /// less than one pound; negative when the customer pays less than the exact price.
    pub rounding: Money,
}

impl Settlement {
    /// Divides a price. Commission is a share of the work before promotions and never of parts;
    /// VAT is 14 % of the commission; both are rounded half away from zero to the piastre and the
    /// provider gets the rest. A promotion larger than the price is cut to it.
    #[must_use]
    pub fn of(work: Money, parts: Money, promotion: Money, commission: BasisPoints) -> Self {
        let promotion = promotion.max(Money::ZERO).min(work + parts);
        let commission = work.share(commission);
        let taxes = commission.share(BasisPoints::VAT);
        Self {
            total: work + parts - promotion,
            promotion,
            work,
            parts,
            commission,
            taxes,
            earnings: work - commission - taxes,
            rounding: Money::ZERO,
        }
    }

    /// The same with the collectable amount rounded down to whole pounds, for cash.
    #[must_use]
    pub fn rounded_for_cash(self) -> Self {
        let rest = Money::piastres(self.total.as_piastres().rem_euclid(100));
        Self { total: self.total - rest, rounding: self.rounding - rest, ..self }
    }

    /// What is left unexplained; always nothing.
    #[must_use]
    pub fn unexplained(&self) -> Money {
        self.total + self.promotion
            - (self.earnings + self.commission + self.taxes + self.parts + self.rounding)
    }
}

#[cfg(test)]
mod tests {
    use super::Settlement;
    use kernel::{BasisPoints, Money};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_price_is_divided_to_the_piastre(
            work in 0i64..100_000_000,
            parts in 0i64..100_000_000,
            promotion in -10i64..300_000_000,
            commission in 0i32..=5_000,
        ) {
            let divided = Settlement::of(
                Money::piastres(work),
                Money::piastres(parts),
                Money::piastres(promotion),
                BasisPoints::new(commission),
            );
            prop_assert_eq!(divided.unexplained(), Money::ZERO);
            prop_assert!(!divided.total.is_negative());
            prop_assert!(!divided.earnings.is_negative());
            let cash = divided.rounded_for_cash();
            prop_assert_eq!(cash.unexplained(), Money::ZERO);
            prop_assert_eq!(cash.total.as_piastres() % 100, 0);
            prop_assert!(divided.total - cash.total < Money::egp(1));
            prop_assert_eq!(cash.earnings, divided.earnings);
        }
    }

    #[test]
    fn the_worked_example_of_the_tax_reference_holds() {
        let s = Settlement::of(Money::egp(500), Money::ZERO, Money::ZERO, BasisPoints::percent(15));
        assert_eq!(s.commission, Money::egp(75));
        assert_eq!(s.taxes, Money::piastres(1050));
        assert_eq!(s.earnings, Money::piastres(41450));
    }
}
