//! How a provider's debt stands, and what may be paid out.

use contracts::payments::DebtState;
use kernel::Money;
use serde::{Deserialize, Serialize};

/// A provider's money now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProviderBalance {
    /// What the platform owes it; negative is its debt.
    pub balance: Money,
    /// What disputes hold of it.
    pub held: Money,
    /// What it earned within the reserve window.
    pub recent: Money,
}

impl ProviderBalance {
    /// What it owes the platform. What a dispute holds is no debt until the dispute is decided
    /// against it, or one angry customer could stop a provider's work.
    #[must_use]
    pub fn debt(&self) -> Money {
        (-(self.balance + self.held)).max(Money::ZERO)
    }

    /// What may be paid out: the balance without what was earned within the reserve window.
    #[must_use]
    pub fn payable(&self) -> Money {
        (self.balance - self.recent.max(Money::ZERO)).max(Money::ZERO)
    }
}

/// From which debt on a provider is warned, and gets no more offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DebtLimits {
    /// From this debt on it is warned.
    pub soft: Money,
    /// From this debt on it gets no offers.
    pub hard: Money,
}

impl DebtLimits {
    /// How a debt stands.
    #[must_use]
    pub fn state(&self, debt: Money) -> DebtState {
        if debt >= self.hard {
            DebtState::Hard
        } else if debt >= self.soft {
            DebtState::Soft
        } else {
            DebtState::Clear
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DebtLimits, ProviderBalance};
    use contracts::payments::DebtState;
    use kernel::Money;

    const LIMITS: DebtLimits = DebtLimits { soft: Money::egp(300), hard: Money::egp(600) };

    #[test]
    fn a_debt_at_the_limit_is_at_the_limit() {
        for (debt, state) in [
            (Money::ZERO, DebtState::Clear),
            (Money::piastres(29_999), DebtState::Clear),
            (Money::egp(300), DebtState::Soft),
            (Money::piastres(59_999), DebtState::Soft),
            (Money::egp(600), DebtState::Hard),
        ] {
            assert_eq!(LIMITS.state(debt), state, "{debt}");
        }
    }

    #[test]
    fn what_a_dispute_holds_is_no_debt() {
        let disputed = ProviderBalance {
            balance: Money::egp(-900),
            held: Money::egp(800),
            recent: Money::ZERO,
        };
        assert_eq!(disputed.debt(), Money::egp(100));
        assert_eq!(disputed.payable(), Money::ZERO);
    }

    #[test]
    fn the_reserve_stays_with_the_platform() {
        let earning = ProviderBalance {
            balance: Money::egp(1000),
            held: Money::ZERO,
            recent: Money::egp(300),
        };
        assert_eq!(earning.payable(), Money::egp(700));
        assert_eq!(earning.debt(), Money::ZERO);
    }
}
