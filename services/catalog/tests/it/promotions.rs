//! How often a promotion may be used: in all, by one customer, and for how much.

use crate::fixture::{Fixture, admin, ask, customer, with};
use contracts::PortError;
use contracts::booking::{
    BookingCancelled, BookingCreated, BookingFacts, CancelReason, PaymentMethod, Stage, Status,
    Verdict,
};
use contracts::catalog::{CatalogApi, Redemption};
use contracts::price::Settlement;
use kernel::ids::{BookingId, QuoteId};
use kernel::{BasisPoints, LatLng, Localized, Money};
use serde_json::{Value, json};
use uuid::Uuid;

impl Fixture {
    /// A code that takes off 10 EGP, limited.
    async fn code(&self, code: &str, limits: &[(&str, Value)]) -> String {
        let money = |egp: i64| json!({"amount": egp * 100, "currency": "EGP"});
        let body = json!({
            "code": code, "name": {"ar": "خصم", "en": "Discount"}, "amount": money(10),
            "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2027-01-01T00:00:00Z"
        });
        let made = self.app.post("/api/v1/admin/promotions", admin(), with(body, limits)).await;
        made.expect(201).json["id"].as_str().unwrap().to_owned()
    }

    async fn quoted(&self, n: u128, code: &str) -> testkit::Answer {
        let body = with(ask("plumbing.tap_repair"), &[("promoCode", json!(code))]);
        self.app.post("/api/v1/quotes", customer(n), body).await
    }

    async fn quote(&self, n: u128, code: &str) -> QuoteId {
        self.quoted(n, code).await.expect(201).json["id"].as_str().unwrap().parse().unwrap()
    }

    async fn uses(&self, promotion: &str) -> (i64, i64) {
        let list = self.app.get("/api/v1/admin/promotions?limit=100", admin()).await.expect(200);
        let items = list.json["items"].as_array().unwrap().clone();
        let it = items.into_iter().find(|p| p["id"] == promotion).unwrap();
        (it["uses"].as_i64().unwrap(), it["spent"]["amount"].as_i64().unwrap())
    }
}

fn redemption(quote_id: QuoteId, booking: u128, n: u128) -> Redemption {
    let booking_id = BookingId::from(Uuid::from_u128(booking));
    Redemption { quote_id, booking_id, customer_id: customer(n).user_id }
}

fn facts(id: BookingId) -> BookingFacts {
    let at = testkit::NOON.parse().unwrap();
    BookingFacts {
        id,
        number: "OS-222222".into(),
        customer_id: customer(1).user_id,
        provider_id: None,
        service_id: Uuid::from_u128(1).into(),
        category_id: Uuid::from_u128(2).into(),
        service_name: Localized::new("خدمة", "service"),
        zone_id: Uuid::from_u128(3).into(),
        district: Localized::new("المعادي", "Maadi"),
        governorate: "EG-C".into(),
        pin: LatLng::parse(29.96, 31.25).unwrap(),
        status: Status::Pending,
        stage: Stage::Searching,
        instant: true,
        starts_at: at,
        ends_at: at,
        payment_method: PaymentMethod::Cash,
        settlement: Settlement::default(),
        commission: BasisPoints::percent(15),
        warranty_days: 30,
        created_at: at,
    }
}

fn cancelled(booking: BookingFacts, verdict: Verdict) -> BookingCancelled {
    BookingCancelled {
        booking,
        reason: CancelReason::ByCustomer,
        verdict,
        rule: "test".into(),
        fee: Money::ZERO,
        fee_to_provider: Money::ZERO,
    }
}

