//! What customers, providers and operators see.

use crate::world::{
    CUSTOMER, OTHER, booking, completed, created, customer, egp, finance, platform, price, provider,
};
use contracts::booking::PaymentMethod;
use kernel::Role;
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn wallet_lines_are_paged_explained_and_carry_the_balance() {
    let p = platform().await;
    p.top_up(1_000).await;
    for n in 1..=3 {
        let job = booking(n, PaymentMethod::Wallet, price(100, 0, 0));
        p.app.publish(&created(&job)).await;
        p.app.publish(&completed(&job)).await;
    }
    let mut path = "/api/v1/wallet/entries?limit=2".to_string();
    let mut lines = vec![];
    loop {
        let page = p.app.get(&path, customer()).await.expect(200).json;
        lines.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        path = format!("/api/v1/wallet/entries?limit=2&cursor={cursor}");
    }
    let balances: Vec<_> =
        lines.iter().map(|line| line["balanceAfter"]["amount"].as_i64().unwrap()).collect();
    assert_eq!(balances, [70_000, 80_000, 90_000, 100_000]);
    assert_eq!(lines[0]["bookingNumber"], "OS-000003");
    assert_eq!(lines[0]["text"]["en"], "Paid for a service from the wallet (booking OS-000003)");
    assert_eq!(lines[3]["text"]["ar"], "إضافة رصيد إلى المحفظة");
    let owed = p.app.get("/api/v1/wallet/entries?account=owed", customer()).await.expect(200);
    assert_eq!(owed.json["items"], json!([]));
    p.app.get("/api/v1/wallet/entries?account=all", customer()).await.expect(422);
    p.app.get("/api/v1/wallet/entries?limit=0", customer()).await.expect(422);
    p.app.get("/api/v1/wallet/entries?cursor=zzz", customer()).await.expect(422);
}

