//! What a cancellation costs: the numbers that decide whose fault it is, and the matrix.

use super::within;
use crate::domain::{Fee, Matrix, Payer, Row, Rule, Rules};
use chassis::tunables::Tunable;
use contracts::booking::Verdict;
use kernel::{Fields, Invalid, InvalidFields, Money};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The highest fee or compensation that is no typing error.
const HIGHEST: Money = Money::egp(5_000);
/// A whole, in hundredths of a percent.
const WHOLE: i32 = 10_000;

/// When a cancellation is free, whose fault it is otherwise, and what follows. Times in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CancellationSetting)]
pub struct Cancellation {
    /// A cancellation this soon after the confirmation is free. Up to a day.
    #[schema(example = 300, maximum = 86400)]
    pub free_after_confirmation_s: u32,
    /// A cancellation this long before the visit is free. Up to seven days.
    #[schema(example = 7200, maximum = 604800)]
    pub free_before_window_s: u32,
    /// How long a technician waits at the address before the customer didn't show. 5 minutes to 2
    /// hours.
    #[schema(example = 900, minimum = 300, maximum = 7200)]
    pub provider_waits_s: u32,
    /// How long past the visit's start a customer waits before the technician is late. 5 minutes to
    /// 4 hours.
    #[schema(example = 1800, minimum = 300, maximum = 14400)]
    pub customer_waits_s: u32,
    /// How long a technician on its way may make no way, or be silent. 1 minute to 1 hour.
    #[schema(example = 600, minimum = 60, maximum = 3600)]
    pub stall_after_s: u32,
    /// What even slow traffic allows, in metres a minute. 10 to 1,000.
    #[schema(example = 100, minimum = 10, maximum = 1000)]
    pub slow_m_per_min: u32,
    /// Who set out and has come less near than this has hardly left, in metres. Up to 5 km.
    #[schema(example = 500, maximum = 5000)]
    pub hardly_left_m: u32,
    /// The call-out fee of services without an inspection fee. Up to 5,000 EGP.
    pub call_out_fee: Money,
    /// What follows, by the name of the rule that decides. A rule without a row has no consequence.
    pub matrix: BTreeMap<String, RowSetting>,
}

/// What follows from a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CancellationRow)]
pub struct RowSetting {
    /// What the customer pays. Only where the customer is at fault, and never more than the price.
    pub fee: FeeSetting,
    /// What of it the technician gets, in hundredths of a percent.
    #[schema(example = 10000, minimum = 0, maximum = 10000)]
    pub provider_share_bp: i32,
    /// Whether it counts against the rates of the side at fault.
    pub counts: bool,
    /// What the customer gets for its lost time. Only where the technician is at fault.
    pub compensation: Money,
    /// Who pays that.
    pub compensation_by: PayerSetting,
}

/// How a fee is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
#[schema(as = CancellationFee)]
pub enum FeeSetting {
    /// None.
    Nothing,
    /// A share of the price, within bounds.
    // Names field by field: the document does not know serde's `rename_all_fields`.
    Share {
        /// The share in hundredths of a percent.
        #[serde(rename = "basisPoints")]
        #[schema(example = 1000, minimum = 0, maximum = 10000)]
        basis_points: i32,
        /// At least.
        #[serde(rename = "atLeast")]
        at_least: Money,
        /// At most.
        #[serde(rename = "atMost")]
        at_most: Money,
    },
    /// The inspection fee of the booking, else the call-out fee.
    CallOut,
    /// What the customer would have paid when it asked to reschedule.
    Floor,
}

/// Who pays a compensation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CancellationPayer)]
pub enum PayerSetting {
    /// The technician at fault.
    Provider,
    /// The platform.
    Platform,
}

impl Cancellation {
    /// What these rules say.
    #[must_use]
    pub fn of(rules: &Rules) -> Self {
        let row = |(rule, row): (&Rule, &Row)| (rule.tag().to_owned(), RowSetting::of(row));
        Self {
            free_after_confirmation_s: rules.free_after_confirmation_s,
            free_before_window_s: rules.free_before_window_s,
            provider_waits_s: rules.provider_waits_s,
            customer_waits_s: rules.customer_waits_s,
            stall_after_s: rules.stall_after_s,
            slow_m_per_min: rules.slow_m_per_min,
            hardly_left_m: rules.hardly_left_m,
            call_out_fee: Money::piastres(rules.call_out_fee),
            matrix: rules.matrix.0.iter().map(row).collect(),
        }
    }

