//! Reductions that the platform pays.

use super::refusal::Refusal;
use kernel::ids::{CategoryId, TypedId};
use kernel::{BasisPoints, Instant, Invalid, Localized, Money};
use uuid::Uuid;

/// A promotion's id. Only the catalog knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PromotionId(Uuid);

impl From<Uuid> for PromotionId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl TypedId for PromotionId {
    fn uuid(self) -> Uuid {
        self.0
    }
}

/// How much is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// A share of the price, at most so much.
    Percent {
        /// The share.
        share: BasisPoints,
        /// The most it takes off.
        at_most: Money,
    },
    /// An amount.
    Amount(Money),
}

/// How much of a promotion there is. `None`: no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// How often it may be used in all.
    pub uses: Option<i32>,
    /// How often by one customer.
    pub per_customer: Option<i32>,
    /// How much it may give away in all.
    pub budget: Option<Money>,
}

/// What was used of a promotion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// How often.
    pub uses: i32,
    /// How much was given away.
    pub spent: Money,
}

impl Limits {
    /// Whether something is left. What really counts is counted when a booking is made; this spares
    /// people a quote that can't be ordered with.
    #[must_use]
    pub fn leave(&self, used: Used) -> bool {
        self.uses.is_none_or(|most| used.uses < most)
            && self.budget.is_none_or(|budget| used.spent < budget)
    }
}

/// A promotion.
#[derive(Clone, Debug)]
pub struct Promotion {
    /// Its id.
    pub id: PromotionId,
    /// What people type.
    pub code: String,
    /// Its name.
    pub name: Localized,
    /// How much it takes off.
    pub reduction: Reduction,
    /// The lowest price it counts for.
    pub min_total: Money,
    /// The only category it counts for.
    pub category_id: Option<CategoryId>,
    /// From when.
    pub valid_from: Instant,
    /// Until when.
    pub valid_until: Instant,
    /// Whether it counts at all.
    pub is_active: bool,
    /// How much of it there is.
    pub limits: Limits,
}

impl Promotion {
    /// What it takes off a price: positive, never more than the price.
    ///
    /// # Errors
    /// When it does not count now, for this category or for so small a price.
    pub fn off(&self, price: Money, category: CategoryId, now: Instant) -> Result<Money, Refusal> {
        if !self.is_active || now < self.valid_from || now >= self.valid_until {
            return Err(Refusal::UnknownPromotion);
        }
        if self.category_id.is_some_and(|only| only != category) {
            return Err(Refusal::PromotionElsewhere);
        }
        if price < self.min_total {
            return Err(Refusal::PromotionMinimum { min: self.min_total });
        }
        let off = match self.reduction {
            Reduction::Percent { share, at_most } => price.share(share).min(at_most),
            Reduction::Amount(amount) => amount,
        };
        Ok(off.min(price).max(Money::ZERO))
    }
}

/// A code as people type it, in its stored form: 3–20 Latin letters and digits.
///
/// # Errors
/// `catalog.bad_promo_code`.
pub fn parse_code(text: &str) -> Result<String, Invalid> {
    let code = kernel::text::fold_digits(text).trim().to_ascii_uppercase();
    let good = (3..=20).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
    if good {
        return Ok(code);
    }
    Err(Invalid::new(
        "catalog.bad_promo_code",
        "كود الخصم من 3 إلى 20 حرفًا إنجليزيًا أو رقمًا، بدون مسافات.",
        "A promo code is 3 to 20 English letters or digits, without spaces.",
    ))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Limits, Promotion, Reduction, Used, parse_code};
    use crate::domain::refusal::Refusal;
    use kernel::{BasisPoints, Instant, Localized, Money};
    use uuid::Uuid;

    pub(crate) fn promotion(reduction: Reduction) -> Promotion {
        Promotion {
            id: Uuid::from_u128(1).into(),
            code: "WELCOME".into(),
            name: Localized::new("خصم الترحيب", "Welcome"),
            reduction,
            min_total: Money::egp(100),
            category_id: None,
            valid_from: "2026-11-01T00:00:00Z".parse().unwrap(),
            valid_until: "2026-12-01T00:00:00Z".parse().unwrap(),
            is_active: true,
            limits: Limits::default(),
        }
    }

    #[test]
    fn what_is_left_ends_with_the_uses_and_with_the_budget() {
        let limits = Limits { uses: Some(10), per_customer: None, budget: Some(Money::egp(100)) };
        let used = |uses, spent| Used { uses, spent: Money::egp(spent) };
        assert!(limits.leave(used(9, 99)));
        assert!(!limits.leave(used(10, 50)));
        assert!(!limits.leave(used(5, 100)));
        assert!(Limits::default().leave(used(i32::MAX, 1_000_000)));
    }

    #[test]
    fn a_promotion_takes_off_its_share_up_to_its_bound() {
        let now: Instant = "2026-11-22T10:00:00Z".parse().unwrap();
        let any = Uuid::nil().into();
        let share = Reduction::Percent { share: BasisPoints::percent(20), at_most: Money::egp(50) };
        assert_eq!(promotion(share).off(Money::egp(100), any, now), Ok(Money::egp(20)));
        assert_eq!(promotion(share).off(Money::egp(1000), any, now), Ok(Money::egp(50)));
        let amount = promotion(Reduction::Amount(Money::egp(300)));
        assert_eq!(amount.off(Money::egp(200), any, now), Ok(Money::egp(200)));
    }

    #[test]
    fn it_counts_only_in_its_time_its_category_and_from_its_minimum() {
        let now: Instant = "2026-11-22T10:00:00Z".parse().unwrap();
        let any = Uuid::nil().into();
        let off = |p: &Promotion, price, at| p.off(price, any, at);
        let mut p = promotion(Reduction::Amount(Money::egp(10)));
        assert_eq!(
            off(&p, Money::egp(99), now),
            Err(Refusal::PromotionMinimum { min: Money::egp(100) })
        );
        assert!(off(&p, Money::egp(100), p.valid_from).is_ok());
        assert_eq!(off(&p, Money::egp(100), p.valid_until), Err(Refusal::UnknownPromotion));
        p.category_id = Some(Uuid::from_u128(7).into());
        assert_eq!(off(&p, Money::egp(100), now), Err(Refusal::PromotionElsewhere));
        p.is_active = false;
        assert_eq!(off(&p, Money::egp(100), now), Err(Refusal::UnknownPromotion));
    }

    #[test]
    fn codes_are_read_in_any_case_and_digits() {
        assert_eq!(parse_code(" welcome١٠ ").unwrap(), "WELCOME10");
        for bad in ["", "ab", "خصم", "TEN PERCENT", "A23456789012345678901", "a';--"] {
            assert_eq!(parse_code(bad).unwrap_err().code, "catalog.bad_promo_code", "{bad}");
        }
    }
}
