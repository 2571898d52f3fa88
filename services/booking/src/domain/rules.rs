//! The numbers of a booking's rules, as configuration with the documented defaults.

use super::verdict::Rule;
use contracts::booking::Verdict;
use kernel::{BasisPoints, Money};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The rules' numbers. Times in seconds, distances in metres, money in piastres.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// How long a prepaid method's money is awaited. Default 15 minutes.
    pub payment_wait_s: u32,
    /// How near a fix must be for an arrival. Default 150 m.
    pub arrival_radius_m: u32,
    /// How old a fix may be for an arrival. Default 2 minutes.
    pub arrival_fix_age_s: u32,
    /// How long before the window a provider may set out. Default 4 hours.
    pub en_route_before_s: u32,
    /// How many wrong start codes lock it. Default 5.
    pub code_tries: u8,
    /// For how long. Default 10 minutes.
    pub code_lock_s: u32,
    /// A cancellation this soon after the confirmation is free. Default 5 minutes.
    pub free_after_confirmation_s: u32,
    /// A cancellation this long before the window is free. Default 2 hours.
    pub free_before_window_s: u32,
    /// How long a provider waits at the address before the customer didn't show. Default 15 minutes.
    pub provider_waits_s: u32,
    /// How long past the window's start a customer waits. Default 30 minutes.
    pub customer_waits_s: u32,
    /// How long a provider on its way may make no way, or be silent. Default 10 minutes.
    pub stall_after_s: u32,
    /// What even slow traffic allows, in metres a minute. Default 100.
    pub slow_m_per_min: u32,
    /// Who set out and has come less near than this has hardly left. Default 500 m.
    pub hardly_left_m: u32,
    /// Inside this time before the window a reschedule needs the other side. Default 24 hours.
    pub reschedule_consent_s: u32,
    /// How far ahead a visit may be moved at least. Default 30 minutes.
    pub reschedule_notice_s: u32,
    /// How far ahead a visit may be moved at most. Default 90 days.
    pub reschedule_horizon_s: u32,
    /// After this silence the work counts as confirmed. Default 48 hours.
    pub auto_confirm_s: u32,
    /// How long after its end work may be disputed. Default 14 days.
    pub dispute_window_s: u32,
    /// How long both sides of a dispute may tell theirs. Default 48 hours.
    pub evidence_s: u32,
    /// How long a proposal to end a dispute may be answered. Default 48 hours.
    pub proposal_s: u32,
    /// The minimum buffer after a visit. Default 15 minutes.
    pub buffer_s: u32,
    /// The call-out fee of services without an inspection fee. Default 100 EGP.
    pub call_out_fee: i64,
    /// What a cancellation costs, by the rule that decided.
    pub matrix: Matrix,
    /// Which versions of the settings these are.
    #[serde(skip)]
    pub versions: Versions,
}

/// Versions of the settings that a booking keeps; 0 is the configuration file's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Versions {
    /// What a cancellation costs.
    pub cancellation: u32,
    /// The other numbers.
    pub rules: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            payment_wait_s: 15 * 60,
            arrival_radius_m: 150,
            arrival_fix_age_s: 120,
            en_route_before_s: 4 * 3600,
            code_tries: 5,
            code_lock_s: 10 * 60,
            free_after_confirmation_s: 5 * 60,
            free_before_window_s: 2 * 3600,
            provider_waits_s: 15 * 60,
            customer_waits_s: 30 * 60,
            stall_after_s: 10 * 60,
            slow_m_per_min: 100,
            hardly_left_m: 500,
            reschedule_consent_s: 24 * 3600,
            reschedule_notice_s: 30 * 60,
            reschedule_horizon_s: 90 * 24 * 3600,
            auto_confirm_s: 48 * 3600,
            dispute_window_s: 14 * 24 * 3600,
            evidence_s: 48 * 3600,
            proposal_s: 48 * 3600,
            buffer_s: 15 * 60,
            call_out_fee: 10_000,
            matrix: Matrix::default(),
            versions: Versions::default(),
        }
    }
}

/// How a fee is computed. Never more than the booking's price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Fee {
    /// None.
    #[default]
    Nothing,
    /// A share of the price, within bounds.
    Share {
        /// The share in hundredths of a percent.
        basis_points: i32,
        /// At least, in piastres.
        at_least: i64,
        /// At most, in piastres.
        at_most: i64,
    },
    /// The inspection fee of the booking, else the configured call-out fee.
    CallOut,
    /// What the customer would have paid when it asked to reschedule.
    Floor,
}

/// Who pays a compensation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// The provider at fault.
    #[default]
    Provider,
    /// The platform, of its own.
    Platform,
}

/// What a customer gets for time it lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Compensation {
    /// How much.
    pub amount: Money,
    /// Who pays it.
    pub by: Payer,
}

/// One row of the matrix: what follows from a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Row {
    /// What the customer pays. Only ever when it was at fault.
    pub fee: Fee,
    /// What of it the provider gets, in hundredths of a percent.
    pub provider_share_bp: i32,
    /// Whether it counts against the rates of the side at fault.
    pub counts: bool,
    /// What the customer gets for its lost time, in piastres. Only ever when the provider was at
    /// fault and the visit is over, and never more than the visit costs.
    pub compensation: i64,
    /// Who pays that.
    pub compensation_by: Payer,
}

/// Rule → consequence. A rule without a row has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Matrix(pub BTreeMap<Rule, Row>);