    /// The rules with what is said here.
    #[must_use]
    pub fn on(&self, rules: Rules) -> Rules {
        let row = |(name, row): (&String, &RowSetting)| Some((rule(name)?, row.as_row()));
        Rules {
            free_after_confirmation_s: self.free_after_confirmation_s,
            free_before_window_s: self.free_before_window_s,
            provider_waits_s: self.provider_waits_s,
            customer_waits_s: self.customer_waits_s,
            stall_after_s: self.stall_after_s,
            slow_m_per_min: self.slow_m_per_min,
            hardly_left_m: self.hardly_left_m,
            call_out_fee: self.call_out_fee.as_piastres(),
            matrix: Matrix(self.matrix.iter().filter_map(row).collect()),
            ..rules
        }
    }
}

fn rule(name: &str) -> Option<Rule> {
    Rule::ALL.iter().copied().find(|rule| rule.tag() == name)
}

impl Tunable for Cancellation {
    const KEY: &'static str = "booking.cancellation";

    fn check(&self) -> Result<(), InvalidFields> {
        let mut fields = Fields::new();
        for (name, value, least, most) in [
            ("freeAfterConfirmationS", self.free_after_confirmation_s, 0, 86_400),
            ("freeBeforeWindowS", self.free_before_window_s, 0, 604_800),
            ("providerWaitsS", self.provider_waits_s, 300, 7_200),
            ("customerWaitsS", self.customer_waits_s, 300, 14_400),
            ("stallAfterS", self.stall_after_s, 60, 3_600),
            ("slowMPerMin", self.slow_m_per_min, 10, 1_000),
            ("hardlyLeftM", self.hardly_left_m, 0, 5_000),
        ] {
            within(&mut fields, &format!("value.{name}"), value, least, most);
        }
        amount(&mut fields, "value.callOutFee", self.call_out_fee);
        for (name, row) in &self.matrix {
            match rule(name) {
                Some(rule) => row.check(&mut fields, &format!("value.matrix.{name}"), rule),
                None => fields.check(false, format!("value.matrix.{name}"), unknown_rule),
            }
        }
        fields.finish()
    }
}

impl RowSetting {
    fn of(row: &Row) -> Self {
        let fee = match row.fee {
            Fee::Nothing => FeeSetting::Nothing,
            Fee::Share { basis_points, at_least, at_most } => FeeSetting::Share {
                basis_points,
                at_least: Money::piastres(at_least),
                at_most: Money::piastres(at_most),
            },
            Fee::CallOut => FeeSetting::CallOut,
            Fee::Floor => FeeSetting::Floor,
        };
        Self {
            fee,
            provider_share_bp: row.provider_share_bp,
            counts: row.counts,
            compensation: Money::piastres(row.compensation),
            compensation_by: match row.compensation_by {
                Payer::Provider => PayerSetting::Provider,
                Payer::Platform => PayerSetting::Platform,
            },
        }
    }

    fn as_row(&self) -> Row {
        let fee = match self.fee {
            FeeSetting::Nothing => Fee::Nothing,
            FeeSetting::Share { basis_points, at_least, at_most } => Fee::Share {
                basis_points,
                at_least: at_least.as_piastres(),
                at_most: at_most.as_piastres(),
            },
            FeeSetting::CallOut => Fee::CallOut,
            FeeSetting::Floor => Fee::Floor,
        };
        Row {
            fee,
            provider_share_bp: self.provider_share_bp,
            counts: self.counts,
            compensation: self.compensation.as_piastres(),
            compensation_by: match self.compensation_by {
                PayerSetting::Provider => Payer::Provider,
                PayerSetting::Platform => Payer::Platform,
            },
        }
    }

    fn check(&self, fields: &mut Fields, at: &str, rule: Rule) {
        let verdict = rule.verdict();
        let fee = format!("{at}.fee");
        let charged = self.fee != FeeSetting::Nothing;
        fields.check(!charged || verdict == Verdict::CustomerAtFault, &fee, not_the_customers);
        if let FeeSetting::Share { basis_points, at_least, at_most } = self.fee {
            within(fields, &format!("{fee}.basisPoints"), basis_points, 0, WHOLE);
            amount(fields, &format!("{fee}.atLeast"), at_least);
            amount(fields, &format!("{fee}.atMost"), at_most);
            fields.check(at_least <= at_most, format!("{fee}.atMost"), below_least);
        }
        within(fields, &format!("{at}.providerShareBp"), self.provider_share_bp, 0, WHOLE);
        let blames = verdict != Verdict::NoFault;
        fields.check(!self.counts || blames, format!("{at}.counts"), nobodys_fault);
        let compensation = format!("{at}.compensation");
        amount(fields, &compensation, self.compensation);
        let owed = verdict == Verdict::ProviderAtFault;
        fields.check(self.compensation.is_zero() || owed, &compensation, not_the_providers);
    }
}

