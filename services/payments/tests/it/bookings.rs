//! Money along a booking's life.

use crate::world::{
    CUSTOMER, PROVIDER, booking, bound, cancelled, completed, created, customer, platform, price,
    provider,
};
use contracts::booking::{
    BookingConfirmed, BookingReleased, PaymentMethod, Stage, Status, Verdict,
};
use contracts::payments::{
    DebtState, PaymentAuthorised, PaymentFailed, PaymentRefunded, PaymentSettled,
    ProviderBalanceChanged,
};
use kernel::Money;
use kernel::ids::ProviderId;
use uuid::Uuid;

#[tokio::test]
async fn a_cash_job_charges_the_provider_commission_and_vat_only() {
    let p = platform().await;
    let job = booking(1, PaymentMethod::Cash, price(500, 0, 0));
    p.app.publish(&created(&job)).await;
    let payment = p.payment().await;
    assert_eq!((&payment["status"], &payment["stage"]), (&"pending".into(), &"due".into()));
    assert!(p.app.told::<PaymentAuthorised>().await.is_empty());

    p.app.publish(&completed(&job)).await;
    assert_eq!(p.total("platform_revenue").await, 7_500);
    assert_eq!(p.total("vat_payable").await, 1_050);
    assert_eq!(p.total("provider_payable").await, -8_550);
    assert_eq!(p.wallet().await, [0, 0, 0, 0]);
    let payment = p.payment().await;
    assert_eq!((&payment["status"], &payment["stage"]), (&"paid".into(), &"settled".into()));
    assert!(payment["settledAt"].is_string());
    let settled = p.app.told::<PaymentSettled>().await;
    assert_eq!(settled.len(), 1);
    assert_eq!((settled[0].amount, settled[0].taxes), (Money::egp(500), Money::piastres(1_050)));
    let balances = p.app.told::<ProviderBalanceChanged>().await;
    assert_eq!(balances.len(), 1);
    assert_eq!(balances[0].provider_id, ProviderId::from(Uuid::from_u128(PROVIDER)));
    assert_eq!(balances[0].balance, Money::piastres(-8_550));
    assert_eq!(balances[0].debt, DebtState::Clear);
    p.check_the_books().await;
}

#[tokio::test]
async fn rounding_of_a_cash_job_is_the_platforms() {
    let p = platform().await;
    let mut split = price(333, 0, 0);
    split.work += Money::piastres(75);
    split = contracts::Settlement::of(
        split.work,
        Money::ZERO,
        Money::ZERO,
        kernel::BasisPoints::percent(15),
    )
    .rounded_for_cash();
    let job = booking(1, PaymentMethod::Cash, split);
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    assert_eq!(p.total("rounding").await, -75);
    let owed = -(split.commission + split.taxes + split.rounding).as_piastres();
    assert_eq!(p.total("provider_payable").await, owed);
    p.check_the_books().await;
}

#[tokio::test]
async fn a_wallet_job_is_held_then_captured() {
    let p = platform().await;
    p.top_up(1000).await;
    let job = booking(1, PaymentMethod::Wallet, price(400, 100, 50));
    p.app.publish(&created(&job)).await;
    assert_eq!(p.wallet().await, [100_000, 45_000, 55_000, 0]);
    let authorised = p.app.told::<PaymentAuthorised>().await;
    assert_eq!((authorised.len(), authorised[0].amount), (1, Money::egp(450)));
    assert_eq!(p.payment().await["stage"], "authorised");

    p.app.publish(&completed(&job)).await;
    assert_eq!(p.wallet().await, [55_000, 0, 55_000, 0]);
    assert_eq!(p.total("promotions").await, -5_000);
    assert_eq!(p.total("platform_revenue").await, 6_000);
    assert_eq!(p.total("provider_payable").await, 43_160);
    p.check_the_books().await;
}

