//! Nights are quiet, except for what can't wait.

use crate::fixture::{Fixture, MONA, facts, row, user};
use chrono::TimeDelta;
use contracts::booking::{
    BookingConfirmed, BookingFacts, BookingOffered, EstimateProposed, Stage, Status,
};
use contracts::payments::PaymentRefunded;
use kernel::Money;
use uuid::Uuid;

fn refund() -> PaymentRefunded {
    PaymentRefunded {
        payment_id: Uuid::from_u128(5).into(),
        booking_id: Uuid::from_u128(6).into(),
        customer_id: user(MONA),
        amount: Money::egp(10),
    }
}

#[tokio::test]
async fn what_can_wait_waits_across_midnight_for_the_morning() {
    let f = Fixture::new().await;
    f.meet().await;
    // 23:30 in Cairo.
    f.at("2026-11-22T21:30:00Z").await;
    f.app.publish(&refund()).await;
    assert_eq!(f.told().await.len(), 1);
    f.at("2026-11-22T23:30:00Z").await;
    f.at("2026-11-23T05:59:59Z").await;
    assert_eq!(f.deliveries().await, [row("sms", "queued", None)]);
    assert!(f.sms.received().is_empty());
    f.at("2026-11-23T06:00:00Z").await;
    assert_eq!(f.deliveries().await, [row("sms", "sent", None)]);
    assert_eq!(f.sms.received().len(), 1);
}

#[tokio::test]
async fn a_running_visit_does_not_wait() {
    let f = Fixture::new().await;
    f.meet().await;
    f.at("2026-11-22T21:30:00Z").await;
    let booking = facts(Status::InProgress, Stage::AwaitingApproval);
    let estimate_id = Uuid::from_u128(9).into();
    f.app.publish(&EstimateProposed { booking, estimate_id, total: Money::egp(900) }).await;
    assert_eq!(f.deliveries().await, [row("sms", "sent", None)]);
}

#[tokio::test]
async fn an_order_for_now_is_answered_at_night() {
    let f = Fixture::new().await;
    f.meet().await;
    f.at("2026-11-22T21:30:00Z").await;
    let booking = BookingFacts { instant: true, ..facts(Status::Confirmed, Stage::Assigned) };
    f.app.publish(&BookingConfirmed { booking, by_operator: false }).await;
    assert_eq!(f.deliveries().await, [row("sms", "sent", None), row("sms", "sent", None)]);
}

#[tokio::test]
async fn a_night_offer_is_in_the_inbox_and_not_sent_when_it_is_over() {
    let f = Fixture::new().await;
    f.meet().await;
    f.at("2026-11-22T21:30:00Z").await;
    let offer = |instant| BookingOffered {
        booking: BookingFacts { instant, ..facts(Status::Pending, Stage::Offered) },
        offer_id: Uuid::from_u128(9).into(),
        offered_to: Uuid::from_u128(crate::fixture::SAID).into(),
        expires_at: f.world.now() + TimeDelta::minutes(10),
        earnings: Money::egp(280),
        distance_m: 2_100,
    };
    f.app.publish(&offer(true)).await;
    assert!(f.deliveries().await.is_empty());
    f.app.publish(&offer(false)).await;
    assert_eq!(f.told().await.len(), 2);
    f.at("2026-11-23T06:00:00Z").await;
    assert_eq!(f.deliveries().await, [row("sms", "skipped", Some("delivery.expired"))]);
}
