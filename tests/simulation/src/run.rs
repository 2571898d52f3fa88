//! One seed: the order of everything that happens, with what goes wrong on the way.

use crate::act::Done;
use crate::agenda::{Due, Task};
use crate::asks::{Ask, Ran, Request};
use crate::bus::{self, Service};
use crate::chance::Chance;
use crate::defect::Defect;
use crate::laws::{self, Broken, Found, holds};
use crate::people;
use crate::plan::{self, Plan};
use crate::rest;
use crate::store::{Store, Tx, Unsaved};
use crate::timers::{self, Job, JobKey, Kind};
use booking::domain::{Actor, Journey, ProposedWork, Resolution, Side};
use booking::matching::Live;
use chrono::TimeDelta;
use contracts::booking::Stage;
use contracts::tracking::LivePosition;
use kernel::ids::{BookingId, OfferId};
use kernel::{Instant, Money};
use std::collections::{BTreeMap, BinaryHeap};
use uuid::Uuid;

/// So many steps are more than any seed takes: whoever takes them goes round in circles.
const MOST_STEPS: u32 = 60_000;
/// How often a side of a booking looks at it.
const LOOKS: u32 = 14;

/// What a seed came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The law that was broken, if one was.
    pub broken: Option<Broken>,
    /// How many steps were taken.
    pub steps: u32,
    /// How many transactions were committed.
    pub commits: u64,
    /// How many bookings ended in each stage.
    pub ended: BTreeMap<String, u32>,
    /// How often each move was made.
    pub moves: BTreeMap<&'static str, u32>,
    /// What happened, when it was asked for.
    pub trace: Vec<String>,
}

impl Outcome {
    /// Counts what another seed came to with this.
    pub fn add(&mut self, other: Self) {
        self.steps += other.steps;
        self.commits += other.commits;
        for (stage, times) in other.ended {
            *self.ended.entry(stage).or_default() += times;
        }
        for (action, times) in other.moves {
            *self.moves.entry(action).or_default() += times;
        }
    }
}

/// Plays a seed.
#[must_use]
pub fn play(seed: u64, defect: Option<Defect>, traced: bool) -> Outcome {
    let mut run = Run::new(seed, defect, traced);
    let broken = run.play_out().err();
    let (mut ended, mut moves) = (BTreeMap::new(), BTreeMap::new());
    for (_, row) in run.store.t.bookings.iter() {
        *ended.entry(format!("{:?}", row.booking.stage())).or_default() += 1;
        row.history.iter().for_each(|line| *moves.entry(line.action).or_default() += 1);
    }
    let commits = run.store.commits;
    Outcome { broken, steps: run.steps, commits, ended, moves, trace: run.trace }
}

struct Run {
    chance: Chance,
    plan: Plan,
    store: Store,
    now: Instant,
    due: BinaryHeap<Due>,
    defect: Option<Defect>,
    keys: u64,
    /// How often the request of a key took effect.
    effects: BTreeMap<u64, u32>,
    looks: BTreeMap<(BookingId, &'static str), u32>,
    calm: bool,
    steps: u32,
    traced: bool,
    trace: Vec<String>,
}

impl Run {
    fn new(seed: u64, defect: Option<Defect>, traced: bool) -> Self {
        let mut chance = Chance::of(seed);
        let plan = Plan::draw(&mut chance);
        let now = plan.begins_at;
        Self {
            chance,
            plan,
            store: Store::default(),
            now,
            due: BinaryHeap::new(),
            defect,
            keys: 0,
            effects: BTreeMap::new(),
            looks: BTreeMap::new(),
            calm: false,
            steps: 0,
            traced,
            trace: Vec::new(),
        }
    }

    fn play_out(&mut self) -> Found {
        for customer in self.plan.customers.clone() {
            if self.chance.percent(75) {
                let amount = Money::egp(self.chance.between(1, 1_200));
                self.ask(Ask::TopUp(customer, amount), None, 0);
            }
        }
        for _ in 0..self.plan.orders {
            let at = self.chance.between(1, 20_000_000);
            self.later(at, Task::Order);
        }
        self.until_quiet()?;
        rest::at_rest(&self.store, false)?;
        self.finish()
    }

    /// Everybody who is waited for does what is theirs, without anything going wrong.
    fn finish(&mut self) -> Found {
        self.calm = true;
        for _ in 0..40 {
            let asks: Vec<Ask> = self.store.t.bookings.iter().filter_map(last_ask).collect();
            if asks.is_empty() {
                break;
            }
            for ask in asks {
                self.ask(ask, None, 1_000);
            }
            // Evidence may take its time.
            self.now += TimeDelta::hours(13);
            self.until_quiet()?;
        }
        rest::at_rest(&self.store, true)
    }

