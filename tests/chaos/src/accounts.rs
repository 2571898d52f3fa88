//! What clients were told, held against what there is.

use crate::city::City;
use crate::workload::{Done, Workload};
use futures::StreamExt;
use std::collections::HashMap;
use std::time::Duration;

/// How long an answer may be asked for again.
const PATIENCE: Duration = Duration::from_secs(300);
/// How many answers are asked for again at once.
const AT_ONCE: usize = 16;

/// What does not fit: every command that was told to be done is there once, and its key gives the
/// same answer again.
pub async fn wrong(city: &City, workload: &Workload) -> Vec<String> {
    let done = workload.done();
    let mut found = workload.faults();
    found.extend(counts(city, &done).await);
    found.extend(answered_again(&done).await);
    found
}

/// Asks everything again under its key.
pub async fn answered_again(done: &[Done]) -> Vec<String> {
    let again = futures::stream::iter(done.iter().map(|told| async move {
        // Asking again counts against the limit of orders a minute, so it may take a while.
        let again = told.command.insist(PATIENCE).await.reply;
        let same = (again.status, &again.json) == (told.reply.status, &told.reply.json);
        (!same).then(|| {
            format!(
                "{} under key {} answered {:?} and then {again:?}",
                told.command.path, told.command.key, told.reply
            )
        })
    }));
    again.buffer_unordered(AT_ONCE).filter_map(|wrong| async { wrong }).collect().await
}

/// As many rows as there were commands that nothing but their key keeps from being done twice.
async fn counts(city: &City, done: &[Done]) -> Vec<String> {
    let mut told: HashMap<&str, i64> = HashMap::new();
    let mut money = 0;
    for Done { command, .. } in done {
        let kind = match command.path.rsplit('/').next().unwrap_or_default() {
            "adjustments" => {
                money += command.body["amount"]["amount"].as_i64().unwrap_or_default();
                "top-ups"
            }
            "bookings" => "orders",
            "cancel" => "cancelled",
            "assign" => "assigned",
            "en-route" => "en_route",
            "arrive" => "arrived",
            "start" => "started",
            "complete" => "completed",
            _ => continue,
        };
        *told.entry(kind).or_default() += 1;
    }
    let pool = &city.platform.database.pool;
    let mut there: HashMap<String, i64> = sqlx::query_as::<_, (String, i64)>(
        "select action, count(*) from booking.booking_status_history
         where changed_by is not null and action <> 'created' group by action
         union all select 'orders', count(*) from booking.bookings
         union all select 'top-ups', count(*) from payments.entries
                   where template = 'wallet_adjusted'",
    )
    .fetch_all(pool)
    .await
    .expect("effects can be counted")
    .into_iter()
    .collect();
    let kinds = [
        "orders",
        "top-ups",
        "cancelled",
        "assigned",
        "en_route",
        "arrived",
        "started",
        "completed",
    ];
    let mut found = Vec::new();
    for kind in kinds {
        let (told, there) =
            (told.remove(kind).unwrap_or_default(), there.remove(kind).unwrap_or_default());
        if told != there {
            found.push(format!("{told} {kind} were told to be done, there are {there}"));
        }
    }
    let posted: i64 = sqlx::query_scalar(
        "select coalesce(sum(p.amount), 0)::bigint from payments.entries e
         join payments.postings p on p.entry_id = e.id
         join payments.balances b on b.account_id = p.account_id
         where e.template = 'wallet_adjusted'",
    )
    .fetch_one(pool)
    .await
    .expect("postings can be added up");
    if posted.abs() != money {
        found.push(format!("{money} piastres were told to be paid in, {posted} are posted"));
    }
    found
}
