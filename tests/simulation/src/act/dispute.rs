//! Disputes and their talk (`commands/{dispute,hold,propose_settlement,answer_proposal,
//! resolve_dispute,end_dispute}.rs` and the timers of their deadlines).

use super::record::{self, moved};
use super::{Done, Refused, load};
use crate::rows::BookingRow;
use crate::store::Tx;
use crate::timers::{Job, Kind};
use booking::domain::{
    Answered, Effect, MoveError, Resolution, Rule, Side, State, Talk, TalkState,
};
use contracts::booking::{BookingDisputed, CancelReason, DisputeDecided};
use kernel::Money;
use kernel::ids::BookingId;

/// The customer disputes completed work. What it claims is the first of its evidence.
pub fn dispute(tx: &mut Tx, id: BookingId) -> Done {
    let mut row = load(tx, id)?;
    let next = row.booking.clone().dispute(tx.now, &row.rules)?;
    moved(&mut row, next, "disputed");
    open(tx, row, true);
    Ok(())
}

/// Staff stops work that goes on and holds the money.
pub fn hold(tx: &mut Tx, id: BookingId) -> Done {
    let mut row = load(tx, id)?;
    let next = row.booking.clone().hold(tx.now)?;
    moved(&mut row, next, "held");
    (row.work, row.proposed) = (None, None);
    record::cut_time(tx, id);
    open(tx, row, false);
    Ok(())
}

fn open(tx: &mut Tx, mut row: BookingRow, customer_heard: bool) {
    let talk = Talk::opened(tx.now, &row.rules);
    let id = row.booking.id();
    tx.t.jobs.put((Kind::DisputeEvidence, id.uuid()), Job::at(talk.evidence_until));
    row.talk = Some((talk, customer_heard, false));
    tx.tell(BookingDisputed { booking: row.booking.facts(), reason: "dispute".into() });
    tx.save(row);
}

fn talk_of(row: &BookingRow) -> Result<(Talk, bool, bool), Refused> {
    row.talk.ok_or_else(|| MoveError::NoProposal.into())
}

/// A side tells its own.
pub fn tell_own(tx: &mut Tx, id: BookingId, side: Side) -> Done {
    let mut row = load(tx, id)?;
    row.booking.may_add_evidence(side)?;
    let (talk, customer, provider) = talk_of(&row)?;
    talk.may_add_evidence(tx.now)?;
    row.talk = Some((talk, customer || side == Side::Customer, provider || side == Side::Provider));
    tx.save(row);
    Ok(())
}

/// The provider or staff proposes how to end it.
pub fn propose(tx: &mut Tx, id: BookingId, side: Side, how: Resolution) -> Done {
    let mut row = load(tx, id)?;
    let (talk, customer, provider) = talk_of(&row)?;
    let total = row.booking.facts().settlement.total;
    let talk = talk.propose(side, how, total, tx.now, &row.rules)?;
    let open = talk.proposal.ok_or(MoveError::NoProposal)?;
    tx.t.jobs.put((Kind::DisputeProposal, id.uuid()), Job::at(open.expires_at));
    row.talk = Some((talk, customer, provider));
    tx.save(row);
    Ok(())
}

/// A side answers the open proposal.
pub fn answer(tx: &mut Tx, id: BookingId, side: Side, yes: bool) -> Done {
    let mut row = load(tx, id)?;
    let (talk, customer, provider) = talk_of(&row)?;
    let (talk, answered) = talk.answer(side, yes, tx.now)?;
    row.talk = Some((talk, customer, provider));
    if answered != Answered::Waiting {
        tx.t.jobs.remove((Kind::DisputeProposal, id.uuid()));
    }
    match answered {
        Answered::Agreed(how) => end(tx, row, how, "dispute_agreed"),
        Answered::Waiting | Answered::Declined => {
            tx.save(row);
            Ok(())
        }
    }
}

/// Staff decides, once both sides were heard or had their time.
pub fn decide(tx: &mut Tx, id: BookingId, how: Resolution) -> Done {
    let mut row = load(tx, id)?;
    let total = row.booking.facts().settlement.total;
    let State::Disputed(..) = row.booking.state() else {
        return Err("booking.not_allowed".into());
    };
    how.refund(total)?;
    let (talk, customer, provider) = talk_of(&row)?;
    let talk = talk.decide(customer && provider, tx.now)?;
    row.talk = Some((talk, customer, provider));
    end(tx, row, how, "resolved")
}

fn end(tx: &mut Tx, mut row: BookingRow, how: Resolution, action: &'static str) -> Done {
    let id = row.booking.id();
    let (next, refund) = row.booking.clone().resolve(how, tx.now, &row.rules)?;
    moved(&mut row, next, action);
    if let Some((talk, _, _)) = &mut row.talk {
        (talk.state, talk.proposal) = (TalkState::Decided, None);
    }
    for kind in [Kind::DisputeEvidence, Kind::DisputeProposal] {
        tx.t.jobs.remove((kind, id.uuid()));
    }
    let refund = end_stopped_work(tx, &mut row, refund)?;
    let event =
        DisputeDecided { booking: row.booking.facts(), refund, reason: "decided".to_owned() };
    tx.tell(event);
    tx.save(row);
    Ok(())
}

fn end_stopped_work(tx: &mut Tx, row: &mut BookingRow, refund: Money) -> Result<Money, Refused> {
    if row.booking.was_completed_before_dispute() {
        return Ok(refund);
    }
    if matches!(row.booking.state(), State::Completed(_)) {
        record::completed(tx, row)?;
        return Ok(refund);
    }
    let reason = CancelReason::ByOperator;
    let effect = Effect::Cancels(reason);
    let consequence = row.booking.consequence(effect, Rule::OperatorDecision, &row.rules);
    record::cancelled(tx, row, reason, &consequence, None);
    Ok(Money::ZERO)
}

/// The time for evidence is over.
pub fn after_evidence(tx: &mut Tx, id: BookingId) {
    let Some(mut row) = tx.booking(id) else { return };
    let Some((talk, customer, provider)) = row.talk else { return };
    let Some(talk) = talk.evidence_over(tx.now) else { return };
    row.talk = Some((talk, customer, provider));
    tx.save(row);
}

/// The time for an answer is over.
pub fn after_proposal(tx: &mut Tx, id: BookingId) {
    let Some(mut row) = tx.booking(id) else { return };
    let Some((talk, customer, provider)) = row.talk else { return };
    let Some(talk) = talk.lapse(tx.now) else { return };
    row.talk = Some((talk, customer, provider));
    tx.save(row);
}