    fn until_quiet(&mut self) -> Found {
        while let Some(due) = self.due.pop() {
            self.now = self.now.max(due.at);
            self.steps += 1;
            holds(self.steps < MOST_STEPS, "everything comes to rest", || "it goes on".into())?;
            self.step(due.task)?;
        }
        Ok(())
    }

    fn later(&mut self, ms: i64, task: Task) {
        self.at(self.now + TimeDelta::milliseconds(ms), task);
    }

    fn at(&mut self, at: Instant, task: Task) {
        let tie = self.chance.roll();
        self.due.push(Due { at: at.max(self.now), tie, task });
    }

    fn note(&mut self, text: impl FnOnce() -> String) {
        if self.traced {
            let text = text();
            self.trace.push(format!("{} {text}", self.now.format("%d %H:%M:%S%.3f")));
        }
    }

    /// Whether something goes wrong here.
    fn trouble(&mut self) -> bool {
        !self.calm && self.chance.percent(self.plan.trouble)
    }

    /// What the clock of some machine shows.
    fn somewhere(&mut self) -> Instant {
        let skew = if self.calm { 0 } else { self.plan.skew_ms };
        self.now + TimeDelta::milliseconds(self.chance.between(-skew, skew))
    }

    fn begin(&mut self) -> Tx {
        let now = self.somewhere();
        self.store.begin(now, self.defect)
    }

    fn ask(&mut self, ask: Ask, bound: Option<kernel::ids::ProviderId>, in_ms: i64) {
        self.keys += 1;
        let request = Request { key: self.keys, bound, ask };
        if self.trouble() {
            let again = self.chance.between(0, 3_000);
            self.later(in_ms + again, Task::Begin(request.clone(), 1));
        }
        self.later(in_ms, Task::Begin(request, 0));
    }

    fn step(&mut self, task: Task) -> Found {
        match task {
            Task::Order => self.order(),
            Task::Look(id, side) => self.look(id, side),
            Task::Answer(id) => self.answer(id),
            Task::Begin(request, tries) => self.run_request(request, tries),
            Task::Commit(tx, request, ran, tries) => return self.save(&tx, request, ran, tries),
            Task::Job(key) => return self.run_job(key),
            Task::JobDone(tx, key) => return self.save_job(&tx, key),
            Task::Stamp => self.stamp(),
            Task::Follow(service) => self.follow(service),
            Task::Followed(tx, service, to) => return self.save_followed(&tx, service, to),
            Task::Parked(service) => return self.retry_parked(service),
        }
        Ok(())
    }

    fn order(&mut self) {
        let id: BookingId = Uuid::from_u128((9u128 << 96) | u128::from(self.keys + 1)).into();
        let new = plan::order(&mut self.chance, &self.plan, id, self.now);
        self.ask(Ask::Order(Box::new(new)), None, 0);
    }

    fn look(&mut self, id: BookingId, side: Side) {
        let Some(row) = self.store.t.bookings.get(id).cloned() else { return };
        let looked = self.looks.entry((id, side.tag())).or_default();
        *looked += 1;
        if *looked > LOOKS {
            return;
        }
        let (now, t) = (self.now, &self.store.t);
        let next = people::next(&mut self.chance, &self.plan, t, &row, side, now);
        if let Some(ask) = next {
            let bound = row.booking.provider().filter(|_| side == Side::Provider);
            self.ask(ask, bound, 0);
        }
        let again = people::looks_again(&mut self.chance, &row, side, now);
        self.at(again, Task::Look(id, side));
    }

    fn answer(&mut self, id: OfferId) {
        match self.chance.upto(9) {
            0 | 1 => self.ask(Ask::Decline(id), None, 0),
            2 => {}
            3 => {
                self.ask(Ask::Accept(id), None, 0);
                self.ask(Ask::Decline(id), None, 0);
            }
            _ => self.ask(Ask::Accept(id), None, 0),
        }
    }

    fn run_request(&mut self, request: Request, tries: u32) {
        let mut tx = self.begin();
        let ran = request.run(&mut tx, &self.plan);
        let takes = if self.chance.percent(50) { 0 } else { self.chance.between(1, 2_500) };
        self.later(takes, Task::Commit(Box::new(tx), request, ran, tries));
    }

    fn again(&mut self, request: Request, tries: u32, ms: i64) {
        if tries < 4 {
            self.later(ms, Task::Begin(request, tries));
        }
    }

