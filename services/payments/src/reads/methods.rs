//! Which ways to pay there are now, and why the others are not.

use crate::commands::open_payment::{METHOD_NOT_AVAILABLE, WALLET_TOO_LOW};
use crate::store::wallets;
use chassis::StoreError;
use contracts::booking::PaymentMethod;
use kernel::ids::UserId;
use kernel::{Localized, Money};
use serde::Serialize;
use sqlx::PgPool;
use utoipa::ToSchema;

/// A way to pay.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentMethodOut {
    /// The way.
    pub method: PaymentMethod,
    /// Its name.
    pub name: Localized,
    /// Whether it may be chosen now.
    pub available: bool,
    /// Why not, as a stable code.
    #[schema(example = "payments.wallet_too_low")]
    pub code: Option<&'static str>,
    /// Why not, and what to do.
    pub text: Option<Localized>,
}

/// All ways to pay.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentMethodsOut {
    /// Every method, the available ones first.
    pub items: Vec<PaymentMethodOut>,
}

/// Every way to pay, for a price if one is given.
///
/// # Errors
/// When the database is away.
pub async fn methods(
    pool: &PgPool,
    customer: Option<UserId>,
    amount: Option<Money>,
) -> Result<PaymentMethodsOut, StoreError> {
    let free = match customer {
        Some(customer) => {
            let mut connection = pool.acquire().await?;
            wallets::read(&mut connection, customer).await?.available()
        }
        None => Money::ZERO,
    };
    let needed = amount.unwrap_or(Money::piastres(1));
    let mut items = vec![available(PaymentMethod::Cash), wallet(free, needed)];
    items.extend([PaymentMethod::Card, PaymentMethod::BankTransfer].map(no_gateway));
    items.sort_by_key(|item| !item.available);
    Ok(PaymentMethodsOut { items })
}

fn available(method: PaymentMethod) -> PaymentMethodOut {
    PaymentMethodOut { method, name: name(method), available: true, code: None, text: None }
}

fn wallet(free: Money, needed: Money) -> PaymentMethodOut {
    if free >= needed {
        return available(PaymentMethod::Wallet);
    }
    PaymentMethodOut {
        available: false,
        code: Some(WALLET_TOO_LOW),
        text: Some(Localized::new(
            format!("في محفظتك {} فقط. اختر الدفع نقدًا.", free.in_arabic()),
            format!("Your wallet has only {free}. Choose cash."),
        )),
        ..available(PaymentMethod::Wallet)
    }
}

fn no_gateway(method: PaymentMethod) -> PaymentMethodOut {
    PaymentMethodOut {
        available: false,
        code: Some(METHOD_NOT_AVAILABLE),
        text: Some(Localized::new(
            "هذه الطريقة غير متاحة بعد. اختر الدفع نقدًا أو من المحفظة.",
            "This way is not available yet. Choose cash or the wallet.",
        )),
        ..available(method)
    }
}

fn name(method: PaymentMethod) -> Localized {
    match method {
        PaymentMethod::Cash => Localized::new("نقدًا للفني", "Cash to the technician"),
        PaymentMethod::Wallet => Localized::new("محفظة أُسطى", "Osta wallet"),
        PaymentMethod::Card => Localized::new("بطاقة بنكية", "Bank card"),
        PaymentMethod::BankTransfer => Localized::new("تحويل بنكي", "Bank transfer"),
    }
}

#[cfg(test)]
mod tests {
    use super::{no_gateway, wallet};
    use contracts::booking::PaymentMethod;
    use kernel::Money;

    #[test]
    fn what_is_not_available_says_why() {
        assert!(wallet(Money::egp(10), Money::egp(10)).available);
        let short = wallet(Money::egp(10), Money::egp(11));
        assert_eq!((short.available, short.code), (false, Some("payments.wallet_too_low")));
        let card = no_gateway(PaymentMethod::Card);
        assert_eq!((card.available, card.code), (false, Some("payments.method_not_available")));
        assert!(short.text.is_some() && card.text.is_some());
    }
}
