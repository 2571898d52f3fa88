//! Debt limits as operators configure them: versions, a moment, and what follows from it.

use crate::world::{Platform, booking, completed, created, egp, platform, price};
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use contracts::booking::PaymentMethod;
use contracts::payments::{DebtState, ProviderBalanceChanged};
use contracts::settings::SettingChanged;
use httpkit::Actor;
use kernel::Role;
use serde_json::{Value, json};
use testkit::Answer;
use uuid::Uuid;

const PATH: &str = "/api/v1/admin/settings/payments.debt_limits";

fn admin() -> Actor {
    testkit::actor(Uuid::from_u128(0x41), Role::Admin)
}

async fn change(p: &Platform, soft: i64, hard: i64, based_on: u32, from: Value) -> Answer {
    let body = json!({
        "value": {"soft": egp(soft), "hard": egp(hard)},
        "basedOn": based_on, "validFrom": from, "reason": "الشتاء أبطأ",
    });
    p.app.put(PATH, admin(), body).await
}

async fn last_state(p: &Platform) -> (usize, DebtState) {
    let told = p.app.told::<ProviderBalanceChanged>().await;
    (told.len(), told.last().unwrap().debt)
}

#[tokio::test]
async fn new_limits_hold_from_their_moment_on_and_standings_follow() {
    let p = platform().await;
    let before = p.app.get(PATH, admin()).await.expect(200).json;
    assert_eq!(
        (&before["version"], &before["value"]["hard"]["amount"]),
        (&json!(0), &json!(60_000))
    );
    let job = booking(1, PaymentMethod::Cash, price(2_000, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    assert_eq!(last_state(&p).await, (1, DebtState::Soft));
    let tomorrow = p.world.now() + TimeDelta::days(1);
    let out = change(&p, 100, 200, 0, json!(tomorrow)).await.expect(200).json;
    assert_eq!((&out["version"], &out["newest"]), (&json!(0), &json!(1)));
    assert_eq!(out["scheduled"]["value"]["hard"]["amount"], 20_000);
    assert_eq!(out["default"]["hard"]["amount"], 60_000);
    p.app.settle().await;
    assert_eq!(last_state(&p).await, (1, DebtState::Soft), "not before its moment");
    p.clock.advance(TimeDelta::days(1));
    p.app.settle().await;
    assert_eq!(last_state(&p).await, (2, DebtState::Hard));
    assert_eq!(p.provider_balance().await["hardLimit"]["amount"], 20_000);
    // Raised at once: whoever was stopped works again, and what was posted stays as it is.
    let out = change(&p, 500, 900, 1, Value::Null).await.expect(200).json;
    assert_eq!(
        (&out["version"], &out["history"][1]["value"]["hard"]["amount"]),
        (&json!(2), &json!(20_000))
    );
    p.app.settle().await;
    assert_eq!(last_state(&p).await, (3, DebtState::Clear));
    let acted = p.app.told::<OperatorActed>().await;
    assert_eq!((acted.len(), acted[1].subject_id.as_str()), (2, "payments.debt_limits"));
    assert_eq!(acted[1].details["version"], 2);
    let hard = |when: &str, n: usize| acted[n].details[when]["hard"]["amount"].clone();
    assert_eq!((hard("before", 1), hard("value", 1)), (json!(20_000), json!(90_000)));
    assert_eq!(hard("before", 0), out["default"]["hard"]["amount"], "the file's, at first");
    let changed = p.app.told::<SettingChanged>().await;
    assert_eq!((changed[0].version, changed[0].valid_from), (1, tomorrow));
    p.check_the_books().await;
}

#[tokio::test]
async fn telling_standings_anew_waits_for_a_posting_that_is_under_way() {
    let p = platform().await;
    let job = booking(1, PaymentMethod::Cash, price(2_000, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    change(&p, 100, 200, 0, Value::Null).await.expect(200);
    // Somebody posts on the provider's balance. Its older balance, read now and told later, would stay.
    let mut posting = p.db.pool().begin().await.unwrap();
    sqlx::query("select balance from payments.balances where kind = 'provider_payable' for update")
        .execute(&mut *posting)
        .await
        .unwrap();
    let seen_waiting = async {
        let waits = "select count(*) from pg_stat_activity
                     where datname = current_database() and wait_event_type = 'Lock'";
        while sqlx::query_scalar::<_, i64>(waits).fetch_one(p.db.pool()).await.unwrap() == 0 {
            tokio::task::yield_now().await;
        }
        posting.commit().await.unwrap();
    };
    let limit = std::time::Duration::from_secs(60);
    let (waited, ()) = tokio::join!(tokio::time::timeout(limit, seen_waiting), p.app.settle());
    waited.expect("the job locks the balance before it reads it");
    assert_eq!(last_state(&p).await.1, DebtState::Hard);
}

#[tokio::test]
async fn changes_that_make_no_sense_or_come_too_late_are_refused() {
    let p = platform().await;
    let wrong = change(&p, 0, 0, 0, Value::Null).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["value.soft", "value.hard"]);
    let yesterday = json!(p.world.now() - TimeDelta::days(1));
    let past = change(&p, 100, 200, 0, yesterday).await.expect(422);
    assert_eq!(past.wrong_fields(), ["validFrom"]);
    change(&p, 100, 200, 0, Value::Null).await.expect(200);
    let raced = change(&p, 100, 300, 0, Value::Null).await.expect(409);
    assert_eq!(raced.code(), "settings.changed_meanwhile");
    let rewritten = sqlx::query("update bus.settings set reason = 'x'").execute(p.db.pool()).await;
    assert!(rewritten.is_err(), "history is never rewritten");
    let out = p.app.get(PATH, admin()).await.expect(200).json;
    assert_eq!((&out["newest"], &out["history"][0]["reason"]), (&json!(1), &json!("الشتاء أبطأ")));
}
