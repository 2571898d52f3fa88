//! The section `payments` of the configuration.

use crate::domain::debt::DebtLimits;
use chrono::TimeDelta;
use kernel::Money;
use serde::Deserialize;

/// Limits of providers' debts and payouts (`OSTA_PAYMENTS__SOFT_DEBT_PIASTRES=30000`).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaymentsConfig {
    /// From this debt on a provider is warned.
    pub soft_debt_piastres: i64,
    /// From this debt on a provider gets no new offers.
    pub hard_debt_piastres: i64,
    /// Earnings younger than this are not paid out, so that a dispute finds them.
    pub reserve_hours: u32,
}

impl Default for PaymentsConfig {
    fn default() -> Self {
        Self { soft_debt_piastres: 30_000, hard_debt_piastres: 60_000, reserve_hours: 48 }
    }
}

impl PaymentsConfig {
    /// The debt limits.
    #[must_use]
    pub fn limits(&self) -> DebtLimits {
        DebtLimits {
            soft: Money::piastres(self.soft_debt_piastres),
            hard: Money::piastres(self.hard_debt_piastres),
        }
    }

    /// How long earnings stay with the platform.
    #[must_use]
    pub fn reserve(&self) -> TimeDelta {
        TimeDelta::hours(i64::from(self.reserve_hours))
    }
}
