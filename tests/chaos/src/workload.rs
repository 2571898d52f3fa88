//! Many clients that order, answer, move, cancel, pay and visit, and keep account of what they
//! were told was done.

use crate::city::{City, Slots, order, top_up};
use crate::client::{Actor, Command, Outcome, Reply};
use crate::dice::Dice;
use crate::report::Report;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use system_tests::{real_world, visits, world};
use tokio::task::JoinHandle;

/// How often a client tries.
#[derive(Clone, Copy, Debug)]
pub enum Tries {
    /// Until there is an answer that stays.
    Until(Duration),
    /// Once more, after the time that the answer said or this one.
    Twice(Duration),
}

/// What was told to be done.
#[derive(Clone, Debug)]
pub struct Done {
    /// What was asked.
    pub command: Command,
    /// The answer.
    pub reply: Reply,
}

#[derive(Default)]
struct Accounts {
    report: Report,
    done: Vec<Done>,
    bookings: Vec<(String, Arc<Actor>)>,
    faults: Vec<String>,
    /// First tries that failed, and when.
    failed: Vec<(Instant, String)>,
}

/// The clients' common ground.
pub struct Workload {
    customers: Vec<Arc<Actor>>,
    plumbers: Vec<Arc<Actor>>,
    operations: Arc<Actor>,
    finance: Arc<Actor>,
    slots: Slots,
    tries: Tries,
    stop: AtomicBool,
    in_flight: AtomicUsize,
    accounts: Mutex<Accounts>,
}

impl Workload {
    /// Among the people of a city.
    #[must_use]
    pub fn new(city: &City, tries: Tries) -> Arc<Self> {
        Arc::new(Self {
            customers: city.customers.clone(),
            plumbers: city.plumbers.clone(),
            operations: city.operations.clone(),
            finance: city.finance.clone(),
            slots: Slots::new(480),
            tries,
            stop: AtomicBool::new(false),
            in_flight: AtomicUsize::new(0),
            accounts: Mutex::default(),
        })
    }

    /// Lets so many clients work until [`Workload::stop`].
    pub fn spawn(self: &Arc<Self>, clients: usize, seed: u64) -> Vec<JoinHandle<()>> {
        let client = |n: usize| {
            let (this, dice) = (self.clone(), Dice::new(seed, n as u64));
            tokio::spawn(async move { this.client(n, dice).await })
        };
        (0..clients).map(client).collect()
    }

    /// Lets them finish what they are at.
    pub async fn stop(&self, clients: Vec<JoinHandle<()>>) {
        self.stop.store(true, Ordering::Relaxed);
        for client in clients {
            client.await.expect("a client gets its answer");
        }
    }

    /// How many commands are on their way right now.
    pub fn in_flight(&self) -> usize {
        self.in_flight.load(Ordering::Relaxed)
    }

    fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The figures so far.
    pub fn report(&self) -> Report {
        self.accounts().report.clone()
    }

    /// What clients saw that must not be seen.
    pub fn faults(&self) -> Vec<String> {
        self.accounts().faults.clone()
    }

    /// First tries that failed.
    pub fn failed(&self) -> Vec<(Instant, String)> {
        self.accounts().failed.clone()
    }

    /// Everything that was told to be done.
    pub fn done(&self) -> Vec<Done> {
        self.accounts().done.clone()
    }

    async fn client(&self, n: usize, mut dice: Dice) {
        let plumber = self.plumbers.get(n).cloned();
        while !self.stop.load(Ordering::Relaxed) {
            // The first clients go on visits, each with a plumber of its own.
            if let Some(plumber) = &plumber {
                self.visits(plumber, &mut dice).await;
                continue;
            }
            match dice.below(100) {
                0..30 => self.orders(&mut dice).await,
                30..55 => self.tops_up(&mut dice).await,
                55..75 => self.accepts(&mut dice).await,
                75..83 => self.moves(&mut dice).await,
                83..92 => self.assigns(&mut dice).await,
                _ => self.cancels(&mut dice).await,
            }
        }
    }

