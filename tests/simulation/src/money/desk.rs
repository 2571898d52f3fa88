//! What operators do with money by hand (`commands/{adjust_wallet,settle_debt,pay_out}.rs`).

use super::{available, collect_owed, money_of, post};
use crate::act::Done;
use crate::plan::Plan;
use crate::store::Tx;
use chrono::TimeDelta;
use kernel::Money;
use kernel::ids::{ProviderId, UserId};
use payments::domain::template::{AdjustmentSource, Template, Till};

/// How long earnings stay with the platform.
const RESERVE: TimeDelta = TimeDelta::hours(48);

/// Puts money into a wallet, or with a negative amount takes it out.
pub fn top_up(tx: &mut Tx, plan: &Plan, customer: UserId, amount: Money, key: u64) -> Done {
    if available(tx, customer) + amount < Money::ZERO {
        return Err("payments.wallet_too_low".into());
    }
    let template = Template::WalletAdjusted { customer, amount, source: AdjustmentSource::Cash };
    let key = format!("operator:{key}");
    if !post(tx, plan, &key, None, &template) {
        return Err("payments.already_recorded".into());
    }
    collect_owed(tx, plan, customer, &key, None);
    Ok(())
}

/// A provider paid what it owed; never more.
pub fn pay_debt(tx: &mut Tx, plan: &Plan, provider: ProviderId, amount: Money, key: u64) -> Done {
    let owed = (-money_of(tx, provider, tx.now - RESERVE).balance).max(Money::ZERO);
    if amount > owed {
        return Err("payments.more_than_owed".into());
    }
    let template = Template::ProviderPaidDebt { provider, amount, into: Till::Cash };
    match post(tx, plan, &format!("operator:{key}"), None, &template) {
        true => Ok(()),
        false => Err("payments.already_recorded".into()),
    }
}

/// The platform paid a provider, at most what is not in the reserve.
pub fn pay_out(tx: &mut Tx, plan: &Plan, provider: ProviderId, amount: Money, key: u64) -> Done {
    let payable = money_of(tx, provider, tx.now - RESERVE).payable();
    if amount > payable {
        return Err("payments.above_payable".into());
    }
    let template = Template::ProviderPaidOut { provider, amount, from: Till::Bank };
    match post(tx, plan, &format!("operator:{key}"), None, &template) {
        true => Ok(()),
        false => Err("payments.already_recorded".into()),
    }
}
