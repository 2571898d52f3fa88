//! Everybody wants the same hours of a few plumbers at once.

use crate::city::{City, Plan, Slots, order};
use crate::client::{Actor, Command, Outcome, Reply};
use crate::dice::Dice;
use crate::laws;
use crate::report::Report;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// How large it is.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Size {
    /// How many calls.
    #[arg(long, default_value_t = 10_000)]
    pub calls: usize,
    /// How many clients call at once.
    #[arg(long, default_value_t = 32)]
    pub clients: usize,
    /// For how many half hours everybody competes.
    #[arg(long, default_value_t = 96)]
    pub slots: usize,
    /// Take the constraint away that has the last word, to see whether it is noticed.
    #[arg(long)]
    pub without_constraint: bool,
    /// Take the lock of a provider's calendar away, to see what the constraint does alone.
    #[arg(long)]
    pub without_lock: bool,
}

/// From then on a double booking is possible.
const DROP_CONSTRAINT: &str =
    "alter table booking.reservations drop constraint reservations_overlap_excl";
/// A calendar is locked by the update of its row where an insert finds it there. An insert that comes
/// to nothing locks nothing. The product has no switch for this: it is done to the database of an
/// experiment alone.
const DISABLE_LOCK: &str = "
    create function booking.lock_nothing() returns trigger language plpgsql as $$
    begin
        if exists (select from booking.provider_calendars where provider_id = new.provider_id) then
            return null;
        end if;
        return new;
    end $$;
    create trigger lock_nothing before insert on booking.provider_calendars
        for each row execute function booking.lock_nothing()";

/// What came of it.
pub struct Found {
    /// The figures.
    pub report: Report,
    /// How many acceptances won.
    pub accepts: u64,
    /// How many calls were refused with `409` and a stable code.
    pub conflicts: u64,
    /// What does not hold.
    pub broken: Vec<String>,
}

#[derive(Clone)]
struct Booked {
    id: String,
    customer: Arc<Actor>,
}

#[derive(Clone)]
struct Offered {
    id: String,
    booking: String,
    to: Arc<Actor>,
}

#[derive(Default)]
struct Seen {
    report: Report,
    faults: Vec<String>,
    bookings: Vec<Booked>,
    offers: Vec<Offered>,
    /// Who was told that an offer is its own, by offer.
    winners: HashMap<String, HashSet<String>>,
}

struct Race {
    city: City,
    slots: Slots,
    left: AtomicUsize,
    seen: Mutex<Seen>,
}

/// Runs it.
pub async fn run(server: &str, seed: u64, size: Size) -> Found {
    let city = City::found(Plan::on(server)).await;
    let without = [(size.without_constraint, DROP_CONSTRAINT), (size.without_lock, DISABLE_LOCK)];
    for (_, sql) in without.into_iter().filter(|(away, _)| *away) {
        let pool = &city.platform.database.pool;
        sqlx::raw_sql(sql).execute(pool).await.expect("the schema can be weakened");
    }
    let slots = Slots::new(size.slots);
    let left = AtomicUsize::new(size.calls);
    let race = Arc::new(Race { city, slots, left, seen: Mutex::default() });
    let began = Instant::now();
    let clients = (0..size.clients).map(|n| {
        let (race, dice) = (race.clone(), Dice::new(seed, n as u64));
        tokio::spawn(async move { race.client(dice).await })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.expect("a client does not fail");
    }
    let took = began.elapsed();
    let mut broken = laws::broken(&race.city).await;
    let mut seen = std::mem::take(&mut *race.seen());
    broken.append(&mut seen.faults);
    broken.extend(winners(&race.city, &seen).await);
    let mut report = seen.report.clone();
    report.note("calls", size.calls);
    for (away, what) in [(size.without_constraint, "constraint"), (size.without_lock, "lock")] {
        report.note(what, if away { "taken away" } else { "as in production" });
    }
    report.note("calls a second", size.calls as u64 * 1000 / took.as_millis().max(1) as u64);
    report.note("bookings", seen.bookings.len());
    let accepts = report.counted("accept 200");
    let conflicts = report.sum(|name| name.contains(" 409 "));
    Found { report, accepts, conflicts, broken }
}

/// Each offer was won by one, and whoever was told so is in the history.
async fn winners(city: &City, seen: &Seen) -> Vec<String> {
    let several = seen.winners.iter().filter(|(_, who)| who.len() > 1);
    let mut broken: Vec<String> =
        several.map(|(offer, who)| format!("offer {offer} was won by {who:?}")).collect();
    let lost: Vec<String> = sqlx::query_scalar(
        "select told from unnest($1::text[]) told where not exists (
             select from booking.offers o
             where o.id::text = told and o.status in ('accepted', 'dropped'))",
    )
    .bind(seen.winners.keys().cloned().collect::<Vec<_>>())
    .fetch_all(&city.platform.database.pool)
    .await
    .expect("offers can be read");
    broken.extend(lost.iter().map(|offer| format!("offer {offer} was won and is not")));
    broken
}

impl Race {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn takes_turn(&self) -> bool {
        let one_less = |left: usize| left.checked_sub(1);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
    }