    /// Sends a command as often as its client may; the answer, if any came.
    pub async fn ask(&self, name: &str, command: &Command) -> Option<Reply> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        let reply = match self.tries {
            Tries::Until(patience) => {
                let insisted = command.insist(patience).await;
                let mut accounts = self.accounts();
                for _ in 0..insisted.lost {
                    accounts.report.count("connections lost in the middle of a command");
                }
                accounts.faults.extend(insisted.faults);
                Some(insisted.reply)
            }
            Tries::Twice(wait) => self.twice(name, command, wait).await,
        };
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
        let reply = reply?;
        let mut accounts = self.accounts();
        let code = if reply.is_done() { "" } else { reply.code() };
        accounts.report.count(format!("{name} {} {code}", reply.status).trim_end());
        if reply.is_done() && command.method == "POST" {
            accounts.done.push(Done { command: command.clone(), reply: reply.clone() });
        }
        Some(reply)
    }

    async fn twice(&self, name: &str, command: &Command, wait: Duration) -> Option<Reply> {
        let first = command.once().await;
        let (why, wait) = match first {
            Outcome::Answered(reply) if reply.status < 500 => return Some(reply),
            Outcome::Answered(reply) => {
                let wait = reply.retry_after_s.map_or(wait, Duration::from_secs);
                (format!("{name} {} {}", reply.status, reply.code()), wait)
            }
            Outcome::Lost(why) => (format!("{name} lost: {}", short(&why)), wait),
        };
        self.accounts().failed.push((Instant::now(), why.clone()));
        tokio::time::sleep(wait).await;
        match command.once().await {
            Outcome::Answered(reply) if reply.status < 500 => Some(reply),
            second => {
                self.accounts().faults.push(format!("{why}, and after {wait:?}: {second:?}"));
                None
            }
        }
    }

    async fn orders(&self, dice: &mut Dice) {
        let Some(customer) = dice.pick(&self.customers).cloned() else { return };
        let command = order(&customer, Some(self.slots.draw(dice)));
        let Some(reply) = self.ask("order", &command).await else { return };
        if let Some(id) = reply.json["id"].as_str().filter(|_| reply.is_done()) {
            self.accounts().bookings.push((id.to_owned(), customer));
        }
    }

    async fn tops_up(&self, dice: &mut Dice) {
        let Some(customer) = dice.pick(&self.customers) else { return };
        let amount = 100 + dice.below(10_000) as i64;
        self.ask("top-up", &top_up(&self.finance, customer, amount)).await;
    }

    fn booking(&self, dice: &mut Dice) -> Option<(String, Arc<Actor>)> {
        let accounts = self.accounts();
        let newest = accounts.bookings.len().saturating_sub(100);
        dice.pick(&accounts.bookings[newest..]).cloned()
    }

    async fn accepts(&self, dice: &mut Dice) {
        let Some(plumber) = dice.pick(&self.plumbers) else { return };
        let list = Command::get(plumber, "/api/v1/offers?limit=20");
        let Some(reply) = self.ask("offers", &list).await else { return };
        let offers = reply.json["items"].as_array().cloned().unwrap_or_default();
        let Some(offer) = dice.pick(&offers).and_then(|offer| offer["id"].as_str()) else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            return;
        };
        let word = if dice.percent(85) { "accept" } else { "decline" };
        let path = format!("/api/v1/offers/{offer}/{word}");
        self.ask(word, &Command::post(plumber, path, json!({}))).await;
    }

    async fn moves(&self, dice: &mut Dice) {
        let Some((id, customer)) = self.booking(dice) else { return };
        let path = format!("/api/v1/bookings/{id}/reschedule");
        let body = json!({"startsAt": self.slots.draw(dice)});
        self.ask("reschedule", &Command::post(&customer, path, body)).await;
    }

    async fn cancels(&self, dice: &mut Dice) {
        let Some((id, customer)) = self.booking(dice) else { return };
        let path = format!("/api/v1/bookings/{id}/cancel");
        self.ask("cancel", &Command::post(&customer, path, json!({}))).await;
    }

    async fn assigns(&self, dice: &mut Dice) {
        let Some((id, _)) = self.booking(dice) else { return };
        let Some(plumber) = dice.pick(&self.plumbers) else { return };
        self.assigned(&id, plumber).await;
    }

    async fn assigned(&self, id: &str, plumber: &Actor) -> Option<Reply> {
        let path = format!("/api/v1/admin/bookings/{id}/assign");
        let body = json!({"providerId": plumber.id, "reason": "By hand"});
        self.ask("assign", &Command::post(&self.operations, path, body)).await
    }

    /// A visit from the order to the cash; given up where somebody else is in the way.
    async fn visits(&self, plumber: &Arc<Actor>, dice: &mut Dice) {
        let Some(customer) = dice.pick(&self.customers).cloned() else { return };
        let Some(ordered) = self.ask("order", &order(&customer, None)).await else { return };
        let Some(id) = ordered.json["id"].as_str().map(str::to_owned) else { return };
        let done = self.visit(&customer, plumber, &id).await;
        if done.is_none() {
            let path = format!("/api/v1/bookings/{id}/cancel");
            self.ask("cancel", &Command::post(&customer, path, json!({}))).await;
        }
    }

    async fn visit(&self, customer: &Arc<Actor>, plumber: &Arc<Actor>, id: &str) -> Option<()> {
        self.assigned(id, plumber).await.filter(Reply::is_done)?;
        self.step("en-route", plumber, id, json!({})).await?;
        let now = real_world().now().to_rfc3339();
        let here = json!({
            "lat": world::HOME.0, "lng": world::HOME.1, "accuracy": 8.0, "recordedAt": now,
        });
        let told = Command::post(plumber, "/api/v1/locations", here);
        // Positions are told again and again, never repeated.
        let _lost_is_lost = told.once().await;
        self.step("arrive", plumber, id, json!({"position": visits::pin()})).await?;
        let seen = Command::get(customer, format!("/api/v1/bookings/{id}"));
        let seen = self.ask("look", &seen).await?;
        let code = seen.json["startCode"].as_str()?.to_owned();
        self.step("start", plumber, id, json!({"code": code})).await?;
        self.step("complete", plumber, id, json!({})).await
    }

    async fn step(&self, step: &str, by: &Arc<Actor>, id: &str, body: Value) -> Option<()> {
        let path = format!("/api/v1/bookings/{id}/{step}");
        self.ask(step, &Command::post(by, path, body)).await.filter(Reply::is_done).map(|_| ())
    }
}

fn short(why: &str) -> String {
    let word = why.rsplit("source: ").next().unwrap_or(why);
    word.chars().take(120).collect()
}
