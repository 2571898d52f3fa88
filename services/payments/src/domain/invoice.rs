//! What a receipt says: lines with net, rate, tax and supplier, which add up to the total.
//!
//! The repair is the provider's supply, at the price the customer approved. The platform's own
//! supply is its commission, to the provider, with VAT inside the price (`reference` 6.7). Of a
//! cancellation fee the platform's part is its supply to the customer.

use crate::domain::fee::FeeSplit;
use contracts::Settlement;
use kernel::{BasisPoints, Localized, Money};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who supplies what a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReceiptSupplier)]
pub enum Supplier {
    /// The technician.
    Provider,
    /// The platform.
    Platform,
}

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReceiptLineKind)]
pub enum LineKind {
    /// Work: service, inspection, travel, surcharges.
    Work,
    /// Parts.
    Parts,
    /// What the platform pays of the price.
    Promotion,
    /// Rounding to a whole pound, for cash.
    Rounding,
    /// A cancellation fee: the technician's time.
    FeeProvider,
    /// A cancellation fee: the platform's part.
    FeePlatform,
}

/// A tax of the Egyptian Tax Authority's tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceiptTax)]
pub struct Tax {
    /// The tax: `T1` is VAT.
    #[schema(example = "T1")]
    pub code: String,
    /// The subtype: `V009` is the general rate.
    #[schema(example = "V009")]
    pub subtype: String,
    /// The rate in hundredths of a percent.
    #[schema(example = 1400)]
    pub rate_basis_points: i32,
    /// What it is counted on.
    pub base: Money,
    /// The tax.
    pub amount: Money,
    /// Who owes it to the authority.
    pub supplier: Supplier,
}

impl Tax {
    fn vat(base: Money, amount: Money) -> Self {
        Self {
            code: "T1".into(),
            subtype: "V009".into(),
            rate_basis_points: BasisPoints::VAT.get(),
            base,
            amount,
            supplier: Supplier::Platform,
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceiptLine)]
pub struct Line {
    /// What it is for.
    pub kind: LineKind,
    /// What people read.
    pub text: Localized,
    /// Who supplies it.
    pub supplier: Supplier,
    /// Without tax.
    pub net: Money,
    /// The platform's tax on the line, if any.
    pub tax: Option<Tax>,
    /// What counts towards the total.
    pub amount: Money,
}

/// What of a job is the provider's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceiptProviderShare)]
pub struct ProviderShare {
    /// The price of the work, before promotions.
    pub work: Money,
    /// The platform's commission, without VAT.
    pub commission: Money,
    /// VAT on it.
    pub commission_vat: Money,
    /// Parts, passed on in full.
    pub parts: Money,
    /// What the provider keeps.
    pub earnings: Money,
}

/// A receipt's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invoice {
    /// Lines that add up to the total.
    pub lines: Vec<Line>,
    /// Taxes inside the total.
    pub taxes: Vec<Tax>,
    /// What of it is the provider's; only the provider sees it.
    pub provider: Option<ProviderShare>,
    /// Paid in cash.
    pub by_cash: Money,
    /// Paid from the wallet.
    pub by_wallet: Money,
    /// Not paid yet; the customer owes it.
    pub owed: Money,
}

impl Invoice {
    /// The receipt of a job.
    #[must_use]
    pub fn of_job(split: &Settlement, service: &Localized) -> Self {
        let line = |kind, supplier, text, amount| Line {
            kind,
            text,
            supplier,
            net: amount,
            tax: None,
            amount,
        };
        let all = [
            line(LineKind::Work, Supplier::Provider, service.clone(), split.work),
            line(
                LineKind::Parts,
                Supplier::Provider,
                Localized::new("قطع غيار وخامات", "Parts and materials"),
                split.parts,
            ),
            line(
                LineKind::Promotion,
                Supplier::Platform,
                Localized::new("خصم من أُسطى", "Discount from Osta"),
                -split.promotion,
            ),
            line(
                LineKind::Rounding,
                Supplier::Platform,
                Localized::new("تقريب للجنيه", "Rounding to the pound"),
                split.rounding,
            ),
        ];
        let is_shown = |line: &Line| line.kind == LineKind::Work || !line.amount.is_zero();
        Self {
            lines: all.into_iter().filter(is_shown).collect(),
            taxes: vat_if_any(split.commission, split.taxes),
            provider: Some(ProviderShare {
                work: split.work,
                commission: split.commission,
                commission_vat: split.taxes,
                parts: split.parts,
                earnings: split.earnings,
            }),
            by_cash: Money::ZERO,
            by_wallet: Money::ZERO,
            owed: Money::ZERO,
        }
    }

    /// The receipt of a cancellation fee.
    #[must_use]
    pub fn of_fee(fee: &FeeSplit) -> Self {
        let taxes = vat_if_any(fee.net, fee.vat);
        let all = [
            Line {
                kind: LineKind::FeeProvider,
                text: Localized::new(
                    "رسوم إلغاء: تعويض عن وقت الفني",
                    "Cancellation fee: the technician's time",
                ),
                supplier: Supplier::Provider,
                net: fee.to_provider,
                tax: None,
                amount: fee.to_provider,
            },
            Line {
                kind: LineKind::FeePlatform,
                text: Localized::new("رسوم إلغاء: المنصة", "Cancellation fee: platform"),
                supplier: Supplier::Platform,
                net: fee.net,
                tax: taxes.first().cloned(),
                amount: fee.net + fee.vat,
            },
        ];
        Self {
            lines: all.into_iter().filter(|line| !line.amount.is_zero()).collect(),
            taxes,
            provider: None,
            by_cash: Money::ZERO,
            by_wallet: Money::ZERO,
            owed: Money::ZERO,
        }
    }

    /// The same with where the money came from.
    #[must_use]
    pub fn paid(mut self, collected: &super::collect::Collected) -> Self {
        self.by_cash = collected.cash;
        self.by_wallet = collected.wallet;
        self.owed = collected.receivable;
        self
    }
}

fn vat_if_any(base: Money, amount: Money) -> Vec<Tax> {
    if base.is_zero() { Vec::new() } else { vec![Tax::vat(base, amount)] }
}

#[cfg(test)]
mod tests {
    use super::Invoice;
    use crate::domain::collect::Collected;
    use crate::domain::fee::FeeSplit;
    use crate::domain::tests::settlement;
    use contracts::booking::Verdict;
    use kernel::{Localized, Money};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_lines_add_up_to_what_was_paid(split in settlement()) {
            let invoice = Invoice::of_job(&split, &Localized::new("س", "s"))
                .paid(&Collected::in_cash(split.total));
            let lines: Money = invoice.lines.iter().map(|line| line.amount).sum();
            prop_assert_eq!(lines, split.total);
            prop_assert_eq!(invoice.by_cash + invoice.by_wallet + invoice.owed, split.total);
        }

        #[test]
        fn a_fees_lines_add_up_with_the_tax_inside(fee in 1i64..1_000_000, share in 0i64..1_000_000) {
            let (fee, share) = (Money::piastres(fee), Money::piastres(share));
            let split = FeeSplit::of(fee, share, Verdict::CustomerAtFault, true);
            let invoice = Invoice::of_fee(&split);
            prop_assert_eq!(invoice.lines.iter().map(|line| line.amount).sum::<Money>(), fee);
            for line in &invoice.lines {
                let tax = line.tax.as_ref().map_or(Money::ZERO, |tax| tax.amount);
                prop_assert_eq!(line.net + tax, line.amount);
            }
        }
    }
}
