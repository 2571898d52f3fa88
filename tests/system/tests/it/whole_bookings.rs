//! Bookings from the first code to the last rating, in both topologies.

use crate::harness::{Options, Person, Platform, Topology, Who, world};
use crate::visits;
use serde_json::json;

#[tokio::test]
async fn bookings_run_from_the_code_to_the_rating_in_one_process() {
    run(Topology::OneProcess).await;
}

#[tokio::test]
async fn bookings_run_from_the_code_to_the_rating_with_a_process_a_service() {
    run(Topology::ProcessPerService).await;
}

async fn run(topology: Topology) {
    // Otherwise every cancellation of this quick test would be free.
    let settings = vec![("OSTA_BOOKING__RULES__FREE_AFTER_CONFIRMATION_S", "0".to_owned())];
    let platform = Platform::start_with(Options { topology, settings, ..Options::default() }).await;
    let admin = platform.person(Who::Admin).await;
    let mut plumbers = Vec::new();
    for n in 0..world::PLUMBERS {
        plumbers.push(platform.plumber(n).await);
    }
    let customer = visits::registers(&platform, "01055500011", "customer").await;
    let all = [
        fixed_price_in_cash(&platform, &customer, &plumbers).await,
        inspected_and_approved(&platform, &customer, &plumbers).await,
        inspected_and_declined(&platform, &customer, &plumbers).await,
    ];
    let another = visits::registers(&platform, "01055500012", "customer").await;
    let paid = from_the_wallet(&platform, &another, &plumbers).await;
    cancelled_for_the_previewed_fee(&platform, &another, &plumbers).await;
    platform.settle().await;
    for booking in all.iter().chain([&paid]) {
        visits::assert_divided(&admin, booking).await;
    }
    books_are_balanced_and_the_audit_log_is_whole(&platform, &admin).await;
    people_were_told(&customer, &plumbers).await;
    platform.assert_sound().await;
}

async fn fixed_price_in_cash(
    platform: &Platform,
    customer: &Person,
    plumbers: &[Person],
) -> String {
    let quote = visits::quote(customer, "plumbing.drain_unblock").await;
    let booking = visits::book(customer, &quote, "cash").await.id();
    let plumber = visits::accepted(plumbers, &booking).await;
    visits::begin(platform, customer, plumber, &booking).await;
    visits::step(plumber, &booking, "complete").await;
    let seen = visits::settled(customer, &booking).await;
    assert_eq!(seen.text("/paymentStatus"), "paid");
    let total = seen.piastres("/price/total");
    // Cash is rounded down to the pound.
    assert_eq!(total, quote.piastres("/total") / 100 * 100);
    let receipt = customer.get(&format!("/api/v1/bookings/{booking}/receipt")).await.expect(200);
    assert_eq!(receipt.piastres("/paidInCash"), total);
    platform.settle().await;
    visits::rate(customer, plumber, &booking).await;
    platform.settle().await;
    let ratings = customer.get(&format!("/api/v1/bookings/{booking}/ratings")).await.expect(200);
    assert_eq!(ratings.json.as_array().map(Vec::len), Some(2), "{}", ratings.json);
    booking
}

async fn inspected_and_approved(
    platform: &Platform,
    customer: &Person,
    plumbers: &[Person],
) -> String {
    let quote = visits::quote(customer, "plumbing.inspection").await;
    let booking = visits::book(customer, &quote, "cash").await.id();
    let plumber = visits::accepted(plumbers, &booking).await;
    visits::begin(platform, customer, plumber, &booking).await;
    let estimate = visits::estimate(plumber, &booking).await;
    visits::step(customer, &booking, &format!("estimates/{estimate}/approve")).await;
    visits::step(plumber, &booking, "complete").await;
    let seen = visits::settled(customer, &booking).await;
    assert!(seen.piastres("/price/total") >= 35_000, "{}", seen.json);
    booking
}