    async fn client(&self, mut dice: Dice) {
        while self.left.load(Ordering::Relaxed) > 0 {
            match dice.below(100) {
                0..26 => self.creates(&mut dice).await,
                26..66 => self.answers(&mut dice).await,
                66..78 => self.reschedules(&mut dice).await,
                78..88 => self.assigns(&mut dice).await,
                _ => self.cancels(&mut dice).await,
            }
        }
    }

    /// One call that counts; `None` when it was one too many.
    async fn call(&self, name: &str, command: &Command) -> Option<Reply> {
        if !self.takes_turn() {
            return None;
        }
        let outcome = command.once().await;
        let mut seen = self.seen();
        match outcome {
            Outcome::Answered(reply) => {
                let code = if reply.is_done() { "" } else { reply.code() };
                seen.report.count(format!("{name} {} {code}", reply.status).trim_end());
                if reply.status >= 500 || !reply.is_done() && code.is_empty() {
                    seen.faults.push(format!("{name} {}: {reply:?}", command.path));
                }
                Some(reply)
            }
            Outcome::Lost(why) => {
                seen.faults.push(format!("{name} {} got no answer: {why}", command.path));
                None
            }
        }
    }

    async fn creates(&self, dice: &mut Dice) {
        let Some(customer) = dice.pick(&self.city.customers).cloned() else { return };
        let command = order(&customer, Some(self.slots.draw(dice)));
        let Some(reply) = self.call("create", &command).await else { return };
        if let Some(id) = reply.json["id"].as_str().filter(|_| reply.is_done()) {
            self.seen().bookings.push(Booked { id: id.to_owned(), customer });
        }
    }

    /// One of the newest, so that many act on the same.
    fn booking(&self, dice: &mut Dice) -> Option<Booked> {
        let seen = self.seen();
        let newest = seen.bookings.len().saturating_sub(80);
        dice.pick(&seen.bookings[newest..]).cloned()
    }

    async fn reschedules(&self, dice: &mut Dice) {
        let Some(booking) = self.booking(dice) else { return };
        let body = json!({"startsAt": self.slots.draw(dice)});
        let path = format!("/api/v1/bookings/{}/reschedule", booking.id);
        self.call("reschedule", &Command::post(&booking.customer, path, body)).await;
    }

    async fn cancels(&self, dice: &mut Dice) {
        let Some(booking) = self.booking(dice) else { return };
        let path = format!("/api/v1/bookings/{}/cancel", booking.id);
        // Twice at once, now and then.
        let command = Command::post(&booking.customer, path, json!({}));
        let again = Command::post(&command.by, command.path.clone(), json!({}));
        if dice.percent(20) {
            tokio::join!(self.call("cancel", &command), self.call("cancel", &again));
        } else {
            self.call("cancel", &command).await;
        }
    }

    async fn assigns(&self, dice: &mut Dice) {
        let Some(booking) = self.booking(dice) else { return };
        let Some(plumber) = dice.pick(&self.city.plumbers) else { return };
        let body = json!({"providerId": plumber.id, "reason": "By hand"});
        let path = format!("/api/v1/admin/bookings/{}/assign", booking.id);
        self.call("assign", &Command::post(&self.city.operations, path, body)).await;
    }

    /// Everybody who was offered a booking answers at the same moment.
    async fn answers(&self, dice: &mut Dice) {
        let offers = self.offers_of_one_booking(dice).await;
        let Some(first) = offers.first().cloned() else { return };
        if dice.percent(15) {
            let path = format!("/api/v1/offers/{}/decline", first.id);
            self.call("decline", &Command::post(&first.to, path, json!({}))).await;
            return;
        }
        let everybody = offers.iter().chain(dice.percent(25).then_some(&first));
        futures::future::join_all(everybody.map(|offer| self.accepts(offer))).await;
    }

    async fn accepts(&self, offer: &Offered) {
        let path = format!("/api/v1/offers/{}/accept", offer.id);
        let command = Command::post(&offer.to, path, json!({}));
        let reply = self.call("accept", &command).await;
        if reply.is_some_and(|reply| reply.is_done()) {
            let mut seen = self.seen();
            seen.winners.entry(offer.id.clone()).or_default().insert(offer.to.id.clone());
        }
    }

    /// All offers of one booking, taken off the list; the list is read anew when it is empty.
    async fn offers_of_one_booking(&self, dice: &mut Dice) -> Vec<Offered> {
        if self.seen().offers.is_empty() {
            let mut all = Vec::new();
            for plumber in &self.city.plumbers {
                let command = Command::get(plumber, "/api/v1/offers?limit=30");
                let Outcome::Answered(reply) = command.once().await else { continue };
                for offer in reply.json["items"].as_array().into_iter().flatten() {
                    let text = |name: &str| offer[name].as_str().map(str::to_owned);
                    if let (Some(id), Some(booking)) = (text("id"), text("bookingId")) {
                        all.push(Offered { id, booking, to: plumber.clone() });
                    }
                }
            }
            if all.is_empty() {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            self.seen().offers = all;
        }
        let mut seen = self.seen();
        let Some(booking) = dice.pick(&seen.offers).map(|offer| offer.booking.clone()) else {
            return Vec::new();
        };
        let (chosen, rest) = seen.offers.drain(..).partition(|offer| offer.booking == booking);
        seen.offers = rest;
        chosen
    }
}
