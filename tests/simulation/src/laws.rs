//! What must hold after every step.

use crate::rows::{BookingRow, End};
use crate::store::{Store, Tables};
use booking::domain::{Booking, Side, State};
use contracts::booking::{Stage, Status, Verdict};
use kernel::Money;
use kernel::ids::BookingId;
use payments::domain::account::Account;
use std::collections::BTreeMap;
use std::fmt::Display;

/// A broken law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which.
    pub law: &'static str,
    /// Where.
    pub case: String,
}

/// What was found.
pub type Found = Result<(), Broken>;

/// Holds, or is the case of a broken law.
pub fn holds(is_so: bool, law: &'static str, case: impl FnOnce() -> String) -> Found {
    if is_so { Ok(()) } else { Err(Broken { law, case: case() }) }
}

/// Looks at what a commit changed, and at what it could have broken elsewhere.
///
/// # Errors
/// The first law that does not hold.
pub fn after_commit(store: &Store, changed: &[BookingId]) -> Found {
    let t = &store.t;
    calendars(t)?;
    offers(t)?;
    books(t)?;
    for id in changed {
        let Some(row) = t.bookings.get(*id) else { continue };
        booking(t, row)?;
    }
    blame(t)?;
    let twice = t.applied.iter().find(|(_, times)| **times > 1);
    holds(twice.is_none(), "every event is applied once", || format!("{twice:?}"))
}

fn calendars(t: &Tables) -> Found {
    let all: Vec<_> = t.reservations.iter().collect();
    for (n, (key, one)) in all.iter().enumerate() {
        let other = all[..n].iter().find(|(_, other)| {
            other.provider == one.provider && other.from < one.until && one.from < other.until
        });
        holds(other.is_none(), "a provider is never taken twice at a time", || {
            format!("{key:?} and {other:?}")
        })?;
    }
    Ok(())
}

fn offers(t: &Tables) -> Found {
    let mut instant = BTreeMap::new();
    let (mut open, mut won) =
        (BTreeMap::<BookingId, u32>::new(), BTreeMap::<BookingId, u32>::new());
    for (id, offer) in t.offers.iter() {
        match offer.status {
            "open" => {
                *open.entry(offer.booking).or_default() += 1;
                if offer.instant {
                    let other = instant.insert(offer.provider, id);
                    let law = "a provider has one instant offer at a time";
                    holds(other.is_none(), law, || format!("{id} and {other:?}"))?;
                }
            }
            "accepted" | "dropped" => *won.entry(offer.booking).or_default() += 1,
            _ => {}
        }
    }
    for (id, row) in t.bookings.iter() {
        let is_open = open.get(&id).copied().unwrap_or_default() > 0;
        let is_offered = row.booking.stage() == Stage::Offered;
        holds(is_open == is_offered, "who is offered has an open offer, and nobody else", || {
            format!("{id} {:?} open: {is_open}", row.booking.stage())
        })?;
        let bound =
            row.history.iter().filter(|l| matches!(l.action, "accepted" | "assigned")).count();
        let won = won.get(&id).copied().unwrap_or_default() as usize;
        holds(won == bound, "each binding has one winning offer", || {
            format!("{id}: bound {bound} times, {won} offers won")
        })?;
    }
    Ok(())
}

fn books(t: &Tables) -> Found {
    for (_, entry) in t.entries.iter() {
        let sum: Money = entry.postings.iter().map(|posting| posting.amount).sum();
        holds(sum.is_zero(), "every entry sums to zero", || format!("{entry:?}"))?;
    }
    let sum: Money = t.balances.iter().map(|(_, balance)| *balance).sum();
    holds(sum.is_zero(), "the trial balance is zero", || sum.to_string())?;
    for (account, balance) in t.balances.iter() {
        let Account::Wallet(customer) = account else { continue };
        let holds_of = t.holds.iter().filter(|(_, h)| h.active && h.customer == customer);
        let aside: Money = holds_of.map(|(_, hold)| hold.amount).sum();
        holds(*balance >= aside, "a wallet covers what is set aside of it", || {
            format!("{customer}: {balance}, aside {aside}")
        })?;
    }
    Ok(())
}

/// The legal moves of the design: from a stage to the stages it may go to. Staying is always legal.
fn legal(from: Stage) -> &'static [Stage] {
    use Stage as S;
    match from {
        S::AwaitingPayment => &[S::Searching, S::Closed],
        S::Searching => &[S::Offered, S::Assigned, S::Closed],
        S::Offered => &[S::Searching, S::Assigned, S::Closed],
        S::Assigned => &[S::EnRoute, S::Searching, S::Closed],
        S::EnRoute => &[S::Arrived, S::Searching, S::Closed],
        S::Arrived => &[S::Inspecting, S::Working, S::Searching, S::Closed],
        S::Inspecting => &[S::AwaitingApproval, S::Closed, S::Open],
        S::AwaitingApproval => &[S::Inspecting, S::Working, S::Done, S::Closed, S::Open],
        S::Working => &[S::AwaitingApproval, S::Paused, S::Done, S::Closed, S::Open],
        S::Paused => &[S::Working, S::Closed, S::Open],
        S::Done => &[S::Settled, S::Open],
        S::Settled => &[S::Open],
        S::Closed => &[],
        S::Open => &[S::UnderReview, S::Done, S::Settled, S::Closed],
        S::UnderReview => &[S::Done, S::Settled, S::Closed],
    }
}

