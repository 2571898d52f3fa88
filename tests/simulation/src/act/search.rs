//! The search for a provider (`commands/{search,search_batch,search_steps,offer}.rs`).

use super::record::{self, moved};
use super::{Done, load};
use crate::defect::Defect;
use crate::plan::{Plan, Worker};
use crate::rows::{BookingRow, OfferRow, SearchRow, SearchState};
use crate::store::Tx;
use crate::timers::{Job, Kind};
use booking::domain::{Booking, MoveError, Pending, State};
use booking::matching::{self, Live, next_after};
use booking::store::candidates::Row;
use booking::store::searches::Last;
use chrono::TimeDelta;
use contracts::payments::DebtState;
use dispatch::{Batch, BatchId, BatchPart, Candidate, Next, Record, Round, Search, decide_batch};
use kernel::cairo;
use kernel::ids::{BookingId, ProviderId, SearchId};
use uuid::Uuid;

fn is_looked_for(booking: &Booking) -> bool {
    matches!(booking.state(), State::Pending(Pending::Searching | Pending::Offered))
}

fn has_open_offer(tx: &Tx, id: BookingId) -> bool {
    tx.t.offers.iter().any(|(_, offer)| offer.booking == id && offer.status == "open")
}

/// Takes a search one step further, or lets it wait for its batch.
pub fn search(tx: &mut Tx, plan: &Plan, id: BookingId, live: &Live) -> Done {
    let row = load(tx, id)?;
    if !is_looked_for(&row.booking) {
        return Ok(());
    }
    if let Some(due) = plan.searching.batch_due(&row.booking, plan.offering, tx.now) {
        tx.t.queue.put(id, due);
        let window = Uuid::from_u128(due.timestamp_millis().unsigned_abs().into());
        tx.t.jobs.put((Kind::SearchBatch, window), Job::at(due));
        tx.t.jobs.remove((Kind::Search, id.uuid()));
        return Ok(());
    }
    tx.t.queue.remove(id);
    tx.t.jobs.remove((Kind::Search, id.uuid()));
    if has_open_offer(tx, id) {
        return Ok(());
    }
    let hunt = Hunt::begin(tx, plan, row, live)?;
    alone(tx, plan, hunt)
}

fn alone(tx: &mut Tx, plan: &Plan, mut hunt: Hunt) -> Done {
    while let Next::Round(round) = hunt.next(plan) {
        let record = hunt.decide(plan, round);
        if record.decision.waits {
            let until = record.search.may_wait_until.unwrap_or(tx.now);
            let at = plan.searching.look_again_at(until, tx.now);
            tx.t.jobs.put((Kind::Search, record.search.booking.uuid()), Job::at(at));
            hunt.ended(&record);
            tx.save(hunt.row);
            return Ok(());
        }
        hunt.ended(&record);
        if !record.decision.chosen.is_empty() {
            return offered(tx, plan, hunt.row, &record);
        }
    }
    unmatched(tx, plan, hunt.row)
}

/// Decides every booking whose window is over, together.
pub fn search_batch(tx: &mut Tx, plan: &Plan, live: &Live) -> Done {
    let now = tx.now;
    let due: Vec<BookingId> =
        tx.t.queue.iter().filter(|(_, at)| **at <= now).map(|(id, _)| id).collect();
    let mut hunts = Vec::new();
    for id in due {
        tx.t.queue.remove(id);
        let row = load(tx, id)?;
        if is_looked_for(&row.booking) && !has_open_offer(tx, id) {
            hunts.push(Hunt::begin(tx, plan, row, live)?);
        }
    }
    while !hunts.is_empty() {
        let mut drawn: Vec<(Hunt, Round)> = Vec::new();
        for mut hunt in hunts.drain(..) {
            match draw(&mut hunt, plan) {
                Some(round) => drawn.push((hunt, round)),
                None => unmatched(tx, plan, hunt.row)?,
            }
        }
        let records = together(tx, plan, &drawn);
        let asked: Vec<ProviderId> =
            records.iter().flat_map(|r| r.decision.chosen.iter().copied()).collect();
        for ((mut hunt, _), record) in drawn.into_iter().zip(&records) {
            hunt.ended(record);
            if record.decision.chosen.is_empty() {
                hunt.gate(&asked);
                hunts.push(hunt);
            } else {
                offered(tx, plan, hunt.row, record)?;
            }
        }
    }
    Ok(())
}

