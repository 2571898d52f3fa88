//! Facts that matching needs: providers, reputations, balances.

use crate::App;
use chassis::bus::Subscription;

/// Adds them.
#[must_use]
pub fn add(subscription: Subscription, _app: &App) -> Subscription {
    subscription
}
