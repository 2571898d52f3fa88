//! The way, the start code, the work and its end (`commands/{en_route,arrive,start,…}.rs`).

use super::record::{self, moved};
use super::{Done, load};
use crate::rows::Reservation;
use crate::store::Tx;
use crate::timers::{Job, Kind};
use booking::domain::{
    CodeTry, Doing, Position, Proof, ProposedWork, Resume, State, WorkConfirmer, paused,
};
use kernel::ids::BookingId;

/// The provider sets out.
pub fn en_route(tx: &mut Tx, id: BookingId) -> Done {
    let mut row = load(tx, id)?;
    let next = row.booking.clone().en_route(tx.now, &row.rules)?;
    moved(&mut row, next, "en_route");
    tx.save(row);
    Ok(())
}

/// The provider is there; staff may say so where its position does not.
pub fn arrive(tx: &mut Tx, id: BookingId, position: Option<Position>) -> Done {
    let mut row = load(tx, id)?;
    let next = match position {
        Some(position) => row.booking.clone().arrive(position, tx.now, &row.rules)?,
        None => row.booking.clone().arrive_by_operator(tx.now)?,
    };
    moved(&mut row, next, "arrived");
    tx.save(row);
    Ok(())
}

/// A start code is given; a wrong one is counted though it is refused.
pub fn start(tx: &mut Tx, id: BookingId, right: bool) -> Done {
    let mut row = load(tx, id)?;
    let refused = match row.booking.clone().start(right, tx.now, &row.rules)? {
        CodeTry::Wrong(next, error) => {
            moved(&mut row, next, "wrong_code");
            Err(error.into())
        }
        CodeTry::Started(next) => {
            moved(&mut row, next, "started");
            begin_time(tx, id, row.booking.visit_no());
            Ok(())
        }
    };
    tx.save(row);
    refused
}

/// The work began before its time: it is taken from now on, unless that is somebody else's.
fn begin_time(tx: &mut Tx, id: BookingId, visit: i16) {
    let now = tx.now;
    let Some(taken) = tx.t.reservations.get((id, visit)).copied() else { return };
    let in_the_way = tx.t.reservations.iter().any(|(key, other)| {
        key != (id, visit)
            && other.provider == taken.provider
            && other.from < taken.from
            && now < other.until
    });
    if taken.from > now && !in_the_way {
        tx.t.reservations.put((id, visit), Reservation { from: now, ..taken });
    }
}

/// The provider proposes: a price after the inspection, or more work.
pub fn propose_work(tx: &mut Tx, id: BookingId, work: ProposedWork) -> Done {
    let mut row = load(tx, id)?;
    let next = match row.booking.state() {
        State::InProgress(_, Doing::Inspecting) => row.booking.clone().propose_estimate(work)?,
        _ => row.booking.clone().propose_change(work)?,
    };
    moved(&mut row, next, "work_proposed");
    row.work = Some(work);
    tx.save(row);
    Ok(())
}

/// The provider takes back what it proposed.
pub fn withdraw_work(tx: &mut Tx, id: BookingId) -> Done {
    let mut row = load(tx, id)?;
    let booking = row.booking.clone();
    let next = match row.booking.state() {
        State::InProgress(_, Doing::AwaitingApproval(Resume::Inspecting)) => {
            booking.withdraw_estimate()?
        }
        _ => booking.withdraw_change()?,
    };
    moved(&mut row, next, "work_withdrawn");
    row.work = None;
    tx.save(row);
    Ok(())
}

/// The customer decides on what was proposed.
pub fn decide_work(tx: &mut Tx, id: BookingId, yes: bool) -> Done {
    let mut row = load(tx, id)?;
    let work = row.work.ok_or(super::Refused::from("booking.no_proposal"))?;
    let (booking, now) = (row.booking.clone(), tx.now);
    let is_estimate = matches!(
        row.booking.state(),
        State::InProgress(_, Doing::AwaitingApproval(Resume::Inspecting))
    );
    let next = match (is_estimate, yes) {
        (true, true) => booking.approve_estimate(work)?,
        (true, false) => booking.decline_estimate(now)?,
        (false, true) => booking.approve_change(work)?,
        (false, false) => booking.decline_change()?,
    };
    moved(&mut row, next, if yes { "approved" } else { "declined" });
    row.work = None;
    if matches!(row.booking.state(), State::Completed(_)) {
        record::completed(tx, &row)?;
    }
    tx.save(row);
    Ok(())
}

/// The work is interrupted.
pub fn pause(tx: &mut Tx, id: BookingId) -> Done {
    let mut row = load(tx, id)?;
    let next = row.booking.clone().pause()?;
    moved(&mut row, next, "paused");
    let now = tx.now;
    let job = Job { paused: Some((now, now)), ..Job::at(paused::first_look(now)) };
    tx.t.jobs.put((Kind::Paused, id.uuid()), job);
    tx.save(row);
    Ok(())
}

/// The work goes on.
pub fn resume(tx: &mut Tx, id: BookingId) -> Done {
    let mut row = load(tx, id)?;
    let next = row.booking.clone().resume()?;
    moved(&mut row, next, "resumed");
    tx.t.jobs.remove((Kind::Paused, id.uuid()));
    row.proposed = None;
    tx.save(row);
    Ok(())
}

/// The provider ends the work.
pub fn complete(tx: &mut Tx, id: BookingId) -> Done {
    let mut row = load(tx, id)?;
    let proof = Proof { has_parts_photo: true, ..Proof::default() };
    let next = row.booking.clone().complete(&proof, tx.now)?;
    moved(&mut row, next, "completed");
    record::completed(tx, &row)?;
    tx.save(row);
    Ok(())
}

/// The customer, or its silence, confirms the work.
pub fn confirm(tx: &mut Tx, id: BookingId, by: WorkConfirmer) -> Done {
    let mut row = load(tx, id)?;
    let next = row.booking.clone().confirm_work(by, tx.now)?;
    moved(&mut row, next, "work_confirmed");
    tx.save(row);
    Ok(())
}
