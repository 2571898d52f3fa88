//! Disputes, from the customer's word to staff's decision.

use crate::stage::Stage;
use contracts::admin::OperatorActed;
use contracts::booking::{BookingCancelled, BookingCompleted, BookingDisputed, DisputeDecided};
use kernel::Money;
use kernel::ids::BookingId;
use serde_json::{Value, json};
use testkit::Answer;

impl Stage {
    async fn resolve(&self, id: BookingId, body: Value) -> Answer {
        let path = format!("/api/v1/admin/bookings/{id}/resolve-dispute");
        self.app.post(&path, self.operator, body).await
    }

    async fn disputed(&self) -> BookingId {
        let id = self.done(self.order()).await;
        let body = json!({"reason": "عاد التسريب بعد يومين"});
        self.post(id, "dispute", self.customer, body).await.expect(200);
        id
    }
}

#[tokio::test]
async fn a_dispute_is_opened_reviewed_and_decided_with_a_part_refunded() {
    let stage = Stage::new().await;
    let id = stage.disputed().await;
    assert_eq!(stage.stands(id).await, ("disputed".into(), "open".into()));
    assert_eq!(stage.seen(id, stage.customer).await["paymentStatus"], "disputed");
    stage.upload(id, stage.customer, "dispute", b"\xFF\xD8\xFF\xE0").await.expect(201);
    stage.upload(id, stage.provider, "dispute", b"\xFF\xD8\xFF\xE0").await.expect(201);
    stage.staff(id, "review-dispute").await.expect(200);
    stage.staff(id, "review-dispute").await.expect(409);
    let body = json!({"outcome": "partial_refund", "refund": {"amount": 20_000, "currency": "EGP"},
        "reason": "العمل ناقص"});
    let answer = stage.resolve(id, body.clone()).await.expect(200).json;
    assert_eq!(
        (&answer["status"], &answer["paymentStatus"]),
        (&json!("completed"), &json!("pending"))
    );
    let dispute = stage.seen(id, stage.customer).await["dispute"].clone();
    assert_eq!(dispute["refund"]["amount"], 20_000);
    assert_eq!(stage.app.told::<BookingDisputed>().await.len(), 1);
    assert_eq!(stage.app.told::<DisputeDecided>().await[0].refund, Money::egp(200));
    // It was completed before, and is not completed a second time.
    assert_eq!(stage.app.told::<BookingCompleted>().await.len(), 1);
    stage.resolve(id, body).await.expect(409);
    let again = stage.post(id, "dispute", stage.customer, json!({"reason": "x"})).await.expect(409);
    assert_eq!(again.code(), "booking.dispute_decided");
    let actions: Vec<_> =
        stage.app.told::<OperatorActed>().await.into_iter().map(|a| a.action).collect();
    assert_eq!(actions, ["booking.review_dispute", "booking.resolve_dispute"]);
}

#[tokio::test]
async fn a_full_refund_cancels_and_nothing_else_is_told_of_money() {
    let stage = Stage::new().await;
    let id = stage.disputed().await;
    let answer = stage
        .resolve(id, json!({"outcome": "full_refund", "reason": "لم يُصلح"}))
        .await
        .expect(200)
        .json;
    assert_eq!(
        (&answer["status"], &answer["paymentStatus"]),
        (&json!("cancelled"), &json!("refunded"))
    );
    assert_eq!(stage.app.told::<DisputeDecided>().await[0].refund, Money::egp(600));
    assert!(stage.app.told::<BookingCancelled>().await.is_empty());
}

#[tokio::test]
async fn staff_stops_work_and_the_decision_ends_it() {
    let stage = Stage::new().await;
    let kept = stage.started(stage.order()).await;
    let path = format!("/api/v1/admin/bookings/{kept}/hold");
    let body = json!({"reason": "عمل غير آمن"});
    stage.app.post(&path, stage.operator, body).await.expect(200);
    assert_eq!(stage.stands(kept).await.1, "open");
    assert!(stage.app.told::<BookingCompleted>().await.is_empty());
    stage.resolve(kept, json!({"outcome": "no_refund", "reason": "العمل تم"})).await.expect(200);
    assert_eq!(stage.app.told::<BookingCompleted>().await.len(), 1);

    stage.advance_minutes(300);
    let dropped = stage.started(stage.order()).await;
    stage.staff(dropped, "hold").await.expect(200);
    stage.resolve(dropped, json!({"outcome": "full_refund", "reason": "خطر"})).await.expect(200);
    let cancelled = &stage.app.told::<BookingCancelled>().await[0];
    assert_eq!((cancelled.booking.id, cancelled.fee), (dropped, Money::ZERO));
    // Nothing was settled, so nothing but the prepayment can go back.
    assert!(stage.app.told::<DisputeDecided>().await.iter().all(|d| d.refund.is_zero()));
    assert_eq!(stage.app.told::<BookingCompleted>().await.len(), 1);
}

#[tokio::test]
async fn a_decision_must_make_sense() {
    let stage = Stage::new().await;
    let id = stage.disputed().await;
    let money = |amount: i64| json!({"amount": amount, "currency": "EGP"});
    for (body, field) in [
        (json!({"outcome": "partial_refund", "reason": "x"}), "refund"),
        (json!({"outcome": "no_refund", "refund": money(1), "reason": "x"}), "refund"),
        (json!({"outcome": "partial_refund", "refund": money(60_000), "reason": "x"}), "refund"),
        (json!({"outcome": "partial_refund", "refund": money(0), "reason": "x"}), "refund"),
        (json!({"outcome": "no_refund", "reason": ""}), "reason"),
        (json!({"outcome": "half", "reason": "x"}), "outcome"),
    ] {
        assert_eq!(stage.resolve(id, body).await.expect(422).wrong_fields(), [field]);
    }
    assert_eq!(stage.stands(id).await.1, "open");
}

#[tokio::test]
async fn after_fourteen_days_it_is_too_late() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    stage.advance_minutes(14 * 24 * 60 + 1);
    let refused =
        stage.post(id, "dispute", stage.customer, json!({"reason": "x"})).await.expect(409);
    assert_eq!(refused.code(), "booking.too_late");
}