    fn save(&mut self, tx: &Tx, request: Request, ran: Ran, tries: u32) -> Found {
        if self.trouble() {
            // The machine dies before the commit; the client asks again under the same key.
            self.note(|| format!("{} lost before its commit", request.key));
            let ms = self.chance.between(100, 20_000);
            self.again(request, tries + 1, ms);
            return Ok(());
        }
        let blind =
            self.defect == Some(Defect::AcceptWithoutSwap) && matches!(request.ask, Ask::Accept(_));
        let saved = self.commit(tx, blind);
        self.note(|| format!("{} {:?} {:?} {saved:?}", request.key, request.ask, ran));
        match saved {
            Err(Unsaved::Clash) => {
                let ms = self.chance.between(1, 40);
                self.later(ms, Task::Begin(request, tries));
                return Ok(());
            }
            Err(Unsaved::Refused(_)) => return Ok(()),
            Ok(()) => {}
        }
        if ran.answer.is_ok() && !ran.kept {
            let times = self.effects.entry(request.key).or_default();
            *times += 1;
            let once = *times == 1;
            holds(once, "a request has its effect once", || format!("{:?}", request.ask))?;
        }
        self.committed(tx)?;
        if self.trouble() {
            // The answer is lost; the client asks again under the same key.
            let ms = self.chance.between(100, 20_000);
            self.again(request, tries + 1, ms);
        }
        Ok(())
    }

    fn commit(&mut self, tx: &Tx, blind: bool) -> Result<(), Unsaved> {
        if self.defect == Some(Defect::EventApart) && self.chance.percent(5) {
            let mut tx = tx.clone();
            tx.events.clear();
            return self.store.commit(&tx, blind);
        }
        self.store.commit(tx, blind)
    }

    /// What a commit sets going.
    fn committed(&mut self, tx: &Tx) -> Found {
        let jobs: Vec<(JobKey, Job)> =
            tx.t.jobs
                .changed()
                .filter_map(|key| Some((key, *self.store.t.jobs.get(key)?)))
                .collect();
        for (key, job) in jobs {
            if key.0 == Kind::Paused && job.shown > 1 {
                continue;
            }
            let lag = self.chance.between(0, 700);
            self.at(job.at + TimeDelta::milliseconds(lag), Task::Job(key));
        }
        for id in tx.t.offers.changed() {
            let Some(offer) = self.store.t.offers.get(id).copied() else { continue };
            if offer.status == "open" && !self.calm {
                let left = (offer.expires_at - self.now).num_milliseconds().max(1);
                let ms = self.chance.between(0, left + left / 5);
                self.later(ms, Task::Answer(id));
            }
        }
        let changed: Vec<BookingId> = tx.t.bookings.changed().collect();
        for id in &changed {
            self.wake(*id);
        }
        if !tx.events.is_empty() {
            let ms = self.chance.between(0, 900);
            self.later(ms, Task::Stamp);
        }
        laws::after_commit(&self.store, &changed)
    }

    /// Its people look at a booking from its first day on.
    fn wake(&mut self, id: BookingId) {
        let Some(row) = self.store.t.bookings.get(id).cloned() else { return };
        for side in [Side::Customer, Side::Provider, Side::Operator] {
            if self.calm || self.looks.contains_key(&(id, side.tag())) {
                continue;
            }
            if side == Side::Provider && row.booking.stage() != Stage::Assigned {
                continue;
            }
            self.looks.insert((id, side.tag()), 0);
            let at = people::looks_again(&mut self.chance, &row, side, self.now);
            self.at(at, Task::Look(id, side));
        }
    }

    fn run_job(&mut self, key: JobKey) -> Found {
        let Some(job) = self.store.t.jobs.get(key).copied() else { return Ok(()) };
        let mut tx = self.begin();
        if tx.now < job.at {
            // It was moved, or this machine's clock is behind.
            let at = job.at.max(self.now) + TimeDelta::milliseconds(self.chance.between(1, 400));
            self.at(at, Task::Job(key));
            return Ok(());
        }
        let live = self.live(tx.now);
        let ran: Done = timers::run(&mut tx, &self.plan, key, job, &live);
        holds(ran.is_ok(), "no job fails", || format!("{key:?}: {ran:?}"))?;
        let takes = self.chance.between(0, 300);
        self.later(takes, Task::JobDone(Box::new(tx), key));
        Ok(())
    }