impl Default for Matrix {
    fn default() -> Self {
        let to_provider =
            |fee| Row { fee, provider_share_bp: 10_000, counts: true, ..Row::default() };
        // Who reports a no-show and who cancels instead has waited as long.
        let waited = Row { counts: true, compensation: 5_000, ..Row::default() };
        let tenth = Fee::Share { basis_points: 1_000, at_least: 2_500, at_most: 10_000 };
        let counts = Row { counts: true, ..Row::default() };
        Self(BTreeMap::from([
            (Rule::LateCancellation, to_provider(tenth)),
            (Rule::AfterDeparture, to_provider(Fee::CallOut)),
            (Rule::AfterArrival, to_provider(Fee::CallOut)),
            (Rule::HardlyLeft, to_provider(tenth)),
            (Rule::CustomerNoShow, to_provider(Fee::CallOut)),
            (Rule::AfterReschedule, to_provider(Fee::Floor)),
            (Rule::ProviderDroppedOut, counts),
            (Rule::ProviderNoShow, waited),
            (Rule::ProviderLate, waited),
            (Rule::JourneyStalled, counts),
            (Rule::TakenOffAtFault, counts),
        ]))
    }
}

impl Rules {
    /// What a rule costs the customer of this price, and what of it the provider gets.
    #[must_use]
    pub fn fee(&self, rule: Rule, price: &super::Price, floor: Money) -> (Money, Money) {
        let row = self.matrix.0.get(&rule).copied().unwrap_or_default();
        let total = price.settlement.total;
        let wanted = match row.fee {
            Fee::Nothing => Money::ZERO,
            Fee::Share { basis_points, at_least, at_most } => total
                .share(BasisPoints::new(basis_points))
                .max(Money::piastres(at_least))
                .min(Money::piastres(at_most)),
            Fee::CallOut if price.inspection_fee > Money::ZERO => price.inspection_fee,
            Fee::CallOut => Money::piastres(self.call_out_fee),
            Fee::Floor => floor,
        };
        // Never against the side that was not at fault, never more than the visit costs (a cap wins
        // over a floor), and never less than was due before the customer moved the visit.
        let fee = match rule.verdict() {
            Verdict::CustomerAtFault => wanted.max(Money::ZERO).max(floor).min(total),
            Verdict::NoFault | Verdict::ProviderAtFault => Money::ZERO,
        };
        let share = BasisPoints::new(row.provider_share_bp.clamp(0, 10_000));
        (fee, fee.share(share))
    }

    /// What a customer of this price gets for time it lost by a rule.
    #[must_use]
    pub fn compensation(&self, rule: Rule, price: &super::Price) -> Compensation {
        let row = self.matrix.0.get(&rule).copied().unwrap_or_default();
        let wanted = Money::piastres(row.compensation.max(0)).min(price.settlement.total);
        match rule.verdict() {
            Verdict::ProviderAtFault => Compensation { amount: wanted, by: row.compensation_by },
            Verdict::NoFault | Verdict::CustomerAtFault => Compensation::default(),
        }
    }

    /// Whether a rule counts against the rates of the side at fault.
    #[must_use]
    pub fn counts(&self, rule: Rule) -> bool {
        rule.verdict() != Verdict::NoFault && self.matrix.0.get(&rule).is_some_and(|row| row.counts)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fee, Matrix, Payer, Row, Rules};
    use crate::domain::Rule;
    use crate::domain::tests::samples;
    use kernel::Money;

    #[test]
    fn the_tenth_is_bounded_and_never_more_than_the_visit() {
        let rules = Rules::default();
        let fee = |egp: i64| {
            let price = samples::price(Money::egp(egp));
            rules.fee(Rule::LateCancellation, &price, Money::ZERO)
        };
        assert_eq!(fee(600), (Money::egp(60), Money::egp(60)));
        assert_eq!(fee(100).0, Money::egp(25));
        assert_eq!(fee(5_000).0, Money::egp(100));
        assert_eq!(fee(10).0, Money::egp(10));
    }

    #[test]
    fn a_rule_that_does_not_blame_the_customer_never_costs_it_anything() {
        let row = Row {
            fee: Fee::CallOut,
            provider_share_bp: 10_000,
            counts: true,
            compensation: 7_000,
            compensation_by: Payer::Platform,
        };
        let matrix = Matrix(Rule::ALL.iter().map(|rule| (*rule, row)).collect());
        let rules = Rules { matrix, ..Rules::default() };
        let price = samples::price(Money::egp(600));
        for rule in Rule::ALL {
            let blamed = rule.verdict() == contracts::booking::Verdict::CustomerAtFault;
            assert_eq!(rules.fee(*rule, &price, Money::ZERO).0 > Money::ZERO, blamed, "{rule:?}");
            let failed = rule.verdict() == contracts::booking::Verdict::ProviderAtFault;
            let compensation = rules.compensation(*rule, &price).amount;
            assert_eq!(compensation, if failed { Money::egp(70) } else { Money::ZERO }, "{rule:?}");
        }
    }

    #[test]
    fn a_part_of_the_rules_can_be_configured() {
        let json = r#"{"customer_waits_s": 600, "matrix": {"after_departure":
            {"fee": {"kind": "call_out"}, "provider_share_bp": 8000, "counts": true}}}"#;
        let rules: Rules = serde_json::from_str(json).unwrap();
        let price = samples::price(Money::egp(600));
        let (fee, share) = rules.fee(Rule::AfterDeparture, &price, Money::ZERO);
        assert_eq!((fee, share), (Money::egp(100), Money::egp(80)));
        assert!(rules.fee(Rule::LateCancellation, &price, Money::ZERO).0.is_zero());
        assert_eq!(rules.provider_waits_s, 900);
    }
}