#[tokio::test]
async fn payments_are_ones_own() {
    let p = platform().await;
    for n in 1..=3 {
        p.app.publish(&created(&booking(n, PaymentMethod::Cash, price(100, 0, 0)))).await;
    }
    let other = testkit::actor(Uuid::from_u128(OTHER), Role::Customer);
    let page = p.app.get("/api/v1/payments?limit=2", customer()).await.expect(200).json;
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
    let cursor = page["nextCursor"].as_str().unwrap();
    let rest = p.app.get(&format!("/api/v1/payments?cursor={cursor}"), customer()).await;
    assert_eq!(rest.json["items"].as_array().unwrap().len(), 1);
    let id = page["items"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/payments/{id}");
    let one = p.app.get(&path, customer()).await.expect(200).json;
    assert_eq!(one, page["items"][0]);
    assert_eq!(one["text"]["en"], "Paid when the work is done.");
    p.app.get(&path, other).await.expect(404);
    p.app.get("/api/v1/payments/not-an-id", customer()).await.expect(404);
    assert_eq!(p.app.get("/api/v1/payments", other).await.json["items"], json!([]));
}

#[tokio::test]
async fn a_receipt_is_itemised_numbered_and_for_its_two_sides_only() {
    let p = platform().await;
    p.top_up(1_000).await;
    let job = booking(1, PaymentMethod::Wallet, price(400, 100, 50));
    p.app.publish(&created(&job)).await;
    let path = format!("/api/v1/bookings/{}/receipt", job.id);
    let early = p.app.get(&path, customer()).await.expect(409);
    assert_eq!(early.code(), "payments.receipt_not_ready");
    p.app.publish(&completed(&job)).await;
    let receipt = p.app.get(&path, customer()).await.expect(200).json;
    assert_eq!(receipt["number"], "OS-2026-000001");
    assert_eq!(receipt["total"], egp(450));
    assert_eq!(receipt["paidFromWallet"], egp(450));
    let lines = receipt["lines"].as_array().unwrap();
    let amounts: Vec<_> =
        lines.iter().map(|line| line["amount"]["amount"].as_i64().unwrap()).collect();
    assert_eq!(amounts, [40_000, 10_000, -5_000]);
    assert_eq!(lines[0]["text"], json!({"ar": "تصليح حنفية", "en": "Fix a tap"}));
    assert_eq!(receipt["taxes"][0]["subtype"], "V009");
    assert_eq!(receipt["taxes"][0]["base"], egp(60));
    assert_eq!(receipt["taxes"][0]["amount"]["amount"], 840);
    assert!(receipt.get("providerShare").is_none());

    let theirs = p.app.get(&path, provider()).await.expect(200).json;
    assert_eq!(theirs["number"], receipt["number"]);
    assert_eq!(theirs["providerShare"]["earnings"]["amount"], 33_160);
    for user in [OTHER, 0x77] {
        for role in [Role::Customer, Role::ServiceProvider] {
            p.app.get(&path, testkit::actor(Uuid::from_u128(user), role)).await.expect(404);
        }
    }
    let second = booking(2, PaymentMethod::Cash, price(10, 0, 0));
    p.app.publish(&created(&second)).await;
    p.app.publish(&completed(&second)).await;
    let path = format!("/api/v1/bookings/{}/receipt", second.id);
    assert_eq!(p.app.get(&path, customer()).await.json["number"], "OS-2026-000002");
}

#[tokio::test]
async fn a_new_year_in_cairo_begins_a_new_series() {
    let p = platform().await;
    // 23:30 UTC on the last day is 01:30 in Cairo on the first.
    p.clock.set("2026-12-31T23:30:00Z".parse().unwrap());
    let job = booking(1, PaymentMethod::Cash, price(10, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    let path = format!("/api/v1/bookings/{}/receipt", job.id);
    assert_eq!(p.app.get(&path, customer()).await.json["number"], "OS-2027-000001");
}

#[tokio::test]
async fn methods_say_what_can_be_used_and_why_not() {
    let p = platform().await;
    let of = |json: &serde_json::Value, method: &str| {
        let items = json["items"].as_array().unwrap();
        items.iter().find(|item| item["method"] == method).unwrap().clone()
    };
    let guest = p.app.get("/api/v1/payment-methods", None).await.expect(200).json;
    assert_eq!(of(&guest, "cash")["available"], true);
    assert_eq!(of(&guest, "wallet")["code"], "payments.wallet_too_low");
    assert_eq!(of(&guest, "card")["code"], "payments.method_not_available");
    p.top_up(100).await;
    let path = "/api/v1/payment-methods?amount=";
    let enough = p.app.get(&format!("{path}10000"), customer()).await.expect(200).json;
    assert_eq!(of(&enough, "wallet")["available"], true);
    let short = p.app.get(&format!("{path}10001"), customer()).await.expect(200).json;
    assert_eq!(of(&short, "wallet")["available"], false);
    assert_eq!(of(&short, "wallet")["text"]["ar"], "في محفظتك 100 جنيه فقط. اختر الدفع نقدًا.");
    for wrong in ["0", "-5", "1.5", "many"] {
        p.app.get(&format!("{path}{wrong}"), customer()).await.expect(422);
    }
}

#[tokio::test]
async fn earnings_are_shown_by_job_and_by_week() {
    let p = platform().await;
    p.top_up(1_000).await;
    for (n, method) in [(1, PaymentMethod::Cash), (2, PaymentMethod::Wallet)] {
        let job = booking(n, method, price(200, 50, 0));
        p.app.publish(&created(&job)).await;
        p.app.publish(&completed(&job)).await;
        p.clock.advance(chrono::TimeDelta::days(7));
    }
    let path = "/api/v1/providers/me/earnings";
    let earnings = p.app.get(&format!("{path}?limit=1"), provider()).await.expect(200).json;
    assert_eq!(earnings["items"][0]["bookingNumber"], "OS-000002");
    assert_eq!(earnings["items"][0]["balanceChange"]["amount"], 21_580);
    let cursor = earnings["nextCursor"].as_str().unwrap();
    let next = p.app.get(&format!("{path}?cursor={cursor}"), provider()).await.expect(200).json;
    assert_eq!(next["items"][0]["balanceChange"]["amount"], -3_420);
    let weeks = earnings["weeks"].as_array().unwrap();
    assert_eq!(weeks.len(), 2);
    assert_eq!(weeks[0]["startsOn"], "2026-11-29");
    assert_eq!(weeks[1]["collectedInCash"], egp(250));
    assert_eq!(weeks[1]["earnings"]["amount"], 16_580);
    assert_eq!(earnings["balance"]["balance"]["amount"], 18_160);

    let statement = p.app.get("/api/v1/providers/me/statement", provider()).await.expect(200).json;
    let lines = statement["items"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["balanceAfter"]["amount"], 18_160);
    assert!(lines[1]["text"]["en"].as_str().unwrap().starts_with("Commission and its VAT"));
}

#[tokio::test]
async fn operators_filter_the_ledger() {
    let p = platform().await;
    p.top_up(1_000).await;
    let job = booking(1, PaymentMethod::Wallet, price(200, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    let path = "/api/v1/admin/ledger/entries";
    let all = p.app.get(path, finance()).await.expect(200).json;
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    assert_eq!(all["items"][0]["bookingNumber"], "OS-000001");
    assert!(all["items"][1]["bookingNumber"].is_null(), "money from outside is for no booking");
    for query in [
        format!("bookingId={}", job.id),
        "kind=vat_payable".to_string(),
        "template=wallet_job_settled".to_string(),
        format!(
            "ownerId={}&kind=customer_wallet&template=wallet_job_settled",
            Uuid::from_u128(CUSTOMER)
        ),
    ] {
        let found = p.app.get(&format!("{path}?{query}"), finance()).await.expect(200).json;
        let items = found["items"].as_array().unwrap();
        assert_eq!(items.len(), 1, "{query}");
        let sum: i64 = items[0]["postings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|posting| posting["amount"]["amount"].as_i64().unwrap())
            .sum();
        assert_eq!((&items[0]["template"], sum), (&"wallet_job_settled".into(), 0));
    }
    let first = p.app.get(&format!("{path}?limit=1"), finance()).await.json;
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = p.app.get(&format!("{path}?cursor={cursor}"), finance()).await.json;
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    p.app.get(&format!("{path}?kind=mattress"), finance()).await.expect(422);
}
