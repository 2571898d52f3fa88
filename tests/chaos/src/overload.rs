//! More requests than can be served, and a database that is many times slower than usual: what is
//! taken on stays quick, everybody else is told to come back, and a moment after it is over all is
//! as before.
//!
//! Requests come at a fixed rate, whatever became of those before (open loop), and how long one took
//! is counted from when it should have been sent, so that nothing hides behind a client that waits.

use crate::city::{City, Plan, quote, top_up};
use crate::client::{Actor, Command};
use crate::dice::Dice;
use crate::laws;
use crate::proxy::Proxy;
use crate::report::Report;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// How many clients find out what the platform can do.
const CLOSED_CLIENTS: usize = 24;
/// More than this many requests on their way are too many for the experiment's own machine.
const MOST_IN_FLIGHT: usize = 6_000;
/// What must not take longer, whatever happens: nobody is left hanging.
const HANGS: Duration = Duration::from_secs(10);
/// So soon all is as before.
const RECOVERY: Duration = Duration::from_secs(30);
/// What counts as quick again where the quiet figure is very small.
const QUICK: Duration = Duration::from_millis(250);

/// How large it is.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Size {
    /// Seconds for each part.
    #[arg(long, default_value_t = 15)]
    pub seconds: u64,
    /// How many times what it can do is asked of it.
    #[arg(long, default_value_t = 5)]
    pub times: u32,
    /// How many times slower each answer of the database comes.
    #[arg(long, default_value_t = 50)]
    pub slower: u32,
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
    let proxy = Proxy::start(server, seed).await;
    let mut plan = Plan::on(server);
    plan.by_way_of = Some(proxy.port);
    plan.settings.push(("OSTA_LIMITS_TIMES", "1000000".into()));
    let city = Arc::new(City::found(plan).await);
    let part = Duration::from_secs(size.seconds);
    let mut report = Report::default();
    let mut broken = Vec::new();
    closed_loop(&city, seed, part / 3).await;
    let capacity = closed_loop(&city, seed, part).await;
    report.note("capacity, requests a second", format!("{capacity:.0}"));
    let calm_rate = capacity / 2.0;
    let calm = open_loop(&city, seed, calm_rate, part).await;
    calm.tell("half of it", &mut report, &mut broken);
    let quick = (calm.percentile(99) * 2).max(QUICK);

    let heavy = open_loop(&city, seed, capacity * f64::from(size.times), part).await;
    heavy.tell(&format!("{} times of it", size.times), &mut report, &mut broken);
    let share = heavy.done_a_second() / capacity;
    report.note("  done, share of the capacity", format!("{:.0} %", share * 100.0));
    let after = open_loop(&city, seed, calm_rate, RECOVERY + part).await;
    after.tell("half of it, right afterwards", &mut report, &mut broken);
    note_recovery(&after, quick, &mut report, &mut broken);

    let trip = round_trip(&city).await;
    report.note("a question to the database", format!("{} µs", trip.as_micros()));
    proxy.delay_answers(trip * size.slower.saturating_sub(1));
    let slow = open_loop(&city, seed, calm_rate, part).await;
    slow.tell(
        &format!("half of it, database {} times slower", size.slower),
        &mut report,
        &mut broken,
    );
    proxy.delay_answers(Duration::ZERO);
    let after = open_loop(&city, seed, calm_rate, RECOVERY + part).await;
    after.tell("half of it, right after that", &mut report, &mut broken);
    note_recovery(&after, quick, &mut report, &mut broken);
    broken.extend(laws::broken(&city).await);
    Found { report, broken }
}

/// When it was as before: the first second from which on nobody was turned away and all was quick.
fn note_recovery(after: &Seen, quick: Duration, report: &mut Report, broken: &mut Vec<String>) {
    let recovered = after.good_from(quick);
    report.note("  as before after", format!("{} s", recovered.as_secs()));
    if recovered > RECOVERY {
        broken.push(format!("it was not as before within {RECOVERY:?}"));
    }
}

/// The usual mix: mostly reads, some prices, some money.
fn draw(city: &City, dice: &mut Dice) -> Command {
    let customer = dice.pick(&city.customers).cloned().unwrap_or_else(|| city.admin.clone());
    match dice.below(10) {
        0..6 => Command::get(&customer, "/api/v1/bookings?limit=20"),
        6..8 => quote(&customer),
        _ => top_up(&city.finance, &customer, 100),
    }
}

/// A few clients that ask again as soon as they are answered: what it can do, requests a second.
async fn closed_loop(city: &Arc<City>, seed: u64, how_long: Duration) -> f64 {
    let stop = Arc::new(AtomicBool::new(false));
    let done = Arc::new(AtomicU64::new(0));
    let clients: Vec<_> = (0..CLOSED_CLIENTS)
        .map(|n| {
            let (city, stop, done) = (city.clone(), stop.clone(), done.clone());
            let mut dice = Dice::new(seed, n as u64);
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let answer = sent(draw(&city, &mut dice)).await;
                    if answer.status / 100 == 2 {
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                }
            })
        })
        .collect();
    let began = Instant::now();
    tokio::time::sleep(how_long).await;
    let rate = done.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64();
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.expect("a client does not panic");
    }
    rate
}