#[tokio::test]
async fn a_total_above_the_hold_comes_from_the_wallet_and_then_is_owed() {
    let p = platform().await;
    p.top_up(300).await;
    let mut job = booking(1, PaymentMethod::Wallet, price(200, 0, 0));
    p.app.publish(&created(&job)).await;
    job.settlement = price(200, 250, 0);
    p.app.publish(&completed(&job)).await;
    assert_eq!(p.wallet().await, [0, 0, 0, 15_000]);
    assert_eq!(p.total("customer_receivable").await, -15_000);
    // The provider is paid in full all the same.
    assert_eq!(p.total("provider_payable").await, 41_580);
    let path = format!("/api/v1/bookings/{}/receipt", job.id);
    let receipt = p.app.get(&path, customer()).await.expect(200).json;
    assert_eq!(receipt["owed"]["amount"], 15_000);
    assert_eq!(receipt["paidFromWallet"]["amount"], 30_000);
    p.check_the_books().await;
}

#[tokio::test]
async fn a_total_below_the_hold_leaves_the_rest_in_the_wallet() {
    let p = platform().await;
    p.top_up(300).await;
    let mut job = booking(1, PaymentMethod::Wallet, price(300, 0, 0));
    p.app.publish(&created(&job)).await;
    job.settlement = price(100, 0, 0);
    p.app.publish(&completed(&job)).await;
    assert_eq!(p.wallet().await, [20_000, 0, 20_000, 0]);
    p.check_the_books().await;
}

#[tokio::test]
async fn a_wallet_that_is_too_low_fails_with_a_code_and_holds_nothing() {
    let p = platform().await;
    p.top_up(100).await;
    let job = booking(1, PaymentMethod::Wallet, price(101, 0, 0));
    p.app.publish(&created(&job)).await;
    let failed = p.app.told::<PaymentFailed>().await;
    assert_eq!((failed.len(), failed[0].code.as_str()), (1, "payments.wallet_too_low"));
    assert_eq!(p.wallet().await, [10_000, 0, 10_000, 0]);
    let payment = p.payment().await;
    assert_eq!((&payment["status"], &payment["stage"]), (&"pending".into(), &"failed".into()));
    assert_eq!(payment["failureCode"], "payments.wallet_too_low");
    // The booking ends without a charge.
    p.app.publish(&cancelled(&job, 0, 0)).await;
    assert!(p.app.told::<PaymentRefunded>().await.is_empty());
    p.check_the_books().await;
}

#[tokio::test]
async fn without_a_gateway_cards_and_transfers_are_refused() {
    let p = platform().await;
    for (n, method) in [(1, PaymentMethod::Card), (2, PaymentMethod::BankTransfer)] {
        p.app.publish(&created(&booking(n, method, price(100, 0, 0)))).await;
    }
    let codes: Vec<_> =
        p.app.told::<PaymentFailed>().await.into_iter().map(|failed| failed.code).collect();
    assert_eq!(codes, ["payments.method_not_available"; 2]);
}

