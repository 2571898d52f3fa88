//! Money in integer piastres (1 EGP = 100 piastres). Never a float anywhere.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// The only currency for now: the Egyptian pound.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
pub enum Currency {
    /// Egyptian pound.
    #[default]
    EGP,
}

/// An amount of money in piastres; may be negative (a debt, a discount).
///
/// JSON: `{"amount": 35000, "currency": "EGP"}`. Arithmetic saturates at the ends of `i64`
/// (92 quadrillion pounds), which no input limit lets anyone reach: inputs are bounded where
/// they are parsed and the database refuses sums beyond its own checks.
#[derive(
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(from = "Wire", into = "Wire")]
#[schema(as = Money, value_type = Wire)]
pub struct Money(i64);

/// How money looks in JSON.
#[derive(Clone, Copy, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Money)]
pub struct Wire {
    /// Integer piastres: 35000 is 350 EGP.
    #[schema(example = 35000)]
    amount: i64,
    /// Always `EGP`.
    currency: Currency,
}

impl From<Wire> for Money {
    fn from(wire: Wire) -> Self {
        Self(wire.amount)
    }
}

impl From<Money> for Wire {
    fn from(money: Money) -> Self {
        Self { amount: money.0, currency: Currency::EGP }
    }
}

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// An amount of piastres.
    #[must_use]
    pub const fn piastres(piastres: i64) -> Self {
        Self(piastres)
    }

    /// An amount of whole pounds.
    #[must_use]
    pub const fn egp(pounds: i64) -> Self {
        Self(pounds.saturating_mul(100))
    }

    /// The amount in piastres.
    #[must_use]
    pub const fn as_piastres(self) -> i64 {
        self.0
    }

    /// Whether this is less than nothing.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether this is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// This amount `quantity` times.
    #[must_use]
    pub const fn times(self, quantity: i64) -> Self {
        Self(self.0.saturating_mul(quantity))
    }

    /// A share of this amount, rounded half away from zero to the piastre: the platform's one
    /// rounding rule, applied line by line (Egyptian tax practice, `reference` 6.7).
    #[must_use]
    pub fn share(self, share: BasisPoints) -> Self {
        self.scaled(i64::from(share.0), 10_000)
    }

    /// `self × numerator ÷ denominator`, rounded half away from zero to the piastre.
    /// A denominator of zero or less yields zero.
    #[must_use]
    pub fn scaled(self, numerator: i64, denominator: i64) -> Self {
        if denominator <= 0 {
            return Self::ZERO;
        }
        let product = i128::from(self.0) * i128::from(numerator);
        let denominator = i128::from(denominator);
        let half = if product < 0 { -denominator / 2 } else { denominator / 2 };
        let rounded = (product + half) / denominator;
        Self(i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX }))
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl Money {
    /// Pounds without needless decimals: `250`, `12.50`.
    #[must_use]
    pub fn pounds(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (pounds, piastres) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match piastres {
            0 => format!("{sign}{pounds}"),
            _ => format!("{sign}{pounds}.{piastres:02}"),
        }
    }

    /// As it stands in an Arabic sentence: `350 جنيه`, `37.50 جنيه`.
    #[must_use]
    pub fn in_arabic(self) -> String {
        format!("{} جنيه", self.pounds())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02} EGP", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Money({self})")
    }
}

/// A share in hundredths of a percent: 1500 is 15 %.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(transparent)]
pub struct BasisPoints(i32);

impl BasisPoints {
    /// Egypt's standard VAT rate, 14 % (Law 67/2016).
    pub const VAT: Self = Self(1400);
    /// The platform's default commission, 15 %.
    pub const DEFAULT_COMMISSION: Self = Self(1500);

    /// A share of hundredths of a percent.
    #[must_use]
    pub const fn new(hundredths_of_percent: i32) -> Self {
        Self(hundredths_of_percent)
    }

    /// A share of whole percent.
    #[must_use]
    pub const fn percent(percent: i32) -> Self {
        Self(percent.saturating_mul(100))
    }

    /// The share in hundredths of a percent.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{BasisPoints, Money};
    use proptest::prelude::*;

    #[test]
    fn the_worked_example_of_the_tax_reference_holds() {
        // Job 500.00, commission 15 % = 75.00, VAT on it 10.50, provider gets 414.50.
        let job = Money::egp(500);
        let commission = job.share(BasisPoints::DEFAULT_COMMISSION);
        let vat = commission.share(BasisPoints::VAT);
        assert_eq!(commission, Money::egp(75));
        assert_eq!(vat, Money::piastres(1050));
        assert_eq!(job - commission - vat, Money::piastres(41450));
    }

    #[test]
    fn pounds_are_written_without_needless_decimals() {
        for (piastres, text) in
            [(25_000, "250"), (1_250, "12.50"), (5, "0.05"), (-50, "-0.50"), (-100, "-1")]
        {
            assert_eq!(Money::piastres(piastres).pounds(), text);
        }
        assert_eq!(Money::egp(350).in_arabic(), "350 جنيه");
    }

    #[test]
    fn half_a_piastre_rounds_away_from_zero() {
        let half = BasisPoints::percent(50);
        assert_eq!(Money::piastres(1).share(half), Money::piastres(1));
        assert_eq!(Money::piastres(-1).share(half), Money::piastres(-1));
        assert_eq!(Money::piastres(3).scaled(1, 3), Money::piastres(1));
        assert_eq!(Money::piastres(5).scaled(1, 0), Money::ZERO);
    }

    #[test]
    fn json_is_piastres_with_currency_and_nothing_else() {
        let json = serde_json::to_string(&Money::egp(350)).unwrap();
        assert_eq!(json, r#"{"amount":35000,"currency":"EGP"}"#);
        assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), Money::egp(350));
        for wrong in [
            r#"{"amount":350.5,"currency":"EGP"}"#,
            r#"{"amount":1,"currency":"USD"}"#,
            r#"{"amount":"1","currency":"EGP"}"#,
            r#"{"amount":1}"#,
            "350",
        ] {
            assert!(serde_json::from_str::<Money>(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_share_and_its_rest_make_the_whole(
            amount in -1_000_000_000_000i64..1_000_000_000_000,
            share in 0i32..=10_000,
        ) {
            let (whole, share) = (Money::piastres(amount), BasisPoints::new(share));
            let part = whole.share(share);
            prop_assert_eq!(part + (whole - part), whole);
            // Never off by more than half a piastre.
            let exact = i128::from(amount) * i128::from(share.get());
            let error = (exact - i128::from(part.as_piastres()) * 10_000).abs();
            prop_assert!(error <= 5_000);
        }

        #[test]
        fn a_share_is_odd_in_the_amount(amount in any::<i32>(), share in 0i32..=10_000) {
            let (amount, share) = (Money::piastres(amount.into()), BasisPoints::new(share));
            prop_assert_eq!((-amount).share(share), -(amount.share(share)));
        }

        #[test]
        fn display_and_piastres_agree(amount in any::<i32>()) {
            let shown = Money::piastres(amount.into()).to_string();
            let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(digits.parse::<i64>().unwrap(), i64::from(amount).abs());
            prop_assert_eq!(shown.starts_with('-'), amount < 0);
        }
    }
}