fn amount(fields: &mut Fields, name: &str, value: Money) {
    fields.check(Money::ZERO <= value && value <= HIGHEST, name, || {
        Invalid::new(
            "settings.amount_out_of_range",
            "المبلغ يجب أن يكون بين صفر و5000 جنيه.",
            "The amount must be between nothing and 5,000 EGP.",
        )
    });
}

fn unknown_rule() -> Invalid {
    Invalid::new(
        "settings.unknown_rule",
        "لا توجد قاعدة إلغاء بهذا الاسم.",
        "There is no cancellation rule of this name.",
    )
}

fn not_the_customers() -> Invalid {
    Invalid::new(
        "settings.customer_not_at_fault",
        "العميل لا يدفع رسومًا إلا إذا كان الخطأ منه، وهذه القاعدة لا تحمّله الخطأ.",
        "A customer pays only for its own fault, and this rule does not blame the customer.",
    )
}

fn not_the_providers() -> Invalid {
    Invalid::new(
        "settings.provider_not_at_fault",
        "التعويض يُدفع فقط عندما يكون الخطأ من الفني.",
        "A compensation is paid only where the technician is at fault.",
    )
}

fn nobodys_fault() -> Invalid {
    Invalid::new(
        "settings.nobodys_fault",
        "هذه القاعدة لا تحمّل أحدًا الخطأ، فلا تُحسب على أحد.",
        "This rule blames nobody, so it can't count against anybody.",
    )
}

fn below_least() -> Invalid {
    Invalid::new(
        "settings.at_most_below_at_least",
        "الحد الأقصى يجب ألا يقل عن الحد الأدنى.",
        "The most must not be below the least.",
    )
}

#[cfg(test)]
mod tests {
    use super::super::wrong_fields;
    use super::{Cancellation, FeeSetting, PayerSetting, RowSetting};
    use crate::domain::Rules;
    use chassis::tunables::Tunable as _;
    use kernel::Money;

    fn row() -> RowSetting {
        RowSetting {
            fee: FeeSetting::Nothing,
            provider_share_bp: 0,
            counts: false,
            compensation: Money::ZERO,
            compensation_by: PayerSetting::Platform,
        }
    }

    fn wrong(name: &str, row: RowSetting) -> Vec<String> {
        let mut terms = Cancellation::of(&Rules::default());
        terms.matrix.insert(name.to_owned(), row);
        let at = format!("value.matrix.{name}");
        wrong_fields(&terms).into_iter().map(|field| field.replace(&at, "")).collect()
    }

    #[test]
    fn the_defaults_pass_and_come_back_as_they_were() {
        let terms = Cancellation::of(&Rules::default());
        assert!(terms.check().is_ok());
        assert_eq!(terms.on(Rules::default()), Rules::default());
        let json = serde_json::to_value(&terms).unwrap();
        assert_eq!(json["matrix"]["late_cancellation"]["fee"]["atMost"]["amount"], 10_000);
        assert_eq!(serde_json::from_value::<Cancellation>(json).unwrap(), terms);
    }

    #[test]
    fn nobody_pays_for_what_was_not_its_fault() {
        let call_out = RowSetting { fee: FeeSetting::CallOut, ..row() };
        assert_eq!(wrong("provider_late", call_out), [".fee"]);
        assert_eq!(wrong("well_before_window", call_out), [".fee"]);
        assert!(wrong("after_arrival", call_out).is_empty());
        let paid = RowSetting { compensation: Money::egp(50), ..row() };
        assert_eq!(wrong("after_arrival", paid), [".compensation"]);
        assert!(wrong("provider_late", paid).is_empty());
        let counts = RowSetting { counts: true, ..row() };
        assert_eq!(wrong("operator_decision", counts), [".counts"]);
    }

    #[test]
    fn fees_stay_within_their_bounds_and_rules_have_names() {
        let share = |basis_points, at_least, at_most| {
            let fee = FeeSetting::Share {
                basis_points,
                at_least: Money::egp(at_least),
                at_most: Money::egp(at_most),
            };
            wrong("late_cancellation", RowSetting { fee, ..row() })
        };
        assert!(share(10_000, 0, 5_000).is_empty());
        assert_eq!(share(10_001, 0, 1), [".fee.basisPoints"]);
        assert_eq!(share(100, 2, 1), [".fee.atMost"]);
        assert_eq!(share(100, -1, 5_001), [".fee.atLeast", ".fee.atMost"]);
        let shared = RowSetting { provider_share_bp: 10_001, ..row() };
        assert_eq!(wrong("after_arrival", shared), [".providerShareBp"]);
        assert_eq!(wrong("bad_mood", row()), [""]);
        let hasty = Cancellation { provider_waits_s: 0, ..Cancellation::of(&Rules::default()) };
        assert_eq!(wrong_fields(&hasty), ["value.providerWaitsS"]);
    }
}
