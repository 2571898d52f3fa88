//! What the customer has approved, and how it is divided. Only an approval changes it, so an
//! invoice can never exceed what the customer approved.

use contracts::booking::PaymentMethod;
use contracts::catalog::{LineKind, PriceLine};
use contracts::price::Settlement;
use kernel::{BasisPoints, Money};

/// A booking's price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// What the customer has approved so far, exactly.
    pub(crate) approved_total: Money,
    /// The inspection fee in it: the call-out fee of this booking, given back with an estimate.
    pub(crate) inspection_fee: Money,
    /// The platform's share of the work.
    pub(crate) commission: BasisPoints,
    /// What the customer pays, divided; for cash rounded down to the pound.
    pub(crate) settlement: Settlement,
}

impl Price {
    /// The price of a quote: the customer approves it by ordering.
    #[must_use]
    pub fn of_quote(lines: &[PriceLine], commission: BasisPoints, method: PaymentMethod) -> Self {
        let sum = |wanted: fn(LineKind) -> bool| -> Money {
            lines.iter().filter(|line| wanted(line.kind)).map(|line| line.amount).sum()
        };
        let parts = sum(|kind| kind == LineKind::Parts);
        let promotion = -sum(|kind| kind == LineKind::Promotion);
        let work = sum(|kind| !matches!(kind, LineKind::Parts | LineKind::Promotion));
        let inspection_fee = sum(|kind| kind == LineKind::Inspection);
        Self::divided(work, parts, promotion, inspection_fee, commission, method)
    }

    /// The price after the customer approved more: `labour` and `parts` are added, `credit` of the
    /// inspection fee is given back.
    #[must_use]
    pub fn approve(
        self,
        labour: Money,
        parts: Money,
        credit: Money,
        method: PaymentMethod,
    ) -> Self {
        let before = self.settlement;
        Self::divided(
            before.work + labour - credit,
            before.parts + parts,
            before.promotion,
            self.inspection_fee,
            self.commission,
            method,
        )
    }

    /// The same price, paid in this way.
    #[must_use]
    pub fn paid_by(self, method: PaymentMethod) -> Self {
        self.approve(Money::ZERO, Money::ZERO, Money::ZERO, method)
    }

    fn divided(
        work: Money,
        parts: Money,
        promotion: Money,
        inspection_fee: Money,
        commission: BasisPoints,
        method: PaymentMethod,
    ) -> Self {
        let exact = Settlement::of(work, parts, promotion, commission);
        let settlement = match method {
            PaymentMethod::Cash => exact.rounded_for_cash(),
            PaymentMethod::Card | PaymentMethod::Wallet | PaymentMethod::BankTransfer => exact,
        };
        Self { approved_total: exact.total, inspection_fee, commission, settlement }
    }
}

#[cfg(test)]
mod tests {
    use super::Price;
    use contracts::booking::PaymentMethod;
    use contracts::catalog::{LineKind, PriceLine};
    use kernel::{BasisPoints, Localized, Money};
    use proptest::prelude::*;

    fn line(kind: LineKind, amount: i64) -> PriceLine {
        let amount = Money::piastres(amount);
        let name = Localized::new("بند", "line");
        PriceLine { kind, name, quantity: 1, unit_price: amount, amount }
    }

    fn method(cash: bool) -> PaymentMethod {
        if cash { PaymentMethod::Cash } else { PaymentMethod::Wallet }
    }

    #[test]
    fn an_approved_estimate_gives_the_inspection_fee_back() {
        let lines = [line(LineKind::Inspection, 15_000), line(LineKind::Travel, 2_050)];
        let price = Price::of_quote(&lines, BasisPoints::percent(15), PaymentMethod::Cash);
        assert_eq!(price.approved_total, Money::piastres(17_050));
        assert_eq!(price.settlement.total, Money::egp(170));
        let credit = price.inspection_fee;
        let after = price.approve(Money::egp(300), Money::egp(80), credit, PaymentMethod::Cash);
        assert_eq!(after.approved_total, Money::piastres(2_050 + 30_000 + 8_000));
        assert_eq!(after.settlement.parts, Money::egp(80));
        assert_eq!(after.settlement.work, Money::piastres(32_050));
    }

    proptest! {
        #[test]
        fn the_settlement_always_adds_up_and_never_exceeds_the_approval(
            service in 0i64..1_000_000,
            inspection in 0i64..100_000,
            promotion in 0i64..200_000,
            labour in 0i64..1_000_000,
            parts in 0i64..1_000_000,
            cash in any::<bool>(),
        ) {
            let lines = [
                line(LineKind::Service, service),
                line(LineKind::Inspection, inspection),
                line(LineKind::Promotion, -promotion),
            ];
            let quoted = Price::of_quote(&lines, BasisPoints::percent(15), method(cash));
            let credit = quoted.inspection_fee;
            let after =
                quoted.approve(Money::piastres(labour), Money::piastres(parts), credit, method(cash));
            for price in [quoted, after] {
                prop_assert_eq!(price.settlement.unexplained(), Money::ZERO);
                prop_assert!(price.settlement.total <= price.approved_total);
                prop_assert!(!price.settlement.total.is_negative());
                let divided = price.settlement;
                let exact = divided.work + divided.parts - divided.promotion;
                prop_assert_eq!(exact, price.approved_total);
            }
        }
    }
}