#[tokio::test]
async fn a_cancelled_pending_booking_gives_everything_back() {
    let p = platform().await;
    p.top_up(200).await;
    let job = booking(1, PaymentMethod::Wallet, price(150, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&cancelled(&job, 0, 0)).await;
    assert_eq!(p.wallet().await, [20_000, 0, 20_000, 0]);
    let refunded = p.app.told::<PaymentRefunded>().await;
    assert_eq!((refunded.len(), refunded[0].amount), (1, Money::egp(150)));
    let payment = p.payment().await;
    assert_eq!((&payment["status"], &payment["stage"]), (&"refunded".into(), &"released".into()));
    let path = format!("/api/v1/bookings/{}/receipt", job.id);
    assert_eq!(p.app.get(&path, customer()).await.expect(409).code(), "payments.nothing_charged");
    p.check_the_books().await;
}

#[tokio::test]
async fn a_cancelled_cash_booking_is_void() {
    let p = platform().await;
    let job = booking(1, PaymentMethod::Cash, price(150, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&cancelled(&job, 0, 0)).await;
    assert_eq!(p.payment().await["stage"], "void");
    assert_eq!(p.count("select count(*) from payments.entries").await, 0);
}

#[tokio::test]
async fn a_fee_is_taken_from_the_hold_first_and_the_rest_comes_back() {
    let p = platform().await;
    p.top_up(500).await;
    let job = booking(1, PaymentMethod::Wallet, price(400, 0, 0));
    p.app.publish(&created(&job)).await;
    let job = bound(&job, Status::Confirmed, Stage::EnRoute);
    p.app.publish(&cancelled(&job, 57, 40)).await;
    assert_eq!(p.wallet().await, [44_300, 0, 44_300, 0]);
    assert_eq!(p.total("provider_payable").await, 4_000);
    // 17 pounds are kept, VAT inside.
    assert_eq!(p.total("vat_payable").await, 209);
    assert_eq!(p.total("platform_revenue").await, 1_491);
    assert_eq!(p.app.told::<PaymentRefunded>().await[0].amount, Money::egp(343));
    let payment = p.payment().await;
    assert_eq!((&payment["status"], &payment["stage"]), (&"paid".into(), &"fee".into()));
    let path = format!("/api/v1/bookings/{}/receipt", job.id);
    let receipt = p.app.get(&path, customer()).await.expect(200).json;
    assert_eq!(receipt["total"]["amount"], 5_700);
    assert_eq!(receipt["lines"].as_array().unwrap().len(), 2);
    assert_eq!(receipt["taxes"][0]["amount"]["amount"], 209);
    p.check_the_books().await;
}

#[tokio::test]
async fn a_fee_of_a_cash_booking_comes_from_the_wallet_and_then_is_owed() {
    let p = platform().await;
    p.top_up(10).await;
    let job = booking(1, PaymentMethod::Cash, price(400, 0, 0));
    p.app.publish(&created(&job)).await;
    let job = bound(&job, Status::Confirmed, Stage::EnRoute);
    p.app.publish(&cancelled(&job, 40, 40)).await;
    assert_eq!(p.wallet().await, [0, 0, 0, 3_000]);
    assert_eq!(p.total("provider_payable").await, 4_000);
    // What comes in pays what is owed first.
    let path = format!("/api/v1/admin/wallets/{}/adjustments", Uuid::from_u128(CUSTOMER));
    let body = serde_json::json!({
        "amount": crate::world::egp(50), "source": "cash", "reason": "office",
    });
    let wallet = p.operate(&path, "k1", body).await.expect(201).json;
    assert_eq!(wallet["available"]["amount"], 2_000);
    assert_eq!(p.wallet().await, [2_000, 0, 2_000, 0]);
    p.check_the_books().await;
}

#[tokio::test]
async fn nobody_pays_for_the_providers_fault() {
    let p = platform().await;
    let job = booking(1, PaymentMethod::Cash, price(400, 0, 0));
    p.app.publish(&created(&job)).await;
    let job = bound(&job, Status::Confirmed, Stage::EnRoute);
    let mut event = cancelled(&job, 40, 40);
    event.verdict = Verdict::ProviderAtFault;
    p.app.publish(&event).await;
    assert_eq!(p.payment().await["stage"], "void");
    assert_eq!(p.wallet().await, [0, 0, 0, 0]);
}

#[tokio::test]
async fn the_provider_is_known_from_confirmation_and_forgotten_after_a_drop_out() {
    let p = platform().await;
    let job = booking(1, PaymentMethod::Cash, price(400, 0, 0));
    p.app.publish(&created(&job)).await;
    let path = format!("/api/v1/bookings/{}/receipt", job.id);
    p.app.get(&path, provider()).await.expect(404);
    let confirmed = bound(&job, Status::Confirmed, Stage::Assigned);
    p.app.publish(&BookingConfirmed { booking: confirmed, by_operator: false }).await;
    assert_eq!(p.app.get(&path, provider()).await.expect(409).code(), "payments.receipt_not_ready");
    let released = BookingReleased {
        booking: job.clone(),
        released: Uuid::from_u128(PROVIDER).into(),
        verdict: Verdict::ProviderAtFault,
        reason: "dropped out".into(),
    };
    p.app.publish(&released).await;
    p.app.get(&path, provider()).await.expect(404);
}

#[tokio::test]
async fn a_free_warranty_visit_moves_no_money_and_is_settled_all_the_same() {
    let p = platform().await;
    let job = booking(1, PaymentMethod::Cash, price(0, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    assert_eq!(p.count("select count(*) from payments.entries").await, 0);
    assert_eq!(p.app.told::<PaymentSettled>().await.len(), 1);
    let path = format!("/api/v1/bookings/{}/receipt", job.id);
    assert_eq!(p.app.get(&path, customer()).await.expect(200).json["total"]["amount"], 0);
}

#[tokio::test]
async fn every_event_told_twice_applies_once() {
    let p = platform().await;
    p.top_up(1000).await;
    let paid = booking(1, PaymentMethod::Wallet, price(300, 0, 0));
    let dropped = booking(2, PaymentMethod::Wallet, price(200, 0, 0));
    for _ in 0..2 {
        p.app.publish(&created(&paid)).await;
        p.app.publish(&created(&dropped)).await;
    }
    assert_eq!(p.wallet().await, [100_000, 50_000, 50_000, 0]);
    let dropped = bound(&dropped, Status::Confirmed, Stage::EnRoute);
    for _ in 0..2 {
        p.app.publish(&completed(&paid)).await;
        p.app.publish(&cancelled(&dropped, 30, 30)).await;
    }
    // A cancelled booking is not charged again, nor a settled one cancelled.
    p.app.publish(&cancelled(&bound(&paid, Status::Cancelled, Stage::Closed), 50, 0)).await;
    assert_eq!(p.wallet().await, [67_000, 0, 67_000, 0]);
    assert_eq!(p.app.told::<PaymentSettled>().await.len(), 1);
    assert_eq!(p.app.told::<PaymentAuthorised>().await.len(), 2);
    assert_eq!(p.app.told::<PaymentRefunded>().await.len(), 1);
    assert_eq!(p.count("select count(*) from payments.receipts").await, 2);
    p.check_the_books().await;
}

#[tokio::test]
async fn a_price_that_does_not_add_up_is_parked_and_writes_nothing() {
    let p = platform().await;
    let mut job = booking(1, PaymentMethod::Cash, price(400, 0, 0));
    p.app.publish(&created(&job)).await;
    job.settlement.earnings += Money::piastres(1);
    p.app.publish(&completed(&job)).await;
    assert_eq!(p.count("select count(*) from bus.parked").await, 1);
    assert_eq!(p.count("select count(*) from payments.settlements").await, 0);
    assert!(p.app.told::<PaymentSettled>().await.is_empty());
}

#[tokio::test]
async fn debt_warns_and_then_stops_and_card_jobs_net_it() {
    let p = platform().await;
    let mut states = vec![];
    for n in 1..=2 {
        let job = booking(n, PaymentMethod::Cash, price(2_000, 0, 0));
        p.app.publish(&created(&job)).await;
        p.app.publish(&completed(&job)).await;
        states.push(p.app.told::<ProviderBalanceChanged>().await.pop().unwrap().debt);
    }
    assert_eq!(states, [DebtState::Soft, DebtState::Hard]);
    let balance = p.provider_balance().await;
    assert_eq!((&balance["debt"], &balance["owed"]["amount"]), (&"hard".into(), &68_400.into()));
    p.top_up(1_000).await;
    let job = booking(3, PaymentMethod::Wallet, price(1_000, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    let last = p.app.told::<ProviderBalanceChanged>().await.pop().unwrap();
    assert_eq!((last.debt, last.balance), (DebtState::Clear, Money::piastres(14_500)));
    p.check_the_books().await;
}

#[tokio::test]
async fn what_was_cancelled_or_done_by_nobody_is_not_settled() {
    let p = platform().await;
    let dropped = booking(1, PaymentMethod::Cash, price(400, 0, 0));
    p.app.publish(&created(&dropped)).await;
    p.app.publish(&cancelled(&dropped, 0, 0)).await;
    p.app.publish(&completed(&dropped)).await;
    let lonely = booking(2, PaymentMethod::Cash, price(400, 0, 0));
    let mut event = completed(&lonely);
    event.booking.provider_id = None;
    p.app.publish(&event).await;
    assert_eq!(p.count("select count(*) from bus.parked").await, 2);
    assert_eq!(p.count("select count(*) from payments.entries").await, 0);
}