fn refused_as(result: Result<(), PortError>) -> String {
    match result.unwrap_err() {
        PortError::Refused { code, .. } => code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn fifty_at_once_use_a_code_for_ten_exactly_ten_times() {
    let f = Fixture::new().await;
    let id = f.code("TENONLY", &[("maxUses", json!(10))]).await;
    let mut quotes = Vec::new();
    for n in 1..=50 {
        quotes.push((n, f.quote(n, "TENONLY").await));
    }
    let tries = quotes.into_iter().map(|(n, quote)| {
        let port = f.port();
        tokio::spawn(async move { port.redeem(redemption(quote, 0xB00 + n, n)).await })
    });
    let mut won = 0;
    for one in tries.collect::<Vec<_>>() {
        match one.await.unwrap() {
            Ok(()) => won += 1,
            refused => assert_eq!(refused_as(refused), "catalog.promotion_used_up"),
        }
    }
    assert_eq!(won, 10);
    assert_eq!(f.uses(&id).await, (10, 10_000));
    let late = f.quoted(77, "TENONLY").await.expect(422);
    assert_eq!(late.wrong_fields(), ["promoCode"]);
}

#[tokio::test]
async fn one_customer_uses_a_code_as_often_as_it_may_and_repeating_counts_once() {
    let f = Fixture::new().await;
    let id = f.code("ONCEEACH", &[("maxUsesPerCustomer", json!(1))]).await;
    let (first, second) = (f.quote(1, "ONCEEACH").await, f.quote(1, "ONCEEACH").await);
    let port = f.port();
    for booking in [1, 1, 2] {
        // The same quote again, and for another attempt at its booking.
        port.redeem(redemption(first, booking, 1)).await.unwrap();
    }
    let refused = port.redeem(redemption(second, 3, 1)).await;
    assert_eq!(refused_as(refused), "catalog.promotion_used_by_you");
    f.quoted(1, "ONCEEACH").await.expect(422);
    port.redeem(redemption(f.quote(2, "ONCEEACH").await, 4, 2)).await.unwrap();
    assert_eq!(f.uses(&id).await, (2, 2_000));
}

#[tokio::test]
async fn a_budget_ends_with_the_last_reduction_that_fits() {
    let f = Fixture::new().await;
    let budget = json!({"amount": 2_500, "currency": "EGP"});
    let id = f.code("BUDGET25", &[("budget", budget)]).await;
    let port = f.port();
    let mut quotes = Vec::new();
    for n in 1..=3 {
        quotes.push(f.quote(n, "BUDGET25").await);
    }
    for n in 1..=2 {
        port.redeem(redemption(quotes[n as usize - 1], n, n)).await.unwrap();
    }
    let refused = port.redeem(redemption(quotes[2], 3, 3)).await;
    assert_eq!(refused_as(refused), "catalog.promotion_used_up");
    assert_eq!(f.uses(&id).await, (2, 2_000));
}

#[tokio::test]
async fn a_booking_that_comes_to_nothing_gives_its_use_back() {
    let f = Fixture::new().await;
    let id = f.code("GIVEBACK", &[("maxUses", json!(1))]).await;
    let (one, two) = (f.quote(1, "GIVEBACK").await, f.quote(2, "GIVEBACK").await);
    let (port, booking) = (f.port(), |n: u128| facts(Uuid::from_u128(n).into()));
    port.redeem(redemption(one, 1, 1)).await.unwrap();
    f.app
        .publish(&BookingCreated { booking: booking(1), prepay: Money::ZERO, quote_id: None })
        .await;
    refused_as(port.redeem(redemption(two, 2, 2)).await);
    // Cancelled before anybody was bound: the code is free again, once.
    for _ in 0..2 {
        f.app.publish(&cancelled(booking(1), Verdict::NoFault)).await;
    }
    assert_eq!(f.uses(&id).await, (0, 0));
    port.redeem(redemption(two, 2, 2)).await.unwrap();
    f.app
        .publish(&BookingCreated { booking: booking(2), prepay: Money::ZERO, quote_id: None })
        .await;
    // Cancelled by its customer's fault after the confirmation: used is used.
    let bound = BookingFacts { provider_id: Some(Uuid::from_u128(9).into()), ..booking(2) };
    f.app.publish(&cancelled(bound, Verdict::CustomerAtFault)).await;
    assert_eq!(f.uses(&id).await, (1, 1_000));
}

#[tokio::test]
async fn what_was_reserved_for_a_booking_that_was_never_made_is_free_after_an_hour() {
    let f = Fixture::new().await;
    let id = f.code("NEVERMADE", &[("maxUses", json!(1))]).await;
    let (one, two) = (f.quote(1, "NEVERMADE").await, f.quote(2, "NEVERMADE").await);
    let port = f.port();
    port.redeem(redemption(one, 1, 1)).await.unwrap();
    f.clock.advance(chrono::TimeDelta::minutes(61));
    port.redeem(redemption(two, 2, 2)).await.unwrap();
    assert_eq!(f.uses(&id).await, (1, 1_000));
    // It was made after all, and told late: a promise is kept, and counted.
    let made = facts(Uuid::from_u128(1).into());
    f.app.publish(&BookingCreated { booking: made, prepay: Money::ZERO, quote_id: None }).await;
    assert_eq!(f.uses(&id).await, (2, 2_000));
}

#[tokio::test]
async fn a_double_click_is_counted_whichever_attempt_is_made() {
    for made in [1, 2] {
        let f = Fixture::new().await;
        let id = f.code("DOUBLE", &[("maxUses", json!(2))]).await;
        let (one, port) = (f.quote(1, "DOUBLE").await, f.port());
        // Two attempts at the same quote; the later one has its booking's id in the use.
        for attempt in [1, 2] {
            let ask =
                Redemption { booking_id: Uuid::from_u128(attempt).into(), ..redemption(one, 1, 1) };
            port.redeem(ask).await.unwrap();
        }
        let booking = facts(Uuid::from_u128(made).into());
        let created = BookingCreated { booking, prepay: Money::ZERO, quote_id: Some(one) };
        f.app.publish(&created).await;
        f.clock.advance(chrono::TimeDelta::minutes(61));
        // Everything that looks for stale uses looks.
        let two = f.quote(2, "DOUBLE").await;
        port.redeem(redemption(two, 2, 2)).await.unwrap();
        assert_eq!(f.uses(&id).await, (2, 2_000), "attempt {made} was made");
        // Cancelling the one that was made gives its use back.
        f.app.publish(&cancelled(facts(Uuid::from_u128(made).into()), Verdict::NoFault)).await;
        assert_eq!(f.uses(&id).await, (1, 1_000), "attempt {made} was made");
    }
}

#[tokio::test]
async fn stale_uses_are_given_back_at_the_next_quote() {
    let f = Fixture::new().await;
    let id = f.code("STALE", &[("maxUses", json!(1))]).await;
    let one = f.quote(1, "STALE").await;
    f.port().redeem(redemption(one, 1, 1)).await.unwrap();
    assert_eq!(f.uses(&id).await, (1, 1_000));
    f.clock.advance(chrono::TimeDelta::minutes(61));
    // The last use is free again for who asks next, and its price has the reduction.
    f.quote(2, "STALE").await;
    assert_eq!(f.uses(&id).await, (0, 0));
}

#[tokio::test]
async fn limits_make_sense_and_a_quote_without_a_promotion_needs_none() {
    let f = Fixture::new().await;
    for (field, wrong) in [
        ("maxUses", json!(0)),
        ("maxUsesPerCustomer", json!(1_001)),
        ("budget", json!({"amount": 0, "currency": "EGP"})),
    ] {
        let money = json!({"amount": 1_000, "currency": "EGP"});
        let body = json!({
            "code": "WRONG", "name": {"ar": "خصم", "en": "Discount"}, "amount": money,
            "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2027-01-01T00:00:00Z", field: wrong
        });
        let answer = f.app.post("/api/v1/admin/promotions", admin(), body).await.expect(422);
        assert_eq!(answer.wrong_fields(), [field]);
    }
    let body = ask("plumbing.tap_repair");
    let quote = f.app.post("/api/v1/quotes", customer(1), body).await.expect(201).json;
    let quote = quote["id"].as_str().unwrap().parse().unwrap();
    f.port().redeem(redemption(quote, 1, 1)).await.unwrap();
    f.port().redeem(redemption(QuoteId::from(Uuid::nil()), 1, 1)).await.unwrap();
}
