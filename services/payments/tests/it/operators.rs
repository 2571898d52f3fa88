//! Money moved by hand.

use crate::world::{
    CUSTOMER, PROVIDER, booking, bound, cancelled, completed, created, customer, egp, finance,
    platform, price,
};
use contracts::admin::OperatorActed;
use contracts::booking::{PaymentMethod, Stage, Status};
use contracts::payments::{PaymentRefunded, ProviderBalanceChanged};
use kernel::Money;
use serde_json::json;
use uuid::Uuid;

fn adjustments(user: u128) -> String {
    format!("/api/v1/admin/wallets/{}/adjustments", Uuid::from_u128(user))
}

#[tokio::test]
async fn a_top_up_is_told_audited_and_happens_once() {
    let p = platform().await;
    let body = json!({"amount": egp(200), "source": "cash", "reason": "office, receipt 1042"});
    let first = p.operate(&adjustments(CUSTOMER), "k1", body.clone()).await.expect(201);
    let again = p.operate(&adjustments(CUSTOMER), "k1", body).await.expect(201);
    assert_eq!(first.json, again.json);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(p.wallet().await, [20_000, 0, 20_000, 0]);
    assert_eq!(p.total("cash_in_hand").await, -20_000);
    let acted = p.app.told::<OperatorActed>().await;
    assert_eq!(acted.len(), 1);
    assert_eq!(acted[0].action, "wallet.adjust");
    assert_eq!(acted[0].reason.as_deref(), Some("office, receipt 1042"));
    assert_eq!(acted[0].operator_id, finance().user_id);

    let other = json!({"amount": egp(300), "source": "cash", "reason": "office"});
    let other = p.operate(&adjustments(CUSTOMER), "k1", other).await.expect(422);
    assert_eq!(other.code(), "idempotency.other_body");
    p.check_the_books().await;
}

#[tokio::test]
async fn gifts_and_goodwill_are_the_platforms_expense() {
    let p = platform().await;
    for (key, source) in [("a", "promotion"), ("b", "goodwill"), ("c", "bank")] {
        let body = json!({"amount": egp(10), "source": source, "reason": "sorry"});
        p.operate(&adjustments(CUSTOMER), key, body).await.expect(201);
    }
    for kind in ["promotions", "refunds", "bank"] {
        assert_eq!(p.total(kind).await, -1_000, "{kind}");
    }
    p.check_the_books().await;
}

#[tokio::test]
async fn wrong_adjustments_are_refused_and_write_nothing() {
    let p = platform().await;
    let good = json!({"amount": egp(10), "source": "cash", "reason": "x"});
    let path = adjustments(CUSTOMER);
    let without = p.app.post(&path, finance(), good.clone()).await.expect(400);
    assert_eq!(without.code(), "idempotency.key_missing");
    p.operate(&adjustments(0x99), "a", good.clone()).await.expect(404);
    p.operate(&adjustments(PROVIDER), "b", good).await.expect(404);
    let wrong = json!({"amount": egp(0), "source": "cash", "reason": "  "});
    let answer = p.operate(&path, "c", wrong).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["amount", "reason"]);
    for (key, body) in [
        ("d", json!({"amount": egp(1), "source": "thin_air", "reason": "x"})),
        ("e", json!({"amount": 1.5, "source": "cash", "reason": "x"})),
        ("f", json!({"amount": egp(1), "source": "cash", "reason": "x", "extra": 1})),
        ("g", json!({"amount": egp(2_000_000), "source": "cash", "reason": "x"})),
    ] {
        p.operate(&path, key, body).await.expect(422);
    }
    let taken = json!({"amount": egp(-1), "source": "cash", "reason": "x"});
    let answer = p.operate(&path, "h", taken).await.expect(409);
    assert_eq!(answer.code(), "payments.wallet_too_low");
    assert_eq!(p.count("select count(*) from payments.entries").await, 0);
    assert!(p.app.told::<OperatorActed>().await.is_empty());
}