/// Requests at a fixed rate, whatever became of those before.
async fn open_loop(city: &Arc<City>, seed: u64, rate: f64, how_long: Duration) -> Seen {
    let places = Arc::new(Semaphore::new(MOST_IN_FLIGHT));
    let seen = Arc::new(Mutex::new(Seen { over: how_long, ..Seen::default() }));
    let mut dice = Dice::new(seed, u64::MAX - 1);
    let began = Instant::now();
    let mut clients = tokio::task::JoinSet::new();
    for n in 0u32.. {
        let due = Duration::from_secs_f64(f64::from(n) / rate);
        if due > how_long {
            break;
        }
        tokio::time::sleep_until((began + due).into()).await;
        let Ok(place) = places.clone().try_acquire_owned() else {
            seen.lock().unwrap_or_else(PoisonError::into_inner).not_sent += 1;
            continue;
        };
        let (command, seen) = (draw(city, &mut dice), seen.clone());
        clients.spawn(async move {
            let answer = sent(command).await;
            let took = began.elapsed().saturating_sub(due);
            seen.lock().unwrap_or_else(PoisonError::into_inner).note(due, took, answer);
            drop(place);
        });
        while clients.try_join_next().is_some() {}
    }
    while clients.join_next().await.is_some() {}
    std::mem::take(&mut seen.lock().unwrap_or_else(PoisonError::into_inner))
}

struct Said {
    /// 0 when the connection was lost.
    status: u16,
    comes_back: bool,
    why: String,
}

/// Sends it once, and looks at no more of the answer than it must: the experiment shares the
/// platform's processors.
async fn sent(command: Command) -> Said {
    let lost = |why: String| Said { status: 0, comes_back: false, why };
    let by: &Arc<Actor> = &command.by;
    let mut request = by.person().request(command.method, &command.path);
    if command.method == "POST" {
        request = request.header("idempotency-key", &command.key).json(&command.body);
    }
    match request.send().await {
        Err(error) => lost(format!("{error:?}")),
        Ok(response) => {
            let status = response.status().as_u16();
            let comes_back = response.headers().contains_key("retry-after");
            match response.bytes().await {
                Err(error) => lost(format!("{error:?}")),
                Ok(_) => Said { status, comes_back, why: String::new() },
            }
        }
    }
}

/// What clients saw.
#[derive(Default)]
struct Seen {
    over: Duration,
    /// When each that was done should have been sent, and how long it took.
    done: Vec<(Duration, Duration)>,
    /// The same of those who were told to come back.
    turned_away: Vec<(Duration, Duration)>,
    /// Answers that nobody should get.
    wrong: BTreeMap<String, u64>,
    not_sent: u64,
}

impl Seen {
    fn note(&mut self, due: Duration, took: Duration, said: Said) {
        match said.status {
            200..300 => self.done.push((due, took)),
            503 if said.comes_back => self.turned_away.push((due, took)),
            0 => *self.wrong.entry(format!("lost: {}", said.why)).or_default() += 1,
            status => *self.wrong.entry(format!("status {status}")).or_default() += 1,
        }
    }

    fn done_a_second(&self) -> f64 {
        self.done.len() as f64 / self.over.as_secs_f64()
    }

    fn percentile(&self, share: usize) -> Duration {
        let mut all: Vec<Duration> = self.done.iter().map(|(_, took)| *took).collect();
        all.sort_unstable();
        all.get(all.len().saturating_sub(1) * share / 100).copied().unwrap_or_default()
    }

    fn tell(&self, name: &str, report: &mut Report, broken: &mut Vec<String>) {
        let rate = |n: usize| n as f64 / self.over.as_secs_f64();
        report.note(
            name,
            format!(
                "{:.0} done and {:.0} turned away a second",
                rate(self.done.len()),
                rate(self.turned_away.len())
            ),
        );
        let took = |all: &[(Duration, Duration)]| all.iter().map(|(_, took)| *took).collect();
        report.durations("  done in", took(&self.done));
        if !self.turned_away.is_empty() {
            report.durations("  turned away in", took(&self.turned_away));
        }
        if self.not_sent > 0 {
            report.note("  not sent, too many on their way", self.not_sent);
        }
        for (what, count) in &self.wrong {
            broken.push(format!("{name}: {count} × {what}"));
        }
        let longest = self.done.iter().chain(&self.turned_away).map(|(_, took)| *took).max();
        if longest.is_some_and(|longest| longest > HANGS) {
            broken.push(format!("{name}: somebody waited {longest:?}"));
        }
    }

    /// From when on nobody was turned away and, of each five seconds' requests, at most one in a
    /// hundred was not quick.
    fn good_from(&self, quick: Duration) -> Duration {
        const WINDOW_S: u64 = 5;
        let window = |due: &Duration| due.as_secs() / WINDOW_S;
        let mut windows: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
        for (due, took) in &self.done {
            let (all, late) = windows.entry(window(due)).or_default();
            *all += 1;
            *late += usize::from(*took > quick);
        }
        let late = windows.iter().filter(|(_, (all, late))| late * 100 > *all).map(|(at, _)| *at);
        let last = late.chain(self.turned_away.iter().map(|(due, _)| window(due))).max();
        Duration::from_secs(last.map_or(0, |at| (at + 1) * WINDOW_S))
    }
}

/// How long the platform's database takes to answer the smallest question.
async fn round_trip(city: &City) -> Duration {
    let mut all = Vec::new();
    for _ in 0..200 {
        let began = Instant::now();
        let asked = sqlx::query("select 1").execute(&city.platform.database.pool).await;
        asked.expect("the database answers");
        all.push(began.elapsed());
    }
    all.sort_unstable();
    all[all.len() / 2]
}
