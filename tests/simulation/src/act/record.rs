//! What every move writes, and what follows from where it leads (`commands/record.rs`).

use super::Refused;
use crate::defect::Defect;
use crate::rows::{BookingRow, End, Line, SearchState, Stats};
use crate::store::Tx;
use crate::timers::{Job, Kind};
use booking::domain::{Booking, Consequence, Payer, Rules, Side};
use chrono::TimeDelta;
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingReleased, CancelReason, CompensationDue,
};
use kernel::Money;
use kernel::ids::{BookingId, ProviderId};
use std::rc::Rc;

/// A new booking's row.
pub fn new_row(booking: Booking, rules: Rc<Rules>) -> BookingRow {
    let first = Line { from: None, to: booking.stage(), action: "created" };
    BookingRow {
        booking,
        rules,
        search: None,
        work: None,
        proposed: None,
        talk: None,
        left_by: Vec::new(),
        history: vec![first],
        ends: Vec::new(),
        owed_at_move: Money::ZERO,
        version: 1,
    }
}

/// The booking after a move, with its line of history.
pub fn moved(row: &mut BookingRow, next: Booking, action: &'static str) {
    row.history.push(Line { from: Some(row.booking.stage()), to: next.stage(), action });
    row.booking = next;
    row.version += 1;
}

/// A new search is on the schedule for now; one that still runs ends.
pub fn begin_search(tx: &mut Tx, row: &mut BookingRow) {
    end_search(row, SearchState::Ended);
    let at = tx.now;
    tx.t.jobs.put((Kind::Search, row.booking.id().uuid()), Job::at(at));
}

/// Ends the running search.
pub fn end_search(row: &mut BookingRow, state: SearchState) {
    if let Some(search) = row.search.as_mut().filter(|s| s.state == SearchState::Running) {
        search.state = state;
    }
}

/// Withdraws what is still offered.
pub fn withdraw_offers(tx: &mut Tx, id: BookingId) {
    close_offers(tx, id, "open", "withdrawn");
}

/// Marks every offer of a booking that has one status with another.
pub fn close_offers(tx: &mut Tx, id: BookingId, from: &str, to: &'static str) {
    let of = tx.t.offers.iter().filter(|(_, o)| o.booking == id && o.status == from);
    for (offer, row) in of.map(|(key, row)| (key, *row)).collect::<Vec<_>>() {
        tx.t.offers.put(offer, crate::rows::OfferRow { status: to, ..row });
    }
}

/// Ends what was looked for.
pub fn stop_search(tx: &mut Tx, row: &mut BookingRow) {
    let id = row.booking.id();
    withdraw_offers(tx, id);
    end_search(row, SearchState::Ended);
    tx.t.jobs.remove((Kind::Search, id.uuid()));
}

/// Counts one more for a provider.
pub fn count(tx: &mut Tx, provider: ProviderId, one_more: impl FnOnce(&mut Stats)) {
    let mut stats = tx.t.stats.get(provider).copied().unwrap_or_default();
    one_more(&mut stats);
    tx.t.stats.put(provider, stats);
}

/// Gives a booking's time back: all of it.
pub fn free_time(tx: &mut Tx, id: BookingId) {
    for key in visits(tx, id) {
        tx.t.reservations.remove(key);
    }
}

/// Gives back what of a booking's time is still ahead.
pub fn cut_time(tx: &mut Tx, id: BookingId) {
    let now = tx.now;
    for key in visits(tx, id) {
        let Some(taken) = tx.t.reservations.get(key).copied() else { continue };
        if taken.from >= now {
            tx.t.reservations.remove(key);
        } else if taken.until > now {
            tx.t.reservations.put(key, crate::rows::Reservation { until: now, ..taken });
        }
    }
}

fn visits(tx: &Tx, id: BookingId) -> Vec<(BookingId, i16)> {
    tx.t.reservations.iter().map(|(key, _)| key).filter(|(of, _)| *of == id).collect()
}

/// What follows from a cancellation.
pub fn cancelled(
    tx: &mut Tx,
    row: &mut BookingRow,
    reason: CancelReason,
    consequence: &Consequence,
    shown: Option<Money>,
) {
    let id = row.booking.id();
    stop_search(tx, row);
    tx.t.jobs.remove((Kind::PaymentExpiry, id.uuid()));
    (row.work, row.proposed) = (None, None);
    cut_time(tx, id);
    let provider = row.booking.provider();
    ended(tx, row, provider, consequence, shown);
    let fee = match tx.has(Defect::FeeRounded) {
        true => Money::egp((consequence.fee.as_piastres() + 99) / 100),
        false => consequence.fee,
    };
    tx.tell(BookingCancelled {
        booking: row.booking.facts(),
        reason,
        verdict: consequence.verdict(),
        rule: consequence.rule.tag().to_owned(),
        fee,
        fee_to_provider: consequence.fee_to_provider,
    });
    let compensation = consequence.compensation;
    if compensation.amount > Money::ZERO {
        tx.tell(CompensationDue {
            booking: row.booking.facts(),
            amount: compensation.amount,
            by_provider: compensation.by == Payer::Provider,
            rule: consequence.rule.tag().to_owned(),
        });
    }
}

/// What follows when a provider left or was taken off.
pub fn released(
    tx: &mut Tx,
    row: &mut BookingRow,
    provider: ProviderId,
    consequence: &Consequence,
) {
    let id = row.booking.id();
    if !tx.has(Defect::TimeNotFreed) {
        free_time(tx, id);
    }
    close_offers(tx, id, "accepted", "dropped");
    row.proposed = None;
    row.left_by.push(provider);
    row.owed_at_move = Money::ZERO;
    ended(tx, row, Some(provider), consequence, None);
    tx.tell(BookingReleased {
        booking: row.booking.facts(),
        released: provider,
        verdict: consequence.verdict(),
        reason: consequence.rule.tag().to_owned(),
    });
    begin_search(tx, row);
}

/// Counts the end for the provider that was bound.
fn ended(
    tx: &mut Tx,
    row: &mut BookingRow,
    provider: Option<ProviderId>,
    consequence: &Consequence,
    shown: Option<Money>,
) {
    row.ends.push(End { provider, consequence: *consequence, shown });
    let Some(provider) = provider else { return };
    let blamed = consequence.counts_against() == Some(Side::Provider);
    let blamed = blamed || tx.has(Defect::AlwaysBlamed);
    count(tx, provider, |stats| match blamed {
        true => stats.at_fault += 1,
        false => stats.excused += 1,
    });
}

/// What follows from the end of the work.
pub fn completed(tx: &mut Tx, row: &BookingRow) -> Result<(), Refused> {
    let trail = row.booking.state().trail().ok_or(Refused::from("booking.nobody_worked"))?;
    let (Some(started_at), Some(ended_at)) = (trail.started_at, trail.ended_at) else {
        return Err("booking.nobody_worked".into());
    };
    cut_time(tx, row.booking.id());
    count(tx, trail.provider, |stats| stats.completions += 1);
    let silence = tx.now + TimeDelta::seconds(row.rules.auto_confirm_s.into());
    tx.t.jobs.put((Kind::AutoConfirm, row.booking.id().uuid()), Job::at(silence));
    let minutes = ((ended_at - started_at).num_seconds().max(0) + 59) / 60;
    tx.tell(BookingCompleted {
        booking: row.booking.facts(),
        started_at,
        ended_at,
        actual_minutes: u32::try_from(minutes).unwrap_or(u32::MAX),
    });
    Ok(())
}
