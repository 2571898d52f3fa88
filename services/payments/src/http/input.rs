//! Parsing what several endpoints take.

use crate::commands::operator::LONGEST_REASON;
use kernel::{Fields, Invalid, Money};

/// The most that is moved by hand at once: a typing error must not cost a fortune.
const MOST: Money = Money::egp(1_000_000);

/// An amount above nothing and within reason.
pub fn amount(money: Money) -> Result<Money, Invalid> {
    if money <= Money::ZERO || money > MOST { Err(out_of_range()) } else { Ok(money) }
}

/// An amount that may be negative but not nothing, within reason.
pub fn signed_amount(money: Money) -> Result<Money, Invalid> {
    if money.is_zero() || money > MOST || money < -MOST { Err(out_of_range()) } else { Ok(money) }
}

/// A reason that says something.
pub fn reason(fields: &mut Fields, text: &str) -> Option<String> {
    fields.take("reason", kernel::text::line(text, LONGEST_REASON))
}

fn out_of_range() -> Invalid {
    Invalid::new(
        "payments.amount_out_of_range",
        "المبلغ يجب أن يكون أكبر من صفر ولا يزيد عن مليون جنيه.",
        "The amount must be more than nothing and at most one million pounds.",
    )
}

#[cfg(test)]
mod tests {
    use super::{amount, signed_amount};
    use kernel::Money;

    #[test]
    fn nothing_and_fortunes_are_refused() {
        for wrong in [0, -1, 100_000_001] {
            assert!(amount(Money::piastres(wrong)).is_err(), "{wrong}");
        }
        assert!(amount(Money::piastres(1)).is_ok());
        assert!(signed_amount(Money::piastres(-100_000_000)).is_ok());
        for wrong in [0, -100_000_001, i64::MIN, i64::MAX] {
            assert!(signed_amount(Money::piastres(wrong)).is_err(), "{wrong}");
        }
    }
}
