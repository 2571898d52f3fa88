//! The debt limits as operators configure them.

use super::debt::DebtLimits;
use chassis::tunables::Tunable;
use kernel::{Fields, Invalid, InvalidFields, Money};

/// The highest limit that is no typing error.
const HIGHEST: Money = Money::egp(100_000);

impl Tunable for DebtLimits {
    const KEY: &'static str = "payments.debt_limits";

    fn check(&self) -> Result<(), InvalidFields> {
        let mut fields = Fields::new();
        fields.check(self.soft > Money::ZERO, "value.soft", positive);
        fields.check(self.hard <= HIGHEST, "value.hard", too_high);
        fields.check(self.soft < self.hard, "value.hard", below_soft);
        fields.finish()
    }
}

fn positive() -> Invalid {
    Invalid::new("settings.not_positive", "اكتب مبلغًا أكبر من صفر.", "Give an amount above zero.")
}

fn too_high() -> Invalid {
    Invalid::new(
        "settings.too_high",
        "المبلغ أكبر من 100000 جنيه. راجعه.",
        "This is above 100,000 EGP. Check it.",
    )
}

fn below_soft() -> Invalid {
    Invalid::new(
        "settings.hard_below_soft",
        "حد الإيقاف يجب أن يكون أكبر من حد التنبيه.",
        "The limit that stops offers must be above the one that warns.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_that_make_no_sense_name_every_wrong_field() {
        let wrong = |soft, hard| {
            let limits = DebtLimits { soft: Money::egp(soft), hard: Money::egp(hard) };
            let fields = limits.check().err().map(|e| e.0).unwrap_or_default();
            fields.into_iter().map(|f| f.code).collect::<Vec<_>>()
        };
        assert!(wrong(300, 600).is_empty());
        assert_eq!(wrong(0, 600), ["settings.not_positive"]);
        assert_eq!(wrong(600, 600), ["settings.hard_below_soft"]);
        assert_eq!(wrong(300, 100_001), ["settings.too_high"]);
        assert_eq!(wrong(0, 0), ["settings.not_positive", "settings.hard_below_soft"]);
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let limits = DebtLimits { soft: Money::egp(300), hard: Money::egp(600) };
        let json = serde_json::to_value(limits).unwrap();
        assert_eq!(serde_json::from_value::<DebtLimits>(json).unwrap(), limits);
    }
}