    fn save_job(&mut self, tx: &Tx, key: JobKey) -> Found {
        let dies = self.trouble();
        let saved = if dies { Err(Unsaved::Clash) } else { self.commit(tx, false) };
        self.note(|| format!("job {key:?} {saved:?}"));
        match saved {
            Ok(()) => self.committed(tx),
            Err(_) => {
                let ms = if dies { self.chance.between(500, 60_000) } else { 5 };
                self.later(ms, Task::Job(key));
                Ok(())
            }
        }
    }

    fn live(&mut self, now: Instant) -> Live {
        if self.trouble() {
            return Live::Away;
        }
        let mut positions = Vec::new();
        for worker in self.plan.workers.clone() {
            let at = now - TimeDelta::seconds(self.chance.between(-2, 330));
            let place = people::near(&mut self.chance, worker.home);
            if self.chance.percent(90) {
                positions.push(LivePosition { provider_id: worker.id, place, accuracy_m: 9.0, at });
            }
        }
        Live::known(positions)
    }

    fn stamp(&mut self) {
        bus::stamp(&mut self.store, &mut self.chance);
        if !self.store.outbox.is_empty() {
            let ms = self.chance.between(1, 900);
            self.later(ms, Task::Stamp);
        }
        for service in Service::ALL {
            let ms = if self.trouble() { self.chance.between(0, 600_000) } else { 5 };
            self.later(ms, Task::Follow(service));
        }
    }

    fn follow(&mut self, service: Service) {
        let most = usize::try_from(self.chance.between(1, 6)).unwrap_or(1);
        let from = self.store.t.cursors.get(service).map_or(0, |cursor| cursor.position);
        if from >= self.store.log.len() {
            return;
        }
        let mut tx = self.begin();
        let log = std::mem::take(&mut self.store.log);
        bus::follow(&mut tx, &log, service, &self.plan, most);
        self.store.log = log;
        let to = (from + most).min(self.store.log.len());
        let takes = self.chance.between(0, 400);
        self.later(takes, Task::Followed(Box::new(tx), service, to));
    }

    fn save_followed(&mut self, tx: &Tx, service: Service, to: usize) -> Found {
        let dies = self.trouble();
        let saved = if dies { Err(Unsaved::Clash) } else { self.commit(tx, false) };
        self.note(|| format!("{service:?} followed to {to} {saved:?}"));
        let parked: Vec<u32> = tx.t.parked.changed().map(|_| 1).collect();
        if saved.is_ok() {
            self.committed(tx)?;
            if !parked.is_empty() {
                self.later(2_000, Task::Parked(service));
            }
            if self.defect == Some(Defect::CursorApart) && !self.trouble() {
                let mut second = self.begin();
                bus::move_cursor(&mut second, service, to);
                let moved = self.commit(&second, false);
                self.note(|| format!("cursor apart {moved:?}"));
            }
        }
        let ms = if dies { self.chance.between(100, 30_000) } else { self.chance.between(0, 50) };
        self.later(ms, Task::Follow(service));
        Ok(())
    }

    fn retry_parked(&mut self, service: Service) -> Found {
        let mut tx = self.begin();
        let log = std::mem::take(&mut self.store.log);
        let left = bus::retry_parked(&mut tx, &log, service, &self.plan);
        self.store.log = log;
        let attempts = tx.t.parked.iter().map(|(_, parked)| parked.attempts).max();
        let saved = self.commit(&tx, false);
        if saved.is_ok() {
            self.committed(&tx)?;
        }
        let attempts = attempts.unwrap_or_default();
        let stuck = || format!("{:?}", self.store.t.parked.iter().next());
        holds(attempts < 12, "nothing stays parked", stuck)?;
        if left || saved.is_err() {
            let wait = bus::parked_wait(attempts);
            self.at(self.now + wait, Task::Parked(service));
        }
        Ok(())
    }
}

/// What whoever is waited for does at last.
fn last_ask((id, row): (BookingId, &crate::rows::BookingRow)) -> Option<Ask> {
    let staff = Actor { side: Side::Operator, user_id: row.booking.facts().customer_id };
    Some(match row.booking.stage() {
        Stage::Assigned | Stage::EnRoute | Stage::Arrived => {
            Ask::Cancel(id, staff, Journey::default(), None)
        }
        Stage::Inspecting => {
            let work = ProposedWork { labour: Money::egp(50), parts: Money::ZERO };
            Ask::ProposeWork(id, work)
        }
        Stage::AwaitingApproval => Ask::DecideWork(id, true),
        Stage::Paused => Ask::Resume(id),
        Stage::Working => Ask::Complete(id),
        Stage::Open | Stage::UnderReview => Ask::Decide(id, Resolution::Nothing),
        _ => return None,
    })
}
