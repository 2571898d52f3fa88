//! Another time for the visit (`commands/{reschedule,decide_reschedule}.rs`).

use super::record::{self, moved};
use super::{Done, load};
use crate::defect::Defect;
use crate::plan::Plan;
use crate::rows::{BookingRow, Proposed};
use crate::store::Tx;
use booking::domain::{Action, Consent, Journey, MoveError, Side};
use contracts::booking::{Stage, Status};
use kernel::ids::BookingId;
use kernel::{Instant, Money};

/// Moves the visit, or proposes it where the other side must agree.
pub fn move_to(tx: &mut Tx, plan: &Plan, id: BookingId, side: Side, starts_at: Instant) -> Done {
    let mut row = load(tx, id)?;
    let consent = row.booking.may_reschedule(side, starts_at, tx.now, &row.rules)?;
    let due = row.booking.assess(Side::Customer, tx.now, &Journey::default(), &row.rules);
    let owed = due.map_or(Money::ZERO, |due| due.fee);
    match consent {
        Consent::NotNeeded { fee_floor } => {
            let forgotten = tx.has(Defect::FloorForgotten);
            let fee_floor = if forgotten { Money::ZERO } else { fee_floor };
            let owed = if side == Side::Customer { owed } else { Money::ZERO };
            go(tx, plan, row, starts_at, fee_floor, owed)
        }
        Consent::Needed { fee_floor } => {
            if row.booking.stage() == Stage::Paused {
                // The time of a further visit is looked at when it is agreed.
                row.booking.clone().reschedule(starts_at, Money::ZERO, tx.now)?;
            }
            row.proposed = Some(Proposed { by: side, starts_at, fee_floor });
            row.version += 1;
            tx.save(row);
            Ok(())
        }
    }
}

/// The other side decides on a proposed time.
pub fn decide_move(tx: &mut Tx, plan: &Plan, id: BookingId, side: Side, yes: bool) -> Done {
    let mut row = load(tx, id)?;
    let stage = row.booking.stage();
    let proposed = row
        .proposed
        .take()
        .filter(|proposed| proposed.by != side)
        .ok_or(MoveError::NotAllowed { action: Action::Decide, stage })?;
    if !yes {
        tx.save(row);
        return Ok(());
    }
    let floor = match proposed.by {
        Side::Customer => proposed.fee_floor,
        Side::Provider | Side::Operator => Money::ZERO,
    };
    go(tx, plan, row, proposed.starts_at, floor, floor)
}

fn go(
    tx: &mut Tx,
    plan: &Plan,
    mut row: BookingRow,
    starts_at: Instant,
    fee_floor: Money,
    owed: Money,
) -> Done {
    let next = row.booking.clone().reschedule(starts_at, fee_floor, tx.now)?;
    if let Some(provider) = next.provider() {
        if next.stage() == Stage::Paused {
            record::cut_time(tx, next.id());
        }
        super::offers::reserve(tx, plan, &next, provider, starts_at)?;
        row.owed_at_move = row.owed_at_move.max(owed);
    }
    moved(&mut row, next, "rescheduled");
    row.proposed = None;
    let awaits_money = row.booking.stage() == Stage::AwaitingPayment;
    if row.booking.status() == Status::Pending && !awaits_money {
        record::stop_search(tx, &mut row);
        record::begin_search(tx, &mut row);
    }
    tx.save(row);
    Ok(())
}
