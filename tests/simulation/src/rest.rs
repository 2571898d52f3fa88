//! What must hold when nothing more happens.

use crate::bus::Service;
use crate::laws::{Found, case, holds, waits_for};
use crate::rows::BookingRow;
use crate::store::Store;
use crate::timers::Kind;
use booking::domain::State;
use contracts::booking::{PaymentMethod, Stage, Status};
use kernel::Money;
use kernel::ids::BookingId;
use payments::domain::account::{Account, Kind as AccountKind};
use std::collections::BTreeMap;

/// Looks at everything. `over` says that everybody has done what was waited for.
///
/// # Errors
/// The first law that does not hold.
pub fn at_rest(store: &Store, over: bool) -> Found {
    delivered(store)?;
    timers(store)?;
    balances(store)?;
    for (id, row) in store.t.bookings.iter() {
        stands(id, row, over)?;
        money(store, id, row)?;
    }
    Ok(())
}

fn delivered(store: &Store) -> Found {
    let t = &store.t;
    holds(store.outbox.is_empty(), "everything told has its place in the log", String::new)?;
    let parked = t.parked.iter().next();
    holds(parked.is_none(), "nothing is parked", || format!("{parked:?}"))?;
    for service in Service::ALL {
        let at = t.cursors.get(service).map_or(0, |cursor| cursor.position);
        holds(at == store.log.len(), "every service has followed to the end", || format!("{at}"))?;
    }
    for fact in &store.log {
        let times = t.applied.get((fact.event.follower(), fact.no)).copied().unwrap_or_default();
        holds(times == 1, "every event is applied once", || {
            format!("{} {} times {times}", fact.no, fact.event.name())
        })?;
    }
    Ok(())
}

fn timers(store: &Store) -> Found {
    // Paused work is shown to staff again and again; nothing else is left.
    let left = store.t.jobs.iter().find(|(key, job)| key.0 != Kind::Paused || job.shown == 0);
    holds(left.is_none(), "all timers end", || format!("{left:?}"))
}

fn balances(store: &Store) -> Found {
    let mut sums: BTreeMap<Account, Money> = BTreeMap::new();
    for (_, entry) in store.t.entries.iter() {
        for posting in &entry.postings {
            *sums.entry(posting.account).or_default() += posting.amount;
        }
    }
    for (account, balance) in store.t.balances.iter() {
        let sum = sums.get(&account).copied().unwrap_or_default();
        holds(sum == *balance, "balances are the sums of their postings", || {
            format!("{account:?}: {balance}, postings {sum}")
        })?;
    }
    let held = store.t.balances.get(Account::Disputes).copied().unwrap_or_default();
    let open = store.t.held.iter().flat_map(|(_, all)| all).filter(|dispute| dispute.open);
    let open: Money = open.map(|dispute| dispute.held).sum();
    holds(held == open, "what disputes hold is held for one that is open", || {
        format!("{held}, open {open}")
    })
}

fn stands(id: BookingId, row: &BookingRow, over: bool) -> Found {
    let stage = row.booking.stage();
    let is_final = matches!(stage, Stage::Closed | Stage::Settled);
    if over {
        return holds(is_final, "everybody done, a booking is over", || {
            case(id, &format!("{stage:?}"))
        });
    }
    let waits = waits_for(row).is_some();
    holds(is_final || waits, "a booking is over or waits for somebody", || {
        format!("{id} {stage:?} {:?}", row.history)
    })?;
    let silent = !matches!(row.booking.state(), State::Completed(_))
        || row.booking.work_confirmed().is_some()
        || row.booking.dispute_record().is_some();
    holds(silent, "silence confirms the work", || format!("{id}"))
}

/// What a booking did to its customer and its provider, as the ledger and the provider's hand say.
#[derive(Default, Debug)]
struct Moved {
    customer: Money,
    provider: Money,
}

fn moved(store: &Store, id: BookingId) -> Moved {
    let mut moved = Moved::default();
    for (_, entry) in store.t.entries.iter().filter(|(_, entry)| entry.booking == Some(id)) {
        for posting in &entry.postings {
            match posting.account.kind() {
                AccountKind::CustomerWallet | AccountKind::CustomerReceivable => {
                    moved.customer += posting.amount;
                }
                AccountKind::ProviderPayable => moved.provider += posting.amount,
                // What a dispute holds is still the provider's.
                AccountKind::DisputesHeld => moved.provider += posting.amount,
                _ => {}
            }
        }
    }
    if let Some(job) = store.t.settled.get(id) {
        moved.customer -= job.collected.cash;
        moved.provider += job.collected.cash;
    }
    moved
}

/// Everybody has exactly what the booking's end says, however the events came.
fn money(store: &Store, id: BookingId, row: &BookingRow) -> Found {
    let b = &row.booking;
    let (facts, moved) = (b.facts(), moved(store, id));
    let split = facts.settlement;
    let refund = b.dispute_record().and_then(|dispute| dispute.decided).map(|(_, refund)| refund);
    let (customer, provider) = match (b.status(), b.state()) {
        (Status::Completed, _) => {
            let back = refund.unwrap_or_default();
            let exact = split.earnings + split.parts;
            let least = if back.is_zero() { exact } else { Money::ZERO };
            (back - split.total, least..=exact)
        }
        (Status::Cancelled, State::Cancelled(end)) => {
            let due = row.ends.last().map(|end| end.consequence.compensation).unwrap_or_default();
            let paid = if row.ends.is_empty() { Money::ZERO } else { due.amount };
            let by_provider = match due.by {
                booking::domain::Payer::Provider => paid,
                booking::domain::Payer::Platform => Money::ZERO,
            };
            let gets = end.fee_to_provider - by_provider;
            // Where a promotion paid everything, nothing goes back and the provider keeps it.
            let free = store.t.settled.get(id).filter(|job| job.split.total.is_zero());
            let kept = free.map_or(Money::ZERO, |job| job.split.earnings + job.split.parts);
            (paid - end.fee, gets..=gets + kept)
        }
        (Status::Disputed, _) if store.t.settled.get(id).is_some() => {
            let exact = split.earnings + split.parts;
            (-split.total, exact..=exact)
        }
        _ => (Money::ZERO, Money::ZERO..=Money::ZERO),
    };
    holds(moved.customer == customer, "a customer pays exactly what the end says", || {
        format!("{id} {:?}: {moved:?}, should be {customer}; {:?}", b.stage(), row.ends)
    })?;
    holds(provider.contains(&moved.provider), "a provider gets exactly what the end says", || {
        format!("{id} {:?}: {moved:?}, should be {provider:?}; {:?}", b.stage(), row.ends)
    })?;
    aside(store, id, b.status(), facts.payment_method)
}

/// Nothing stays set aside for what is over.
fn aside(store: &Store, id: BookingId, status: Status, method: PaymentMethod) -> Found {
    let over = matches!(status, Status::Completed | Status::Cancelled);
    let attempts = store.t.payments.get(id).map(Vec::as_slice).unwrap_or_default();
    let active = attempts.iter().filter_map(|payment| store.t.holds.get(payment.id));
    let stays = active.filter(|hold| hold.active).count();
    holds(stays == 0 || !over && method != PaymentMethod::Cash, "nothing stays set aside", || {
        format!("{id} {status:?}: {stays}")
    })
}
