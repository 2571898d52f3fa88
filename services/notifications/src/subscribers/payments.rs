//! Money.

use super::announce::{Announce, Asks, Known, tell_all};
use crate::app::App;
use crate::domain::Message;
use crate::store::providers;
use crate::webhooks::note::About;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::payments::{
    DebtState, PaymentFailed, PaymentRefunded, PaymentSettled, ProviderBalanceChanged,
};
use kernel::Money;
use kernel::ids::UserId;
use serde_json::json;
use sqlx::PgConnection;

impl Announce for PaymentFailed {
    fn about(&self) -> Option<About> {
        let payment = json!({
            "id": self.payment_id, "method": self.method, "amount": self.amount, "code": self.code,
        });
        let payment = Some(payment);
        Some(About { customer: self.customer_id, booking: self.booking_id, payment })
    }

    fn asks(&self) -> Asks {
        Asks { booking: Some(self.booking_id), ..Asks::default() }
    }

    fn announce(&self, known: Known) -> Vec<(UserId, Message)> {
        let message = Message::PaymentFailed {
            booking: known.booking,
            amount: self.amount,
            method: self.method,
            wallet_too_low: self.code == "payments.wallet_too_low",
        };
        vec![(self.customer_id, message)]
    }
}

impl Announce for PaymentSettled {
    fn about(&self) -> Option<About> {
        let payment = json!({
            "id": self.payment_id, "method": self.method, "amount": self.amount,
        });
        let payment = Some(payment);
        Some(About { customer: self.customer_id, booking: self.booking_id, payment })
    }

    fn asks(&self) -> Asks {
        Asks { booking: Some(self.booking_id), ..Asks::default() }
    }

    fn announce(&self, known: Known) -> Vec<(UserId, Message)> {
        // A free warranty visit has nothing to acknowledge.
        if self.amount <= Money::ZERO {
            return Vec::new();
        }
        let message = Message::PaymentSettled {
            booking: known.booking,
            amount: self.amount,
            method: self.method,
        };
        vec![(self.customer_id, message)]
    }
}

impl Announce for PaymentRefunded {
    fn about(&self) -> Option<About> {
        let payment = json!({
            "id": self.payment_id, "amount": self.amount,
        });
        let payment = Some(payment);
        Some(About { customer: self.customer_id, booking: self.booking_id, payment })
    }

    fn asks(&self) -> Asks {
        Asks { booking: Some(self.booking_id), ..Asks::default() }
    }

    fn announce(&self, known: Known) -> Vec<(UserId, Message)> {
        let message = Message::PaymentRefunded { booking: known.booking, amount: self.amount };
        vec![(self.customer_id, message)]
    }
}

/// Tells a provider only when its debt begins to matter, matters more, or stops to matter: the
/// balance itself moves with every job.
pub struct OnProviderBalanceChanged(pub App);

#[async_trait]
impl On<ProviderBalanceChanged> for OnProviderBalanceChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        envelope: &Envelope<ProviderBalanceChanged>,
    ) -> Result<(), HandlerError> {
        let event = &envelope.event;
        let now = self.0.chassis.world.now();
        let before = providers::swap_debt_in_tx(tx, event.provider_id, event.debt, now).await?;
        if let Some(message) = debt_news(before, event.debt, -event.balance) {
            tell_all(tx, &self.0, envelope, vec![(event.provider_id.into(), message)]).await?;
        }
        Ok(())
    }
}

/// What is worth telling of a debt.
fn debt_news(before: DebtState, now: DebtState, debt: Money) -> Option<Message> {
    if before == now {
        return None;
    }
    Some(match now {
        DebtState::Soft => Message::DebtWarned { debt },
        DebtState::Hard => Message::DebtBlocked { debt },
        DebtState::Clear => Message::DebtCleared {},
    })
}

#[cfg(test)]
mod tests {
    use super::debt_news;
    use contracts::payments::DebtState as D;
    use kernel::Money;

    #[test]
    fn a_debt_is_news_only_when_its_state_changes() {
        let kind = |before, now| debt_news(before, now, Money::egp(5)).map(|m| m.kind());
        for state in [D::Clear, D::Soft, D::Hard] {
            assert_eq!(kind(state, state), None);
        }
        assert_eq!(kind(D::Clear, D::Soft), Some("debt_warned"));
        assert_eq!(kind(D::Soft, D::Hard), Some("debt_blocked"));
        assert_eq!(kind(D::Hard, D::Clear), Some("debt_cleared"));
        assert_eq!(kind(D::Hard, D::Soft), Some("debt_warned"));
    }
}
