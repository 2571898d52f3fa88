//! The same request many times at once under one key, while the program is killed.

use crate::city::{City, Plan, Slots, order, top_up};
use crate::client::{Command, Reply};
use crate::dice::Dice;
use crate::laws;
use crate::report::Report;
use futures::StreamExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// How long a client keeps trying.
const PATIENCE: Duration = Duration::from_secs(180);

/// How large it is.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Size {
    /// How many keys.
    #[arg(long, default_value_t = 1_000)]
    pub keys: usize,
    /// How many copies of each request come at once.
    #[arg(long, default_value_t = 20)]
    pub copies: usize,
    /// How many keys are in use at once.
    #[arg(long, default_value_t = 3)]
    pub at_once: usize,
    /// After how many keys the program is killed again.
    #[arg(long, default_value_t = 40)]
    pub keys_a_kill: usize,
}

/// What came of it.
pub struct Found {
    /// The figures.
    pub report: Report,
    /// What does not hold.
    pub broken: Vec<String>,
}

/// Runs it.
pub async fn run(server: &str, seed: u64, size: Size) -> Found {
    let mut city = City::found(Plan::on(server)).await;
    let mut dice = Dice::new(seed, 0);
    let slots = Slots::new(960);
    let commands: Vec<Command> = (0..size.keys)
        .map(|n| {
            // One after the other, so that nobody orders more often than one may.
            let customer = &city.customers[n / 2 % city.customers.len()];
            if n % 2 == 0 {
                order(customer, Some(slots.draw(&mut dice)))
            } else {
                top_up(&city.finance, customer, 100 + dice.below(10_000) as i64)
            }
        })
        .collect();
    let finished = Arc::new(AtomicUsize::new(0));
    let counted = finished.clone();
    let asking = tokio::spawn(async move {
        futures::stream::iter(commands)
            .map(|command| {
                let finished = counted.clone();
                async move {
                    let answers = copies(&command, size.copies).await;
                    finished.fetch_add(1, Ordering::Relaxed);
                    (command, answers)
                }
            })
            .buffer_unordered(size.at_once)
            .collect::<Vec<_>>()
            .await
    });
    let mut kills = 0;
    let mut next = size.keys_a_kill.min(size.keys / 2);
    while !asking.is_finished() {
        if finished.load(Ordering::Relaxed) >= next {
            kills += 1;
            next += size.keys_a_kill;
            city.platform.kill_service("gateway");
            city.platform.start_service("gateway").await;
        }
        tokio::time::sleep(Duration::from_millis(5 + dice.below(20) as u64)).await;
    }
    let asked = asking.await.expect("every copy gets its answer");
    let mut report = Report::default();
    let mut broken = laws::broken(&city).await;
    let (mut orders, mut top_ups, mut lost) = (0i64, 0i64, 0);
    for (command, answers) in &asked {
        let Some((first, _)) = answers.first() else { continue };
        if answers.iter().any(|(reply, _)| reply != first) || !first.is_done() {
            broken.push(format!("key {} got different answers: {answers:?}", command.key));
        }
        lost += answers.iter().map(|(_, lost)| lost).sum::<u32>();
        if command.path.ends_with("/bookings") { orders += 1 } else { top_ups += 1 }
    }
    let keys: Vec<&str> = asked.iter().map(|(command, _)| command.key.as_str()).collect();
    let there: (i64, i64, i64) = sqlx::query_as(
        "select (select count(*) from booking.bookings),
                (select count(*) from payments.entries where template = 'wallet_adjusted'),
                (select count(*) from bus.idempotency where key = any($1))",
    )
    .bind(&keys)
    .fetch_one(&city.platform.database.pool)
    .await
    .expect("effects can be counted");
    if there != (orders, top_ups, orders + top_ups) {
        broken.push(format!("{orders} orders and {top_ups} top-ups had {there:?} effects"));
    }
    if city.platform.logs().contains("panicked") {
        broken.push("the program panicked".into());
    }
    report.note("keys", size.keys);
    report.note("copies of each at once", size.copies);
    report.note("kills of the program", kills);
    report.note("connections lost in the middle", lost);
    report.note("orders, top-ups, kept answers there", format!("{there:?}"));
    Found { report, broken }
}

async fn copies(command: &Command, count: usize) -> Vec<(Reply, u32)> {
    let copies = (0..count).map(|_| async {
        let insisted = command.insist(PATIENCE).await;
        (insisted.reply, insisted.lost)
    });
    futures::future::join_all(copies).await
}