/// The next round in which anybody can be asked.
fn draw(hunt: &mut Hunt, plan: &Plan) -> Option<Round> {
    while let Next::Round(round) = hunt.next(plan) {
        let record = hunt.decide(plan, round);
        if !record.decision.chosen.is_empty() {
            return Some(round);
        }
        hunt.ended(&record);
    }
    None
}

fn together(tx: &mut Tx, plan: &Plan, drawn: &[(Hunt, Round)]) -> Vec<Record> {
    if let [(hunt, round)] = drawn {
        return vec![hunt.decide(plan, *round)];
    }
    let part = |(hunt, round): &(Hunt, Round)| BatchPart {
        search: hunt.search.clone(),
        candidates: hunt.candidates.clone(),
        round: *round,
    };
    let id = BatchId::from(tx.id::<Uuid>());
    let (batch, mut records): (Batch, _) =
        decide_batch(id, drawn.iter().map(part).collect(), &plan.dispatch);
    assert!(batch.replays(&records), "a stored batch decides the same again");
    let place = |record: &Record| drawn.iter().position(|(h, _)| h.search.id == record.search.id);
    records.sort_by_key(place);
    records
}

/// The customer, told that nobody was found, chooses to wait.
pub fn search_again(tx: &mut Tx, id: BookingId) -> Done {
    let mut row = load(tx, id)?;
    let next = row.booking.clone().looking_further()?;
    if row.search.is_some_and(|search| search.state == SearchState::Exhausted) {
        let window = next.window();
        if !window.instant && window.starts_at <= tx.now {
            return Err(MoveError::BadNewTime.into());
        }
        moved(&mut row, next, "search_again");
        record::begin_search(tx, &mut row);
        tx.save(row);
    }
    Ok(())
}

/// Somebody is asked.
fn offered(tx: &mut Tx, plan: &Plan, mut row: BookingRow, record: &Record) -> Done {
    let next = row.booking.clone().offered()?;
    moved(&mut row, next, "offered");
    let expires_at = plan.dispatch.policy.offer_expires_at(record.search.mode, tx.now);
    for provider in &record.decision.chosen {
        let reach =
            record.candidates.iter().find(|c| c.provider == *provider).and_then(|c| c.reach);
        let Some(reach) = reach else { continue };
        let offer = OfferRow {
            booking: row.booking.id(),
            search: Some(record.search.id),
            provider: *provider,
            status: "open",
            instant: row.booking.window().instant,
            travel_s: reach.travel_s,
            expires_at,
        };
        let id: kernel::ids::OfferId = tx.id();
        tx.t.offers.put(id, offer);
        record::count(tx, *provider, |stats| stats.offers += 1);
        if !tx.has(Defect::TimerForgotten) {
            tx.t.jobs.put((Kind::ExpireOffer, id.uuid()), Job::at(expires_at));
        }
    }
    tx.save(row);
    Ok(())
}

/// Nobody is left: the customer is asked.
fn unmatched(tx: &mut Tx, plan: &Plan, mut row: BookingRow) -> Done {
    record::end_search(&mut row, SearchState::Exhausted);
    let next = row.booking.clone().looking_further()?;
    moved(&mut row, next, "unmatched");
    let (window, now) = (row.booking.window(), tx.now);
    let silence = now + TimeDelta::seconds(plan.give_up_after_s.into());
    let at = if window.instant { silence } else { window.starts_at.max(now) };
    if !tx.has(Defect::SilenceForgotten) {
        let job = Job { asked: row.version, ..Job::at(at) };
        tx.t.jobs.put((Kind::GiveUp, row.booking.id().uuid()), job);
    }
    tx.save(row);
    Ok(())
}

/// A running search with everybody who could be asked.
struct Hunt {
    row: BookingRow,
    search: Search,
    candidates: Vec<Candidate>,
    last: Option<Last>,
}

