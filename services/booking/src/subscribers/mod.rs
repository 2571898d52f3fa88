//! What the service does when others' facts arrive.

mod on_journey;
mod on_payment_authorised;
mod on_payment_failed;
mod on_payment_refunded;
mod on_payment_settled;
mod on_provider_balance_changed;
mod on_provider_changed;
mod on_reputation_changed;
mod on_user_changed;
pub mod ordering;
mod personal_data;

pub use personal_data::Keeps;

use crate::App;
use chassis::bus::Subscription;

/// Adds the facts that move a booking's life.
#[must_use]
pub fn add(subscription: Subscription, app: &App) -> Subscription {
    on_journey::add(subscription)
        .on(on_payment_authorised::OnPaymentAuthorised(app.clone()))
        .on(on_payment_failed::OnPaymentFailed(app.clone()))
        .on(on_payment_settled::OnPaymentSettled(app.clone()))
        .on(on_payment_refunded::OnPaymentRefunded(app.clone()))
        .on(on_user_changed::OnUserChanged(app.clone()))
}