fn booking(t: &Tables, row: &BookingRow) -> Found {
    let b = &row.booking;
    let id = b.id();
    let mut at = None;
    for line in &row.history {
        let goes_on = line.from == at;
        holds(goes_on, "the history has no gap", || format!("{id}: {:?}", row.history))?;
        let is_legal =
            line.from.is_none_or(|from| from == line.to || legal(from).contains(&line.to));
        holds(is_legal, "only legal moves", || format!("{id}: {line:?}"))?;
        at = Some(line.to);
    }
    holds(at == Some(b.stage()), "the history ends where it stands", || format!("{id}"))?;
    let bound = b.provider().is_some();
    let must = match b.status() {
        Status::Pending => Some(false),
        Status::Cancelled => None,
        _ => Some(true),
    };
    holds(
        must.is_none_or(|must| must == bound),
        "pending is nobody's, the rest is somebody's",
        || format!("{id} {:?} {:?}", b.stage(), b.provider()),
    )?;
    let facts = b.facts();
    let split = facts.settlement;
    holds(split.unexplained().is_zero(), "a price is divided to the piastre", || {
        format!("{split:?}")
    })?;
    holds(split.total <= b.approved_total(), "nobody pays more than was approved", || {
        format!("{id}: {} of {}", split.total, b.approved_total())
    })?;
    reserved(t, b)?;
    for end in &row.ends {
        fair(row, end)?;
    }
    let by_the_way = !matches!(b.status(), Status::Confirmed) || row.owed_at_move <= b.fee_floor();
    holds(by_the_way, "moving a visit is no way around a fee", || {
        format!("{id}: {} was due, {} is kept", row.owed_at_move, b.fee_floor())
    })
}

fn reserved(t: &Tables, b: &Booking) -> Found {
    let id = b.id();
    let taken = t.reservations.get((id, b.visit_no()));
    let any = t.reservations.iter().any(|((of, _), _)| of == id);
    match b.status() {
        Status::Confirmed => {
            let mine = taken.is_some_and(|taken| Some(taken.provider) == b.provider());
            holds(mine, "who is confirmed has reserved the time", || format!("{id}: {taken:?}"))
        }
        Status::Pending => {
            holds(!any, "nobody's time is taken for what is pending", || format!("{id}"))
        }
        _ => Ok(()),
    }
}

/// Nobody pays and nobody's rates are touched but for a fault of its own, and what was shown is what
/// is charged.
fn fair(row: &BookingRow, end: &End) -> Found {
    let (c, verdict) = (&end.consequence, end.consequence.verdict());
    let total = row.booking.facts().settlement.total;
    let case = || format!("{}: {end:?}", row.booking.id());
    let blamed = verdict == Verdict::CustomerAtFault && end.provider.is_some();
    holds(c.fee.is_zero() || blamed, "a fee is for a fault towards somebody", case)?;
    holds(c.fee <= total, "a fee is never more than the visit", case)?;
    let share = c.fee_to_provider;
    let within = !share.is_negative() && share <= c.fee;
    holds(within, "the provider's share is of the fee", case)?;
    let compensation = c.compensation.amount;
    let theirs = compensation.is_zero() || verdict == Verdict::ProviderAtFault;
    holds(theirs, "a compensation is for the provider's fault", case)?;
    let right = match c.counts_against() {
        None => true,
        Some(Side::Customer) => verdict == Verdict::CustomerAtFault,
        Some(Side::Provider) => verdict == Verdict::ProviderAtFault,
        Some(Side::Operator) => false,
    };
    holds(right, "only the side at fault is blamed", case)?;
    let shown = end.shown.is_none_or(|shown| shown == c.fee);
    holds(shown, "what the preview showed is what is charged", case)
}

/// A provider's rates are what the verdicts say.
fn blame(t: &Tables) -> Found {
    let mut faults = BTreeMap::new();
    for (_, row) in t.bookings.iter() {
        for end in &row.ends {
            let Some(provider) = end.provider else { continue };
            let of: &mut (u32, u32) = faults.entry(provider).or_default();
            let c = &end.consequence;
            if c.verdict() == Verdict::ProviderAtFault && c.counts {
                of.0 += 1;
            } else {
                of.1 += 1;
            }
        }
    }
    for (provider, stats) in t.stats.iter() {
        let (fault, excused) = faults.get(&provider).copied().unwrap_or_default();
        let same = (stats.at_fault, stats.excused) == (fault, excused);
        holds(same, "nobody's rates are touched without a fault", || {
            format!("{provider}: {stats:?}, verdicts say {fault} and {excused}")
        })?;
    }
    Ok(())
}

/// Who is waited for, where a booking stands; nobody when it is over, and when only a timer could
/// move it on.
#[must_use]
pub fn waits_for(row: &BookingRow) -> Option<Side> {
    match row.booking.state() {
        State::Pending(_) | State::Completed(_) | State::Cancelled(_) => None,
        State::Confirmed(..) => Some(Side::Provider),
        State::InProgress(..) if row.work.is_some() => Some(Side::Customer),
        State::InProgress(..) => Some(Side::Provider),
        State::Disputed(..) => Some(Side::Operator),
    }
}

/// A case, for people.
pub fn case(id: impl Display, text: &str) -> String {
    format!("{id}: {text}")
}