impl Hunt {
    fn begin(
        tx: &mut Tx,
        plan: &Plan,
        mut row: BookingRow,
        live: &Live,
    ) -> Result<Self, super::Refused> {
        let running = row.search.filter(|search| search.state == SearchState::Running);
        let running = match running {
            Some(running) => running,
            None => {
                let next = row.booking.clone().search_begun()?;
                moved(&mut row, next, "search_begun");
                SearchRow { id: tx.id(), state: SearchState::Running, last: None }
            }
        };
        row.search = Some(running);
        let wanted = row.booking.clone().expected_in(0, tx.now);
        let buffer = TimeDelta::seconds(plan.rules.buffer_s.into());
        let candidates = plan.workers.iter().map(|worker| {
            let facts = facts(tx, plan, &row, &wanted, worker, running.id);
            matching::candidate(&wanted, &facts, live, tx.now, buffer)
        });
        let candidates = candidates.collect();
        let mut search = matching::search(&wanted, running.id, plan.offering, tx.now);
        search.may_wait_until = plan.searching.may_wait_until(&row.booking, tx.now);
        Ok(Self { row, search, candidates, last: running.last })
    }

    fn next(&self, plan: &Plan) -> Next {
        next_after(&plan.dispatch.policy, self.last.as_ref())
    }

    fn decide(&self, plan: &Plan, round: Round) -> Record {
        let rules = plan.dispatch.clone();
        let record = Record::decide(self.search.clone(), self.candidates.clone(), rules, round);
        assert!(record.replays(), "a stored round decides the same again");
        record
    }

    fn ended(&mut self, record: &Record) {
        let (left, waits) = (record.decision.left, record.decision.waits);
        self.last = Some(Last { round: record.round, left, waits });
        if let Some(search) = &mut self.row.search {
            search.last = self.last;
        }
    }

    fn gate(&mut self, taken: &[ProviderId]) {
        for candidate in self.candidates.iter_mut().filter(|c| taken.contains(&c.provider)) {
            candidate.has_open_instant_offer = true;
        }
    }
}

/// What the candidates' query finds of one provider.
fn facts(
    tx: &Tx,
    plan: &Plan,
    row: &BookingRow,
    wanted: &Booking,
    worker: &Worker,
    search: SearchId,
) -> Row {
    let (window, id) = (wanted.window(), wanted.id());
    let job = super::offers::work(plan, wanted);
    let (before, after) = super::offers::neighbours(tx, &job, worker.id, window.starts_at, id);
    let until = window.ends_at + job.buffer;
    let mine = || tx.t.reservations.iter().filter(|(_, taken)| taken.provider == worker.id);
    let free = !mine()
        .any(|((of, _), taken)| of != id && taken.from < until && window.starts_at < taken.until);
    let day = cairo::local_date(window.starts_at);
    let that_day = mine().filter(|(_, taken)| cairo::local_date(taken.from) == day).count();
    let offers = || tx.t.offers.iter().map(|(_, offer)| offer).filter(|o| o.provider == worker.id);
    let asked =
        offers().any(|offer| offer.search == Some(search)) || row.left_by.contains(&worker.id);
    let open = offers().any(|offer| offer.instant && offer.status == "open");
    let stats = tx.t.stats.get(worker.id).copied().unwrap_or_default();
    let (debt, state) =
        tx.t.debts.get(worker.id).copied().unwrap_or((kernel::Money::ZERO, DebtState::Clear));
    let answered = (stats.accepts + stats.refusals, stats.accepts);
    Row {
        provider: worker.id,
        verified: true,
        active: true,
        documents_valid: true,
        documents_until: None,
        online: worker.online,
        ar: true,
        en: false,
        gender: None,
        home_m: Some(worker.home.distance_m(wanted.facts().pin)),
        hours: worker.hours.clone(),
        daily_limit: worker.daily_limit,
        offers_service: true,
        certified: false,
        custom_price: None,
        serves_address: true,
        free,
        before: before.map(|stop| (stop.until, stop.away_m)),
        after: after.map(|stop| (stop.starts_at, stop.away_m)),
        jobs_that_day: u32::try_from(that_day).unwrap_or(u32::MAX),
        blocked_by_customer: false,
        blocks_customer: false,
        debt,
        debt_is_hard: state == DebtState::Hard,
        already_asked: asked,
        open_instant_offer: open && !tx.has(Defect::TwoInstantOffers),
        holds_slot: false,
        favourite: worker.favourite_of == Some(wanted.facts().customer_id),
        is_backup: false,
        rating: None,
        offers_30d: answered,
        offers_then_90d: answered,
        bookings_90d: (
            stats.completions + stats.excused + stats.at_fault,
            stats.completions + stats.excused,
        ),
        dropped_30d: stats.at_fault,
        last_offer_at: None,
        offers_24h: stats.offers,
        income_today: kernel::Money::ZERO,
        jobs_of_service: stats.completions,
    }
}
