//! What payments tells, and the wait for it.

use crate::stage::{Order, Stage};
use contracts::booking::{
    BookingCancelled, BookingSearching, CancelReason, PaymentMethod, PaymentMethodChanged,
    PaymentRetried,
};
use contracts::payments::{PaymentAuthorised, PaymentFailed, PaymentRefunded, PaymentSettled};
use kernel::Money;
use kernel::ids::BookingId;
use serde_json::json;
use uuid::Uuid;

impl Stage {
    async fn prepaid(&self) -> BookingId {
        self.ordered(Order { method: PaymentMethod::Wallet, ..self.order() }).await
    }

    async fn authorise(&self, booking_id: BookingId) {
        let event = PaymentAuthorised {
            payment_id: self.inner.chassis.world.id(),
            booking_id,
            customer_id: self.customer.user_id,
            method: PaymentMethod::Wallet,
            amount: Money::egp(600),
        };
        self.app.publish(&event).await;
    }

    async fn settle_money(&self, booking_id: BookingId) {
        let event = PaymentSettled {
            payment_id: self.inner.chassis.world.id(),
            booking_id,
            customer_id: self.customer.user_id,
            provider_id: Some(self.provider_id()),
            method: PaymentMethod::Cash,
            amount: Money::egp(600),
            commission: Money::egp(90),
            taxes: Money::piastres(1_260),
        };
        self.app.publish(&event).await;
    }
}

#[tokio::test]
async fn a_prepaid_booking_is_looked_for_once_the_money_is_there() {
    let stage = Stage::new().await;
    let id = stage.prepaid().await;
    let seen = stage.seen(id, stage.customer).await;
    assert_eq!(
        (&seen["stage"], seen["paymentDueAt"].is_string()),
        (&json!("awaiting_payment"), true)
    );
    stage.authorise(id).await;
    assert_eq!(stage.stands(id).await.0, "pending");
    assert_ne!(stage.stands(id).await.1, "awaiting_payment");
    assert_eq!(stage.app.told::<BookingSearching>().await.len(), 1);
    // Told a second time nothing happens, and the wait is over.
    stage.authorise(id).await;
    let sql = "select count(*) from bus.jobs where kind = 'payment_expiry' and key = $1::text";
    assert_eq!(stage.count(sql, id).await, 0);
    assert_eq!(stage.app.told::<BookingSearching>().await.len(), 1);
}

#[tokio::test]
async fn without_money_a_booking_ends_after_fifteen_minutes() {
    let stage = Stage::new().await;
    let id = stage.prepaid().await;
    stage.advance_minutes(14);
    stage.app.settle().await;
    assert_eq!(stage.stands(id).await.0, "pending");
    stage.advance_minutes(1);
    stage.app.settle().await;
    assert_eq!(stage.stands(id).await.0, "cancelled");
    assert_eq!(stage.app.told::<BookingCancelled>().await[0].reason, CancelReason::PaymentExpired);
    // The money that comes now finds nothing to start.
    stage.authorise(id).await;
    assert_eq!(stage.stands(id).await.0, "cancelled");
}

fn failed(stage: &Stage, booking_id: BookingId, code: &str) -> PaymentFailed {
    PaymentFailed {
        payment_id: Uuid::from_u128(3).into(),
        booking_id,
        customer_id: stage.customer.user_id,
        method: PaymentMethod::Wallet,
        amount: Money::egp(600),
        code: code.into(),
    }
}

#[tokio::test]
async fn a_wallet_that_is_too_low_may_be_filled_or_cash_be_paid_instead() {
    let stage = Stage::new().await;
    let id = stage.prepaid().await;
    stage.app.publish(&failed(&stage, id, "payments.wallet_too_low")).await;
    assert_eq!(stage.stands(id).await.1, "awaiting_payment");
    stage.act(id, "pay", stage.provider).await.expect(403);
    // Filled, and tried again.
    stage.act(id, "pay", stage.customer).await.expect(200);
    let again = &stage.app.told::<PaymentRetried>().await[0];
    assert_eq!((again.booking.id, again.prepay), (id, Money::egp(600)));
    stage.authorise(id).await;
    assert_ne!(stage.stands(id).await.1, "awaiting_payment");
    stage.act(id, "pay", stage.customer).await.expect(409);
    // Another one pays in cash: nobody waits.
    let id = stage.prepaid().await;
    let card = json!({"paymentMethod": "card"});
    let refused = stage.post(id, "pay", stage.customer, card).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["paymentMethod"]);
    let cash = json!({"paymentMethod": "cash"});
    let answer = stage.post(id, "pay", stage.customer, cash).await.expect(200).json;
    assert_eq!((&answer["stage"], &answer["paymentMethod"]), (&json!("searching"), &json!("cash")));
    let changed = &stage.app.told::<PaymentMethodChanged>().await[0];
    assert_eq!(
        (changed.from, changed.booking.payment_method),
        (PaymentMethod::Wallet, PaymentMethod::Cash)
    );
    stage.advance_minutes(16);
    stage.app.settle().await;
    assert_eq!(stage.stands(id).await.0, "pending", "the wait for the money is over");
}

#[tokio::test]
async fn a_failed_payment_ends_the_booking_with_its_code() {
    let stage = Stage::new().await;
    let failed = |booking_id| failed(&stage, booking_id, "payments.method_not_available");
    let id = stage.prepaid().await;
    stage.app.publish(&failed(id)).await;
    assert_eq!(stage.stands(id).await.0, "cancelled");
    let path = format!("/api/v1/bookings/{id}/history");
    let items = stage.app.get(&path, stage.customer).await.expect(200).json["items"].clone();
    assert_eq!(items[1]["reason"], "payments.method_not_available");
    // A booking that does not wait for money is not ended by a failure.
    let cash = stage.confirmed(stage.order()).await;
    stage.app.publish(&failed(cash)).await;
    assert_eq!(stage.stands(cash).await.0, "confirmed");
    stage.app.publish(&failed(Uuid::from_u128(999).into())).await;
}

#[tokio::test]
async fn completed_work_is_settled_when_its_money_is() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    stage.settle_money(id).await;
    let seen = stage.seen(id, stage.customer).await;
    assert_eq!((&seen["stage"], &seen["paymentStatus"]), (&json!("settled"), &json!("paid")));
    stage.act(id, "confirm-work", stage.customer).await.expect(200);
    // It may still be disputed, and comes back settled.
    stage.post(id, "dispute", stage.customer, json!({"reason": "x"})).await.expect(200);
    let body = json!({"text": "أصلحته"});
    stage.post(id, "dispute/evidence", stage.provider, body).await.expect(200);
    let path = format!("/api/v1/admin/bookings/{id}/resolve-dispute");
    let body = json!({"outcome": "no_refund", "reason": "العمل سليم"});
    let answer = stage.app.post(&path, stage.operator, body).await.expect(200).json;
    assert_eq!((&answer["stage"], &answer["paymentStatus"]), (&json!("settled"), &json!("paid")));
}

#[tokio::test]
async fn a_refund_is_noted_on_a_cancelled_booking() {
    let stage = Stage::new().await;
    let id = stage.prepaid().await;
    stage.authorise(id).await;
    stage.act(id, "cancel", stage.customer).await.expect(200);
    let event = PaymentRefunded {
        payment_id: Uuid::from_u128(3).into(),
        booking_id: id,
        customer_id: stage.customer.user_id,
        amount: Money::egp(600),
    };
    stage.app.publish(&event).await;
    assert_eq!(stage.seen(id, stage.customer).await["paymentStatus"], "refunded");
}
