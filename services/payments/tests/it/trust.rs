//! What a fault costs whom, warranty visits, and paying in another way.

use crate::world::{
    PROVIDER, Platform, booking, bound, completed, created, decided, disputed, platform, price,
    provider,
};
use contracts::booking::{
    BookingFacts, CompensationDue, PaymentMethod, PaymentMethodChanged, PaymentRetried, Stage,
    Status, WarrantyJudged, WarrantyVisitDone,
};
use contracts::payments::{DebtState, PaymentAuthorised, PaymentFailed, ProviderBalanceChanged};
use kernel::Money;
use kernel::ids::ProviderId;
use serde_json::Value;
use uuid::Uuid;

const SECOND: u128 = 0x22;

fn missed(n: u128) -> BookingFacts {
    let job = booking(n, PaymentMethod::Cash, price(200, 0, 0));
    bound(&job, Status::Cancelled, Stage::Closed)
}

fn due(booking: &BookingFacts, by_provider: bool) -> CompensationDue {
    let rule = "provider_no_show".into();
    CompensationDue { booking: booking.clone(), amount: Money::egp(50), by_provider, rule }
}

async fn statement(p: &Platform) -> Vec<Value> {
    let answer = p.app.get("/api/v1/providers/me/statement", provider()).await.expect(200).json;
    answer["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn lost_time_is_paid_once_by_whom_the_row_says() {
    let p = platform().await;
    for _ in 0..2 {
        p.app.publish(&due(&missed(1), true)).await;
    }
    assert_eq!(p.wallet().await[0], 5_000);
    assert_eq!(p.total("provider_payable").await, -5_000);
    assert_eq!(p.total("refunds").await, 0);
    p.app.publish(&due(&missed(2), false)).await;
    assert_eq!(p.wallet().await[0], 10_000);
    assert_eq!(p.total("refunds").await, -5_000);
    // Nobody is named to pay it: nothing moves.
    p.app.publish(&due(&BookingFacts { provider_id: None, ..missed(3) }, true)).await;
    assert_eq!(p.wallet().await[0], 10_000);
    let line = statement(&p).await[0].clone();
    assert_eq!(
        (&line["template"], &line["rule"]),
        (&"compensation_paid".into(), &"provider_no_show".into())
    );
    assert_eq!(
        (&line["bookingNumber"], &line["balanceAfter"]["amount"]),
        (&"OS-000001".into(), &(-5_000).into())
    );
    for lang in ["ar", "en"] {
        assert!(line["text"][lang].as_str().unwrap().contains("OS-000001"));
    }
    p.check_the_books().await;
}

#[tokio::test]
async fn a_visit_told_before_verdicts_decided_is_paid_by_the_first() {
    let p = platform().await;
    let visit = BookingFacts {
        provider_id: Some(Uuid::from_u128(SECOND).into()),
        ..bound(&booking(2, PaymentMethod::Cash, price(0, 0, 0)), Status::Completed, Stage::Done)
    };
    let done = |booking: &BookingFacts| WarrantyVisitDone {
        booking: booking.clone(),
        of: Uuid::from_u128(0xB001).into(),
        first_provider: Uuid::from_u128(PROVIDER).into(),
        charged: Money::egp(166),
        earned: None,
    };
    for _ in 0..2 {
        p.app.publish(&done(&visit)).await;
    }
    assert_eq!(p.provider_balance().await["balance"]["amount"], -16_600);
    assert_eq!(p.total("provider_payable").await, 0, "what one pays the other gets");
    let told = p.app.told::<ProviderBalanceChanged>().await;
    assert_eq!(told.len(), 2);
    let second = ProviderId::from(Uuid::from_u128(SECOND));
    assert!(told.iter().any(|b| b.provider_id == second && b.balance == Money::egp(166)));
    // The first one went itself: nothing is owed.
    let own = BookingFacts { provider_id: Some(Uuid::from_u128(PROVIDER).into()), ..visit };
    let own =
        BookingFacts { id: Uuid::from_u128(0xB003).into(), number: "OS-000003".into(), ..own };
    p.app.publish(&done(&own)).await;
    assert_eq!(p.provider_balance().await["balance"]["amount"], -16_600);
    p.check_the_books().await;
}

/// A job of 500 of the first provider, settled from the wallet, and the visits that repair it.
async fn repaired(p: &Platform) -> BookingFacts {
    p.top_up(1_000).await;
    let job = booking(1, PaymentMethod::Wallet, price(500, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    job
}

fn visit(n: u128) -> BookingFacts {
    let visit = booking(n, PaymentMethod::Cash, price(0, 0, 0));
    let visit = bound(&visit, Status::Completed, Stage::Done);
    BookingFacts { provider_id: Some(Uuid::from_u128(SECOND).into()), ..visit }
}

fn visited(job: &BookingFacts, n: u128) -> WarrantyVisitDone {
    WarrantyVisitDone {
        booking: visit(n),
        of: job.id,
        first_provider: Uuid::from_u128(PROVIDER).into(),
        charged: Money::ZERO,
        earned: Some(job.settlement.earnings),
    }
}

fn judged(job: &BookingFacts, n: u128, at_fault: bool, charged: Option<Money>) -> WarrantyJudged {
    WarrantyJudged {
        booking: visit(n),
        of: job.id,
        first_provider: Uuid::from_u128(PROVIDER).into(),
        at_fault,
        reason: "x".into(),
        charged,
    }
}

/// What the platform owes the first provider, and all providers together.
async fn payable(p: &Platform) -> (i64, i64) {
    let first = p.provider_balance().await["balance"]["amount"].as_i64().unwrap();
    (first, p.total("provider_payable").await)
}

#[tokio::test]
async fn a_warranty_visit_is_paid_by_the_platform_until_a_verdict_says_who_bears_it() {
    let p = platform().await;
    let job = repaired(&p).await;
    let earned = job.settlement.earnings;
    for _ in 0..2 {
        p.app.publish(&visited(&job, 2)).await;
    }
    assert_eq!(payable(&p).await, (41_450, 2 * 41_450));
    assert_eq!(p.total("refunds").await, -41_450);
    p.app.publish(&judged(&job, 2, true, Some(earned))).await;
    assert_eq!((payable(&p).await, p.total("refunds").await), ((0, 41_450), 0));
    let line = statement(&p).await[0].clone();
    assert_eq!(line["template"], "warranty_charged");
    // Another verdict gives it back, and a third takes it again, each to the piastre.
    p.app.publish(&judged(&job, 2, false, Some(Money::ZERO))).await;
    assert_eq!((payable(&p).await, p.total("refunds").await), ((41_450, 82_900), -41_450));
    assert_eq!(statement(&p).await[0]["template"], "warranty_given_back");
    p.app.publish(&judged(&job, 2, true, Some(earned))).await;
    assert_eq!(payable(&p).await, (0, 41_450));
    p.check_the_books().await;
}

#[tokio::test]
async fn what_was_charged_before_verdicts_decided_goes_back_when_the_work_was_fine() {
    for at_fault in [false, true] {
        let p = platform().await;
        let job = repaired(&p).await;
        let old = WarrantyVisitDone { charged: Money::egp(300), earned: None, ..visited(&job, 2) };
        p.app.publish(&old).await;
        assert_eq!(payable(&p).await, (11_450, 41_450));
        p.app.publish(&judged(&job, 2, at_fault, None)).await;
        let first = if at_fault { 11_450 } else { 41_450 };
        assert_eq!(payable(&p).await, (first, first + 30_000));
        p.check_the_books().await;
    }
}

#[tokio::test]
async fn a_provider_never_bears_more_of_a_job_than_it_earned_in_whatever_order() {
    // Refunds and visits in any order: what is borne in all stays within what was earned.
    for order in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] {
        let p = platform().await;
        let job = repaired(&p).await;
        let earned = job.settlement.earnings;
        for step in order {
            match step {
                1 => {
                    p.app.publish(&disputed(&job)).await;
                    p.app.publish(&decided(&job, Status::Completed, Money::egp(300))).await;
                }
                n => {
                    p.app.publish(&visited(&job, n)).await;
                    p.app.publish(&judged(&job, n, true, Some(earned))).await;
                }
            }
            let (first, _) = payable(&p).await;
            assert!((0..=41_450).contains(&first), "{order:?}: {first}");
            p.check_the_books().await;
        }
        assert_eq!(payable(&p).await, (0, 2 * 41_450), "{order:?}: who went is paid all the same");
        assert_eq!(p.wallet().await[0], 80_000, "{order:?}: the customer has the whole refund");
    }
}

#[tokio::test]
async fn a_free_visit_settles_without_an_entry() {
    let p = platform().await;
    let visit = booking(1, PaymentMethod::Cash, price(0, 0, 0));
    p.app.publish(&created(&visit)).await;
    p.app.publish(&completed(&visit)).await;
    assert_eq!(p.payment().await["stage"], "settled");
    assert_eq!(p.count("select count(*) from payments.entries").await, 0);
}

#[tokio::test]
async fn a_wallet_that_was_filled_is_asked_again() {
    let p = platform().await;
    let job = booking(1, PaymentMethod::Wallet, price(100, 0, 0));
    p.app.publish(&created(&job)).await;
    assert_eq!(p.app.told::<PaymentFailed>().await.len(), 1);
    let again = PaymentRetried { booking: job.clone(), prepay: job.settlement.total };
    p.app.publish(&again).await;
    assert_eq!(p.app.told::<PaymentFailed>().await.len(), 2, "it is as low as before");
    p.top_up(120).await;
    for _ in 0..2 {
        p.app.publish(&again).await;
    }
    assert_eq!(p.app.told::<PaymentAuthorised>().await.len(), 1);
    assert_eq!(p.wallet().await, [12_000, 10_000, 2_000, 0]);
    p.check_the_books().await;
}

#[tokio::test]
async fn who_pays_in_cash_instead_gets_what_was_set_aside_back() {
    let p = platform().await;
    p.top_up(120).await;
    let job = booking(1, PaymentMethod::Wallet, price(100, 0, 0));
    p.app.publish(&created(&job)).await;
    assert_eq!(p.wallet().await[1], 10_000);
    let cash = BookingFacts { payment_method: PaymentMethod::Cash, stage: Stage::Searching, ..job };
    let changed = PaymentMethodChanged { booking: cash.clone(), from: PaymentMethod::Wallet };
    p.app.publish(&changed).await;
    assert_eq!(p.wallet().await, [12_000, 0, 12_000, 0]);
    p.app.publish(&completed(&cash)).await;
    assert_eq!(p.wallet().await, [12_000, 0, 12_000, 0]);
    assert_eq!(p.provider_balance().await["balance"]["amount"], -1_710);
    p.check_the_books().await;
}

#[tokio::test]
async fn a_debt_is_told_the_moment_it_passes_its_limits_and_when_it_is_paid() {
    let p = platform().await;
    let mut states = Vec::new();
    // 17.1 % of each job is the platform's: the soft limit is 300, the hard one 600.
    for (n, work) in [(1, 1_700), (2, 100), (3, 1_800)] {
        let job = booking(n, PaymentMethod::Cash, price(work, 0, 0));
        p.app.publish(&created(&job)).await;
        p.app.publish(&completed(&job)).await;
        states.push(p.app.told::<ProviderBalanceChanged>().await.last().unwrap().debt);
    }
    assert_eq!(states, [DebtState::Clear, DebtState::Soft, DebtState::Hard]);
    let path = format!("/api/v1/admin/providers/{}/settlements", Uuid::from_u128(PROVIDER));
    let body = serde_json::json!({"amount": crate::world::egp(500), "till": "cash", "reason": "x"});
    p.operate(&path, "pay", body).await.expect(201);
    let told = p.app.told::<ProviderBalanceChanged>().await;
    assert_eq!(told.last().unwrap().debt, DebtState::Clear);
    p.check_the_books().await;
}