#[tokio::test]
async fn a_provider_pays_its_debt_but_no_more_than_it_owes() {
    let p = platform().await;
    let job = booking(1, PaymentMethod::Cash, price(500, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    let path = format!("/api/v1/admin/providers/{}/settlements", Uuid::from_u128(PROVIDER));
    let body = |amount: i64| json!({"amount": {"amount": amount, "currency": "EGP"}, "till": "cash", "reason": "1043"});
    let answer = p.operate(&path, "a", body(8_551)).await.expect(409);
    assert_eq!(answer.code(), "payments.more_than_owed");
    assert!(answer.json["title"].as_str().unwrap().contains("85.50"));
    let paid = p.operate(&path, "b", body(8_550)).await.expect(201).json;
    assert_eq!((&paid["balance"]["amount"], &paid["debt"]), (&0.into(), &"clear".into()));
    assert_eq!(p.total("cash_in_hand").await, -8_550);
    let last = p.app.told::<ProviderBalanceChanged>().await.pop().unwrap();
    assert_eq!(last.balance, Money::ZERO);
    let nobody = format!("/api/v1/admin/providers/{}/settlements", Uuid::from_u128(CUSTOMER));
    p.operate(&nobody, "c", body(1)).await.expect(404);
    p.operate(&path, "d", body(0)).await.expect(422);
    p.check_the_books().await;
}

#[tokio::test]
async fn a_payout_leaves_what_was_earned_within_the_reserve_window() {
    let p = platform().await;
    p.top_up(2_000).await;
    let pay = |key: &'static str, pounds: i64| {
        let body = json!({"providerId": Uuid::from_u128(PROVIDER), "amount": egp(pounds),
                          "till": "bank", "reason": "weekly"});
        p.operate("/api/v1/admin/payouts", key, body)
    };
    for n in 1..=2 {
        let job = booking(n, PaymentMethod::Wallet, price(1_000, 0, 0));
        p.app.publish(&created(&job)).await;
        p.app.publish(&completed(&job)).await;
        if n == 1 {
            assert_eq!(pay("a", 1).await.expect(409).code(), "payments.above_payable");
            p.clock.advance(chrono::TimeDelta::hours(49));
        }
    }
    let balance = p.provider_balance().await;
    assert_eq!(balance["balance"]["amount"], 165_800);
    assert_eq!(balance["reserved"]["amount"], 82_900);
    assert_eq!(balance["payable"]["amount"], 82_900);
    let refused = pay("b", 830).await.expect(409);
    assert!(refused.json["title"].as_str().unwrap().contains("829.00"), "{}", refused.json);
    let paid = pay("c", 829).await.expect(201).json;
    assert_eq!(paid["payable"]["amount"], 0);
    assert_eq!(p.total("bank").await, 82_900);
    pay("d", 0).await.expect(422);
    p.check_the_books().await;
}

#[tokio::test]
async fn an_entry_is_undone_once_with_its_mirror() {
    let p = platform().await;
    let body = json!({"amount": egp(2_000), "source": "cash", "reason": "typed wrong"});
    p.operate(&adjustments(CUSTOMER), "a", body).await.expect(201);
    let entries = p.app.get("/api/v1/admin/ledger/entries", finance()).await.expect(200).json;
    let id = entries["items"][0]["id"].as_str().unwrap().to_string();
    let path = format!("/api/v1/admin/entries/{id}/reverse");
    let why = json!({"reason": "2,000 instead of 200"});
    let mirror = p.operate(&path, "b", why.clone()).await.expect(201).json;
    assert_eq!(mirror["reverses"], id.as_str());
    assert_eq!(mirror["template"], "reversal");
    assert_eq!(p.wallet().await, [0, 0, 0, 0]);
    let again = p.operate(&path, "c", why.clone()).await.expect(409);
    assert_eq!(again.code(), "payments.already_reversed");
    let mirror_path = format!("/api/v1/admin/entries/{}/reverse", mirror["id"].as_str().unwrap());
    let no = p.operate(&mirror_path, "d", why.clone()).await.expect(409);
    assert_eq!(no.code(), "payments.not_reversible");
    let nothing = format!("/api/v1/admin/entries/{}/reverse", Uuid::from_u128(7));
    p.operate(&nothing, "e", why).await.expect(404);
    p.operate(&path, "f", json!({"reason": ""})).await.expect(422);
    let lines = p.app.get("/api/v1/wallet/entries", customer()).await.expect(200).json;
    assert_eq!(lines["items"][0]["text"]["en"], "Undone: Added to the wallet");
    assert_eq!(p.app.told::<OperatorActed>().await.len(), 2);
    p.check_the_books().await;
}

#[tokio::test]
async fn what_was_spent_can_not_be_undone() {
    let p = platform().await;
    let body = json!({"amount": egp(100), "source": "cash", "reason": "office"});
    p.operate(&adjustments(CUSTOMER), "a", body).await.expect(201);
    p.app.publish(&created(&booking(1, PaymentMethod::Wallet, price(60, 0, 0)))).await;
    let entries = p.app.get("/api/v1/admin/ledger/entries", finance()).await.expect(200).json;
    let path =
        format!("/api/v1/admin/entries/{}/reverse", entries["items"][0]["id"].as_str().unwrap());
    let answer = p.operate(&path, "b", json!({"reason": "x"})).await.expect(409);
    assert_eq!(answer.code(), "payments.wallet_too_low");
    p.check_the_books().await;
}

#[tokio::test]
async fn a_waived_fee_goes_back_to_the_customer() {
    let p = platform().await;
    p.top_up(100).await;
    let job = booking(1, PaymentMethod::Wallet, price(100, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&cancelled(&bound(&job, Status::Confirmed, Stage::EnRoute), 40, 30)).await;
    assert_eq!(p.wallet().await, [6_000, 0, 6_000, 0]);
    let query = "/api/v1/admin/ledger/entries?template=cancellation_fee";
    let entries = p.app.get(query, finance()).await.expect(200).json;
    let path =
        format!("/api/v1/admin/entries/{}/reverse", entries["items"][0]["id"].as_str().unwrap());
    p.operate(&path, "a", json!({"reason": "hospital"})).await.expect(201);
    assert_eq!(p.wallet().await, [10_000, 0, 10_000, 0]);
    assert_eq!(p.payment().await["status"], "refunded");
    let refunds = p.app.told::<PaymentRefunded>().await;
    assert_eq!(refunds.last().unwrap().amount, Money::egp(40));
    p.check_the_books().await;
}

#[tokio::test]
async fn an_owed_fee_that_was_paid_since_is_given_back_another_way() {
    let p = platform().await;
    let job = booking(1, PaymentMethod::Cash, price(100, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&cancelled(&bound(&job, Status::Confirmed, Stage::EnRoute), 40, 30)).await;
    let body = json!({"amount": egp(50), "source": "cash", "reason": "office"});
    p.operate(&adjustments(CUSTOMER), "a", body).await.expect(201);
    let query = "/api/v1/admin/ledger/entries?template=cancellation_fee";
    let entries = p.app.get(query, finance()).await.expect(200).json;
    let path =
        format!("/api/v1/admin/entries/{}/reverse", entries["items"][0]["id"].as_str().unwrap());
    let answer = p.operate(&path, "b", json!({"reason": "x"})).await.expect(409);
    assert_eq!(answer.code(), "payments.owed_paid_since");
    p.check_the_books().await;
}

#[tokio::test]
async fn a_key_whose_answer_is_forgotten_does_not_move_money_again_nor_pretend_to() {
    let p = platform().await;
    let path = format!("/api/v1/admin/wallets/{}/adjustments", Uuid::from_u128(CUSTOMER));
    let add = |pounds: i64| json!({"amount": egp(pounds), "source": "cash", "reason": "1042"});
    p.operate(&path, "a", add(100)).await.expect(201);
    sqlx::query("delete from bus.idempotency").execute(p.db.pool()).await.unwrap();
    for pounds in [100, 250] {
        let refused = p.operate(&path, "a", add(pounds)).await.expect(409);
        assert_eq!(refused.code(), "payments.already_recorded");
    }
    assert_eq!(p.wallet().await[0], 10_000);
    p.operate(&path, "b", add(250)).await.expect(201);
    assert_eq!(p.wallet().await[0], 35_000);
}

#[tokio::test]
async fn a_template_that_no_text_can_be_is_refused() {
    let p = platform().await;
    let path = "/api/v1/admin/ledger/entries?template=%00";
    let answer = p.app.get(path, crate::world::finance()).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["template"]);
}
