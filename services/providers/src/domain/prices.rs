//! A provider's own price stays near the catalog's.

use kernel::{Invalid, Money};

/// The allowed band of own prices, as percentages of the catalog's price.
#[derive(Clone, Copy, Debug)]
pub struct Band {
    /// Lowest percentage.
    pub min_percent: u32,
    /// Highest percentage.
    pub max_percent: u32,
}

impl Band {
    /// The lowest and highest price around `base`.
    #[must_use]
    pub fn around(self, base: Money) -> (Money, Money) {
        let at = |percent: u32| base.scaled(i64::from(percent), 100);
        (at(self.min_percent), at(self.max_percent))
    }

    /// The allowed price that is nearest to `price`.
    #[must_use]
    pub fn nearest(self, base: Money, price: Money) -> Money {
        let (low, high) = self.around(base);
        price.clamp(low, high.max(low))
    }

    /// `price`, when it is more than nothing and inside the band around `base`.
    ///
    /// # Errors
    /// `providers.price_band`, which names the band in pounds.
    pub fn check(self, base: Money, price: Money) -> Result<Money, Invalid> {
        let (low, high) = self.around(base);
        if price > Money::ZERO && (low..=high).contains(&price) {
            return Ok(price);
        }
        let egp = |m: Money| format!("{}.{:02}", m.as_piastres() / 100, m.as_piastres() % 100);
        let (low, high) = (egp(low), egp(high));
        Err(Invalid::new(
            "providers.price_band",
            format!("اختر سعرًا من {low} إلى {high} جنيه، أو اتركه فارغًا لسعر المنصة."),
            format!("Choose a price from {low} to {high} EGP, or leave it out for our price."),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::Band;
    use kernel::Money;
    use proptest::prelude::*;

    const BAND: Band = Band { min_percent: 50, max_percent: 200 };

    #[test]
    fn the_ends_of_the_band_are_allowed_and_a_piastre_beyond_is_not() {
        let base = Money::egp(300);
        assert!(BAND.check(base, Money::egp(150)).is_ok());
        assert!(BAND.check(base, Money::egp(600)).is_ok());
        let refused = BAND.check(base, Money::piastres(14_999)).unwrap_err();
        assert_eq!(refused.code, "providers.price_band");
        assert!(refused.text.en.contains("150.00") && refused.text.ar.contains("600.00"));
        assert!(BAND.check(base, Money::piastres(60_001)).is_err());
    }

    #[test]
    fn nothing_and_less_are_no_prices() {
        assert!(BAND.check(Money::ZERO, Money::ZERO).is_err());
        assert!(BAND.check(Money::egp(10), Money::egp(-10)).is_err());
    }

    proptest! {
        #[test]
        fn the_catalogs_own_price_is_always_inside(base in 1i64..100_000_000) {
            let base = Money::piastres(base);
            prop_assert!(BAND.check(base, base).is_ok());
        }

        #[test]
        fn the_nearest_price_is_allowed_and_an_allowed_one_stays(
            base in 100i64..100_000_000, price in 1i64..200_000_000,
        ) {
            let (base, price) = (Money::piastres(base), Money::piastres(price));
            let nearest = BAND.nearest(base, price);
            prop_assert!(BAND.check(base, nearest).is_ok());
            prop_assert_eq!(nearest == price, BAND.check(base, price).is_ok());
        }
    }
}
