//! Many at once.

use crate::world::{CUSTOMER, PROVIDER, booking, completed, created, egp, platform, price};
use contracts::booking::PaymentMethod;
use contracts::payments::PaymentSettled;
use serde_json::json;
use testkit::TestApp;
use uuid::Uuid;

#[tokio::test]
async fn a_hundred_holds_at_once_never_overdraw_a_wallet() {
    let p = platform().await;
    p.top_up(500).await;
    // A hundred payments of 10 pounds that want to be held, in transactions of their own.
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(20)
        .after_connect(|connection, _| {
            Box::pin(async move {
                sqlx::query("set role osta_payments").execute(connection).await.map(|_| ())
            })
        })
        .connect(p.db.url())
        .await
        .unwrap();
    for n in 0..100 {
        p.app.publish(&created(&booking(n, PaymentMethod::Cash, price(10, 0, 0)))).await;
    }
    let payments: Vec<Uuid> =
        sqlx::query_scalar("select id from payments.payments").fetch_all(&pool).await.unwrap();
    let mut holds = tokio::task::JoinSet::new();
    for payment in payments {
        let pool = pool.clone();
        holds.spawn(async move {
            sqlx::query(
                "insert into payments.holds (payment_id, account_id, amount, state, created_at)
                 select $1, account_id, 1000, 'active', now() from payments.balances
                 where owner_id = $2 and kind = 'customer_wallet'",
            )
            .bind(payment)
            .bind(Uuid::from_u128(CUSTOMER))
            .execute(&pool)
            .await
            .is_ok()
        });
    }
    let held = holds.join_all().await.into_iter().filter(|held| *held).count();
    assert_eq!(held, 50);
    assert_eq!(p.wallet().await, [50_000, 50_000, 0, 0]);
    p.check_the_books().await;
}

#[tokio::test]
async fn withdrawals_at_once_take_only_what_is_there() {
    let p = std::sync::Arc::new(platform().await);
    p.top_up(100).await;
    let path = format!("/api/v1/admin/wallets/{}/adjustments", Uuid::from_u128(CUSTOMER));
    let mut calls = tokio::task::JoinSet::new();
    for n in 0..30 {
        let (p, path) = (p.clone(), path.clone());
        calls.spawn(async move {
            let body = json!({"amount": egp(-10), "source": "cash", "reason": "paid back"});
            p.operate(&path, &format!("w{n}"), body).await.status.as_u16()
        });
    }
    let statuses = calls.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 10, "{statuses:?}");
    assert!(statuses.iter().all(|status| [201, 409].contains(status)), "{statuses:?}");
    assert_eq!(p.wallet().await, [0, 0, 0, 0]);
    p.check_the_books().await;
}

#[tokio::test]
async fn payouts_at_once_pay_only_what_is_there() {
    let p = platform().await;
    p.top_up(1_000).await;
    let job = booking(1, PaymentMethod::Wallet, price(1_000, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    p.clock.advance(chrono::TimeDelta::hours(49));
    let p = std::sync::Arc::new(p);
    let mut calls = tokio::task::JoinSet::new();
    for n in 0..10 {
        let p = p.clone();
        calls.spawn(async move {
            let body = json!({"providerId": Uuid::from_u128(PROVIDER), "amount": egp(300),
                              "till": "bank", "reason": "weekly"});
            p.operate("/api/v1/admin/payouts", &format!("p{n}"), body).await.status.as_u16()
        });
    }
    let paid = calls.join_all().await.into_iter().filter(|status| *status == 201).count();
    assert_eq!(paid, 2);
    assert_eq!(p.total("provider_payable").await, 82_900 - 60_000);
    p.check_the_books().await;
}

#[tokio::test]
async fn two_processes_settle_a_booking_once() {
    let p = platform().await;
    let job = booking(1, PaymentMethod::Cash, price(100, 0, 0));
    p.app.publish(&created(&job)).await;
    let second = payments::parts(testkit::chassis(&p.db, "payments", &p.world)).unwrap();
    let second = TestApp::new(&p.db, &p.world, vec![second]);
    let event = completed(&job);
    tokio::join!(p.app.publish(&event), second.publish(&event));
    assert_eq!(p.app.told::<PaymentSettled>().await.len(), 1);
    assert_eq!(p.total("platform_revenue").await, 1_500);
    p.check_the_books().await;
}
