//! Disputes: held, released, refunded.

use crate::world::{Platform, booking, completed, created, decided, disputed, platform, price};
use contracts::Settlement;
use contracts::booking::{BookingFacts, PaymentMethod, Status};
use contracts::payments::{DebtState, PaymentRefunded, PaymentSettled, ProviderBalanceChanged};
use kernel::{BasisPoints, Money};

async fn settled(p: &Platform, method: PaymentMethod) -> BookingFacts {
    p.top_up(1_000).await;
    let job = booking(1, method, price(500, 100, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    job
}

#[tokio::test]
async fn a_dispute_holds_the_providers_share_and_a_refusal_releases_it() {
    let p = platform().await;
    let job = settled(&p, PaymentMethod::Wallet).await;
    for _ in 0..2 {
        p.app.publish(&disputed(&job)).await;
    }
    assert_eq!(p.total("disputes_held").await, 51_450);
    assert_eq!(p.total("provider_payable").await, 0);
    let payment = p.payment().await;
    assert_eq!((&payment["status"], &payment["stage"]), (&"disputed".into(), &"held".into()));
    for _ in 0..2 {
        p.app.publish(&decided(&job, Status::Completed, Money::ZERO)).await;
    }
    assert_eq!(p.total("disputes_held").await, 0);
    assert_eq!(p.total("provider_payable").await, 51_450);
    assert_eq!(p.payment().await["status"], "paid");
    assert!(p.app.told::<PaymentRefunded>().await.is_empty());
    p.check_the_books().await;
}

#[tokio::test]
async fn a_partial_refund_is_borne_in_proportion() {
    let p = platform().await;
    let job = settled(&p, PaymentMethod::Wallet).await;
    p.app.publish(&disputed(&job)).await;
    for _ in 0..2 {
        p.app.publish(&decided(&job, Status::Completed, Money::egp(300))).await;
    }
    assert_eq!(p.wallet().await, [70_000, 0, 70_000, 0]);
    assert_eq!(p.total("provider_payable").await, 25_725);
    assert_eq!(p.total("refunds").await, -3_750);
    assert_eq!(p.total("vat_payable").await, 525);
    let payment = p.payment().await;
    assert_eq!(
        (&payment["status"], &payment["refunded"]["amount"]),
        (&"paid".into(), &30_000.into())
    );
    assert_eq!(p.app.told::<PaymentRefunded>().await.len(), 1);
    p.check_the_books().await;
}

#[tokio::test]
async fn two_disputes_never_give_back_more_than_was_paid() {
    let p = platform().await;
    let job = settled(&p, PaymentMethod::Wallet).await;
    for refund in [400, 500] {
        p.app.publish(&disputed(&job)).await;
        p.app.publish(&decided(&job, Status::Completed, Money::egp(refund))).await;
    }
    assert_eq!(p.wallet().await, [100_000, 0, 100_000, 0]);
    assert_eq!(p.total("provider_payable").await, 0);
    assert_eq!(p.total("vat_payable").await, 0);
    assert_eq!(p.total("platform_revenue").await + p.total("refunds").await, 0);
    let payment = p.payment().await;
    assert_eq!((&payment["status"], &payment["stage"]), (&"refunded".into(), &"refunded".into()));
    let amounts: Vec<_> =
        p.app.told::<PaymentRefunded>().await.into_iter().map(|r| r.amount).collect();
    assert_eq!(amounts, [Money::egp(400), Money::egp(200)]);
    p.check_the_books().await;
}

#[tokio::test]
async fn a_cancelled_job_that_a_promotion_paid_gives_the_platform_everything_back() {
    let p = platform().await;
    p.top_up(1_000).await;
    // Half a pound is left of the price, which cash rounds away.
    for (n, promotion) in [(1, Money::egp(600)), (2, Money::piastres(59_950))] {
        let split =
            Settlement::of(Money::egp(500), Money::egp(100), promotion, BasisPoints::percent(15));
        let job = booking(n, PaymentMethod::Cash, split.rounded_for_cash());
        p.app.publish(&created(&job)).await;
        p.app.publish(&completed(&job)).await;
        assert_eq!(p.total("provider_payable").await, 51_450);
        p.app.publish(&disputed(&job)).await;
        for _ in 0..2 {
            p.app.publish(&decided(&job, Status::Cancelled, Money::ZERO)).await;
        }
        for account in ["provider_payable", "disputes_held", "promotions", "vat_payable"] {
            assert_eq!(p.total(account).await, 0, "{account}");
        }
        assert_eq!(p.total("platform_revenue").await + p.total("refunds").await, 0);
        assert_eq!(p.total("rounding").await, 0);
        p.check_the_books().await;
    }
    assert_eq!(p.wallet().await, [100_000, 0, 100_000, 0]);
    assert!(p.app.told::<PaymentRefunded>().await.is_empty(), "the customer gets nothing back");
}

#[tokio::test]
async fn a_dispute_of_a_job_that_a_promotion_paid_may_leave_the_provider_its_money() {
    let p = platform().await;
    let job = booking(1, PaymentMethod::Cash, price(500, 100, 600));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    p.app.publish(&disputed(&job)).await;
    p.app.publish(&decided(&job, Status::Completed, Money::ZERO)).await;
    assert_eq!(p.total("provider_payable").await, 51_450);
    assert_eq!(p.payment().await["stage"], "settled");
    p.check_the_books().await;
}

#[tokio::test]
async fn a_dispute_of_a_cash_job_is_no_debt_until_it_is_decided() {
    let p = platform().await;
    let job = booking(1, PaymentMethod::Cash, price(1_000, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    p.app.publish(&disputed(&job)).await;
    let last = p.app.told::<ProviderBalanceChanged>().await.pop().unwrap();
    assert_eq!((last.balance, last.debt), (Money::piastres(-100_000), DebtState::Clear));
    p.app.publish(&decided(&job, Status::Completed, Money::egp(1_000))).await;
    let last = p.app.told::<ProviderBalanceChanged>().await.pop().unwrap();
    assert_eq!((last.balance, last.debt), (Money::piastres(-100_000), DebtState::Hard));
    assert_eq!(p.wallet().await, [100_000, 0, 100_000, 0]);
    p.check_the_books().await;
}

#[tokio::test]
async fn a_job_disputed_before_its_end_and_cancelled_gives_the_held_money_back() {
    let p = platform().await;
    p.top_up(600).await;
    let job = booking(1, PaymentMethod::Wallet, price(600, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&disputed(&job)).await;
    assert_eq!(p.payment().await["status"], "disputed");
    p.app.publish(&decided(&job, Status::Cancelled, Money::egp(600))).await;
    assert_eq!(p.wallet().await, [60_000, 0, 60_000, 0]);
    assert_eq!(p.payment().await["stage"], "released");
    assert_eq!(p.count("select count(*) from payments.settlements").await, 0);
    p.check_the_books().await;
}

#[tokio::test]
async fn a_job_disputed_before_its_end_and_upheld_is_settled_first() {
    let p = platform().await;
    p.top_up(600).await;
    let job = booking(1, PaymentMethod::Wallet, price(600, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&disputed(&job)).await;
    p.app.publish(&decided(&job, Status::Completed, Money::egp(60))).await;
    assert_eq!(p.app.told::<PaymentSettled>().await.len(), 1);
    assert_eq!(p.wallet().await, [6_000, 0, 6_000, 0]);
    // A late completion finds it settled.
    p.app.publish(&completed(&job)).await;
    assert_eq!(p.app.told::<PaymentSettled>().await.len(), 1);
    p.check_the_books().await;
}

#[tokio::test]
async fn a_refund_pays_what_its_customer_owes_first() {
    let p = platform().await;
    p.top_up(100).await;
    let mut job = booking(1, PaymentMethod::Wallet, price(100, 0, 0));
    p.app.publish(&created(&job)).await;
    job.settlement = price(300, 0, 0);
    p.app.publish(&completed(&job)).await;
    assert_eq!(p.wallet().await, [0, 0, 0, 20_000]);
    p.app.publish(&disputed(&job)).await;
    p.app.publish(&decided(&job, Status::Completed, Money::egp(250))).await;
    assert_eq!(p.wallet().await, [5_000, 0, 5_000, 0]);
    p.check_the_books().await;
}