async fn inspected_and_declined(
    platform: &Platform,
    customer: &Person,
    plumbers: &[Person],
) -> String {
    let quote = visits::quote(customer, "plumbing.inspection").await;
    let booking = visits::book(customer, &quote, "cash").await.id();
    let plumber = visits::accepted(plumbers, &booking).await;
    visits::begin(platform, customer, plumber, &booking).await;
    let estimate = visits::estimate(plumber, &booking).await;
    visits::step(customer, &booking, &format!("estimates/{estimate}/decline")).await;
    let seen = visits::settled(customer, &booking).await;
    assert_eq!(seen.piastres("/price/total"), quote.piastres("/total") / 100 * 100);
    booking
}

async fn from_the_wallet(platform: &Platform, customer: &Person, plumbers: &[Person]) -> String {
    let finance = platform.person(Who::Finance).await;
    let path = format!("/api/v1/admin/wallets/{}/adjustments", customer.id);
    let top_up = json!({
        "amount": {"amount": 200_000, "currency": "EGP"}, "source": "cash",
        "reason": "Paid at the Maadi office, receipt 1042",
    });
    finance.post(&path, top_up).await.expect(201);
    let quote = visits::quote(customer, "plumbing.drain_unblock").await;
    let booking = visits::book(customer, &quote, "wallet").await.id();
    let plumber = visits::accepted(plumbers, &booking).await;
    visits::begin(platform, customer, plumber, &booking).await;
    visits::step(plumber, &booking, "complete").await;
    let seen = visits::settled(customer, &booking).await;
    let total = seen.piastres("/price/total");
    assert_eq!(total, quote.piastres("/total"));
    let wallet = customer.get("/api/v1/wallet").await.expect(200);
    assert_eq!(wallet.piastres("/balance"), 200_000 - total, "{}", wallet.json);
    booking
}

async fn cancelled_for_the_previewed_fee(
    platform: &Platform,
    customer: &Person,
    plumbers: &[Person],
) {
    let before = customer.get("/api/v1/wallet").await.expect(200).piastres("/balance");
    let quote = visits::quote(customer, "plumbing.drain_unblock").await;
    let booking = visits::book(customer, &quote, "cash").await.id();
    let plumber = visits::accepted(plumbers, &booking).await;
    visits::step(plumber, &booking, "en-route").await;
    let path = format!("/api/v1/bookings/{booking}/cancellation-preview");
    let preview = customer.get(&path).await.expect(200);
    let fee = preview.piastres("/fee");
    assert!(fee > 0, "{}", preview.json);
    let cancel = json!({"reason": "تغيرت خططي", "acceptedFee": preview.json["fee"]});
    let path = format!("/api/v1/bookings/{booking}/cancel");
    let cancelled = customer.post(&path, cancel).await.expect(200);
    assert_eq!(cancelled.piastres("/cancelFee"), fee);
    platform.settle().await;
    let after = customer.get("/api/v1/wallet").await.expect(200).piastres("/balance");
    assert_eq!(before - after, fee);
}

async fn books_are_balanced_and_the_audit_log_is_whole(platform: &Platform, admin: &Person) {
    let balance = admin.get("/api/v1/admin/trial-balance").await.expect(200);
    assert_eq!(balance.piastres("/sum"), 0);
    assert_eq!(balance.json["isBalanced"], true);
    platform.settle().await;
    let audit = admin.get("/api/v1/admin/audit-log/verify").await.expect(200);
    assert_eq!(audit.json["intact"], true);
    let log = admin.get("/api/v1/admin/audit-log?limit=100").await.expect(200);
    let items = log.json["items"].as_array().cloned().unwrap_or_default();
    assert!(items.iter().any(|item| item["action"].as_str().is_some_and(|a| a.contains("wallet"))));
}

async fn people_were_told(customer: &Person, plumbers: &[Person]) {
    let told = visits::news(customer).await;
    for kind in ["provider_found", "estimate_proposed"] {
        assert!(told.iter().any(|k| k == kind), "{kind} is not among {told:?}");
    }
    let mut told = Vec::new();
    for plumber in plumbers {
        told.extend(visits::news(plumber).await);
    }
    assert!(!told.is_empty());
}
