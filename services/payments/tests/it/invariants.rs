//! What the database itself refuses, as the service's role and as the owner.

use crate::world::{Platform, booking, completed, created, platform, price};
use contracts::booking::PaymentMethod;
use sqlx::{Connection, Executor, PgConnection};

async fn settled() -> Platform {
    let p = platform().await;
    p.top_up(500).await;
    let job = booking(1, PaymentMethod::Wallet, price(300, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    p
}

async fn connection(p: &Platform, role: Option<&'static str>) -> PgConnection {
    let mut connection = PgConnection::connect(p.db.url()).await.unwrap();
    if let Some(role) = role {
        connection.execute(role).await.unwrap();
    }
    connection
}

const SERVICE: Option<&str> = Some("set role osta_payments");

#[tokio::test]
async fn nobody_changes_or_removes_what_was_posted() {
    let p = settled().await;
    for role in [SERVICE, None, Some("set session_replication_role = replica")] {
        let mut connection = connection(&p, role).await;
        for sql in [
            "update payments.postings set amount = amount + 1",
            "delete from payments.postings",
            "truncate payments.postings cascade",
            "update payments.entries set memo = 'x'",
            "delete from payments.entries",
            "truncate payments.entries cascade",
            "update payments.accounts set kind = 'bank'",
            "delete from payments.accounts",
        ] {
            let error = connection.execute(sql).await.expect_err(sql);
            let code = error.as_database_error().unwrap().code().unwrap().into_owned();
            // Append-only by trigger, or no right to it in the first place.
            assert!(["23001", "42501"].contains(&code.as_str()), "{sql}: {error}");
        }
    }
    p.check_the_books().await;
}

#[tokio::test]
async fn receipts_holds_and_balances_are_not_written_by_hand() {
    let p = settled().await;
    for role in [SERVICE, None] {
        let mut connection = connection(&p, role).await;
        for sql in [
            "update payments.receipts set total = 1",
            "delete from payments.receipts",
            "update payments.balances set balance = balance + 100",
            "delete from payments.balances",
            "update payments.holds set amount = 1",
            "update payments.holds set state = 'active', ended_at = null",
            "delete from payments.holds",
        ] {
            let error = connection.execute(sql).await.expect_err(sql);
            let code = error.as_database_error().unwrap().code().unwrap().into_owned();
            assert_eq!(code, "23001", "{sql}: {error}");
        }
    }
    p.check_the_books().await;
}

const ENTRY: &str =
    "insert into payments.entries (id, template, business_key, posted_in, created_at)
     values ('00000000-0000-0000-0000-0000000000e1', 'by_hand', 'by_hand', '1'::xid8, now())";

/// Runs the statements in one transaction and returns the constraint that refused its commit.
async fn refused(p: &Platform, statements: &[&'static str]) -> String {
    let mut connection = connection(p, SERVICE).await;
    let mut tx = connection.begin().await.unwrap();
    for sql in statements {
        if let Err(error) = tx.execute(*sql).await {
            return error.as_database_error().unwrap().constraint().unwrap_or_default().to_string();
        }
    }
    let error = tx.commit().await.expect_err("the commit is refused");
    error.as_database_error().unwrap().constraint().unwrap_or_default().to_string()
}

#[tokio::test]
async fn an_entry_that_does_not_add_up_is_refused_at_the_commit() {
    let p = settled().await;
    let lone = "insert into payments.postings (entry_id, account_id, amount, created_at)
        values ('00000000-0000-0000-0000-0000000000e1',
                '00000000-0000-7000-8000-00000000a001', 100, now())";
    let short = "insert into payments.postings (entry_id, account_id, amount, created_at)
        values ('00000000-0000-0000-0000-0000000000e1',
                '00000000-0000-7000-8000-00000000a002', -99, now())";
    assert_eq!(refused(&p, &[ENTRY]).await, "entries_balanced_check");
    assert_eq!(refused(&p, &[ENTRY, lone]).await, "entries_balanced_check");
    assert_eq!(refused(&p, &[ENTRY, lone, short]).await, "entries_balanced_check");
    p.check_the_books().await;
}

#[tokio::test]
async fn a_closed_entry_takes_no_more_postings() {
    let p = settled().await;
    let late = "insert into payments.postings (entry_id, account_id, amount, created_at)
        select e.id, a.id, x.amount, now()
        from (select id from payments.entries limit 1) e,
             (values ('cash_in_hand', 5), ('bank', -5)) x(kind, amount)
        join payments.accounts a on a.kind = x.kind";
    assert_eq!(refused(&p, &[late]).await, "postings_entry_open_check");
}

#[tokio::test]
async fn a_posting_needs_an_account_and_an_amount() {
    let p = settled().await;
    let nowhere = "insert into payments.postings (entry_id, account_id, amount, created_at)
        values ('00000000-0000-0000-0000-0000000000e1', gen_random_uuid(), 100, now())";
    let nothing = "insert into payments.postings (entry_id, account_id, amount, created_at)
        values ('00000000-0000-0000-0000-0000000000e1',
                '00000000-0000-7000-8000-00000000a001', 0, now())";
    assert_eq!(refused(&p, &[ENTRY, nowhere]).await, "postings_account_id_fkey");
    assert_eq!(refused(&p, &[ENTRY, nothing]).await, "postings_amount_check");
}

#[tokio::test]
async fn a_reversal_that_is_no_mirror_is_refused() {
    let p = settled().await;
    let reversal = "insert into payments.entries
            (id, template, business_key, reverses, posted_in, created_at)
        select '00000000-0000-0000-0000-0000000000e2', 'reversal', 'r', id, '1'::xid8, now()
        from payments.entries where template = 'wallet_adjusted' limit 1";
    let other = "insert into payments.postings (entry_id, account_id, amount, created_at)
        select '00000000-0000-0000-0000-0000000000e2', a.id, x.amount, now()
        from (values ('cash_in_hand', 5), ('bank', -5)) x(kind, amount)
        join payments.accounts a on a.kind = x.kind";
    assert_eq!(refused(&p, &[reversal, other]).await, "entries_mirror_check");
}

#[tokio::test]
async fn a_wallet_never_goes_below_what_is_held_of_it() {
    let p = platform().await;
    p.top_up(100).await;
    p.app.publish(&created(&booking(1, PaymentMethod::Wallet, price(60, 0, 0)))).await;
    let take = "insert into payments.postings (entry_id, account_id, amount, created_at)
        select '00000000-0000-0000-0000-0000000000e1', a.id, x.amount, now()
        from (values ('cash_in_hand', 4001), ('customer_wallet', -4001)) x(kind, amount)
        join payments.accounts a on a.kind = x.kind";
    assert_eq!(refused(&p, &[ENTRY, take]).await, "balances_wallet_check");
    p.check_the_books().await;
}

/// Lets the job run until the platform's revenue is rolled up to `expected`. The horizon waits
/// for every transaction of the server, those of other tests' databases too.
async fn roll_up_to(p: &Platform, expected: i64) {
    let rolled = "select coalesce(sum(r.balance), 0)::bigint from payments.rollups r
         join payments.accounts a on a.id = r.account_id where a.kind = 'platform_revenue'";
    let wait = async {
        let mut ticks = tokio::time::interval(std::time::Duration::from_millis(50));
        while p.count(rolled).await != expected {
            ticks.tick().await;
            p.clock.advance(chrono::TimeDelta::minutes(6));
            p.app.settle().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), wait).await.unwrap();
    p.check_the_books().await;
}

#[tokio::test]
async fn roll_ups_change_no_balance_and_start_over_after_a_restore() {
    let p = settled().await;
    let before = p.total("platform_revenue").await;
    roll_up_to(&p, before).await;
    let job = booking(2, PaymentMethod::Cash, price(100, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    assert_eq!(p.total("platform_revenue").await, before + 1_500);
    roll_up_to(&p, before + 1_500).await;
    // As after a dump from a server that was further on.
    sqlx::query("update payments.rollups set horizon = '99999999999'::xid8, balance = 7")
        .execute(p.db.pool())
        .await
        .unwrap();
    assert_eq!(p.total("platform_revenue").await, before + 1_500);
    roll_up_to(&p, before + 1_500).await;
}
