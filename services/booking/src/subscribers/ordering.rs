//! Facts that matching needs: providers, reputations, balances.

use super::on_provider_balance_changed::OnProviderBalanceChanged;
use super::on_provider_changed::OnProviderChanged;
use super::on_reputation_changed::OnReputationChanged;
use crate::App;
use chassis::bus::Subscription;

/// Adds them.
#[must_use]
pub fn add(subscription: Subscription, app: &App) -> Subscription {
    subscription
        .on(OnProviderChanged(app.clone()))
        .on(OnReputationChanged(app.clone()))
        .on(OnProviderBalanceChanged(app.clone()))
}
