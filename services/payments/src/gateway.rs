//! The port to a payment gateway (Fawry, Paymob). No gateway is connected yet: bookings that
//! would need one are told so (`payments.method_not_available`), and nothing pretends to collect.

use async_trait::async_trait;
use contracts::booking::PaymentMethod;
use kernel::Money;
use kernel::ids::PaymentId;

/// What a gateway is asked to do with one payment. The payment's id is the idempotency key of
/// every call: a gateway must answer a repeated call like the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The payment.
    pub payment_id: PaymentId,
    /// How much.
    pub amount: Money,
    /// How the customer pays.
    pub method: PaymentMethod,
}

/// Where a payment stands at the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GatewayStatus {
    /// The customer has to do something first: follow the address, pay the code.
    ActionNeeded {
        /// The gateway's own reference.
        reference: String,
        /// Where to send the customer.
        address: Option<String>,
    },
    /// The money is reserved.
    Authorised {
        /// The gateway's own reference.
        reference: String,
    },
    /// The money is on its way to the platform.
    Captured {
        /// The gateway's own reference.
        reference: String,
    },
    /// The money went back.
    Refunded {
        /// The gateway's own reference.
        reference: String,
    },
    /// The gateway refused.
    Declined {
        /// Why, as a stable code of ours.
        code: &'static str,
    },
}

/// The gateway did not answer, or not in its own language. The outcome is unknown: ask for the
/// status before trying again.
#[derive(Debug, thiserror::Error)]
#[error("the gateway {gateway} did not answer: {reason}")]
pub struct GatewayError {
    /// Which.
    pub gateway: &'static str,
    /// Why; no personal data.
    pub reason: String,
}

/// A payment gateway. Calls are made from jobs, never inside a transaction.
#[async_trait]
pub trait PaymentGateway: Send + Sync + 'static {
    /// Its name: the name of its clearing account.
    fn name(&self) -> &'static str;
    /// The ways to pay it collects.
    fn methods(&self) -> &'static [PaymentMethod];
    /// Reserves money.
    ///
    /// # Errors
    /// The outcome is unknown.
    async fn authorise(&self, charge: &Charge) -> Result<GatewayStatus, GatewayError>;
    /// Takes reserved money, at most as much as was reserved.
    ///
    /// # Errors
    /// The outcome is unknown.
    async fn capture(&self, charge: &Charge) -> Result<GatewayStatus, GatewayError>;
    /// Gives money back, or reserved money free.
    ///
    /// # Errors
    /// The outcome is unknown.
    async fn refund(&self, charge: &Charge) -> Result<GatewayStatus, GatewayError>;
    /// Asks where a payment stands.
    ///
    /// # Errors
    /// The outcome is unknown.
    async fn status(&self, payment: PaymentId) -> Result<GatewayStatus, GatewayError>;
}
