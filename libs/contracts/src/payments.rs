//! Payments: who paid whom.

use crate::booking::PaymentMethod;
use kernel::Money;
use kernel::ids::{BookingId, PaymentId, ProviderId, UserId};
use serde::{Deserialize, Serialize};

/// The money for a booking is there (prepaid methods): the search may start.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentAuthorised {
    /// The payment.
    pub payment_id: PaymentId,
    /// The booking.
    pub booking_id: BookingId,
    /// The customer.
    pub customer_id: UserId,
    /// How.
    pub method: PaymentMethod,
    /// How much is held.
    pub amount: Money,
}
crate::event!(PaymentAuthorised, "payment.authorised", "payment", |e| e.payment_id);

/// The money for a booking can't be had.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentFailed {
    /// The payment.
    pub payment_id: PaymentId,
    /// The booking.
    pub booking_id: BookingId,
    /// The customer.
    pub customer_id: UserId,
    /// How.
    pub method: PaymentMethod,
    /// How much was asked for.
    pub amount: Money,
    /// A stable code: `payments.wallet_too_low`.
    pub code: String,
}
crate::event!(PaymentFailed, "payment.failed", "payment", |e| e.payment_id);

/// A booking's money is settled in the ledger.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentSettled {
    /// The payment.
    pub payment_id: PaymentId,
    /// The booking.
    pub booking_id: BookingId,
    /// The customer.
    pub customer_id: UserId,
    /// The provider.
    pub provider_id: Option<ProviderId>,
    /// How.
    pub method: PaymentMethod,
    /// What the customer paid.
    pub amount: Money,
    /// What the platform took: commission.
    pub commission: Money,
    /// VAT on it.
    pub taxes: Money,
}
crate::event!(PaymentSettled, "payment.settled", "payment", |e| e.payment_id);

/// Money went back to a customer's wallet.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentRefunded {
    /// The payment.
    pub payment_id: PaymentId,
    /// The booking.
    pub booking_id: BookingId,
    /// The customer.
    pub customer_id: UserId,
    /// How much.
    pub amount: Money,
}
crate::event!(PaymentRefunded, "payment.refunded", "payment", |e| e.payment_id);

/// How a provider's debt stands against its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DebtState {
    /// Nothing to say.
    Clear,
    /// Warned.
    Soft,
    /// No new offers until it settles.
    Hard,
}

/// A provider's balance moved.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderBalanceChanged {
    /// The provider.
    pub provider_id: ProviderId,
    /// What the platform owes it; negative is its debt.
    pub balance: Money,
    /// How a debt stands.
    pub debt: DebtState,
}
crate::event!(
    ProviderBalanceChanged,
    "payment.provider_balance_changed",
    "provider_balance",
    |e| e.provider_id
);
