//! What people ask of booking, each in one transaction: the steps of `services/booking/src/commands`
//! over the stage's tables. Every decision is `booking::domain`'s, `booking::matching`'s or
//! `dispatch`'s.

mod dispute;
mod ends;
mod hear;
mod offers;
mod record;
mod search;
mod time;
mod visit;

pub use dispute::{
    after_evidence, after_proposal, answer, decide, dispute, hold, propose, tell_own,
};
pub use ends::{cancel, expire_payment, give_up, no_show, release};
pub use hear::hear;
pub use offers::{accept, assign, close_offer, decline};
pub use search::{search, search_again, search_batch};
pub use time::{decide_move, move_to};
pub use visit::{
    arrive, complete, confirm, decide_work, en_route, pause, propose_work, resume, start,
    withdraw_work,
};

use crate::rows::BookingRow;
use crate::store::Tx;
use crate::timers::{Job, Kind};
use booking::commands::OfferError;
use booking::domain::{Booking, MoveError, State};
use contracts::booking::{BookingCreated, PaymentMethod, PaymentMethodChanged, PaymentRetried};
use kernel::ids::BookingId;
use kernel::{Fault, Money};
use record::moved;
use std::rc::Rc;

/// A refusal, by its stable code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl From<MoveError> for Refused {
    fn from(error: MoveError) -> Self {
        Self(error.code().to_string())
    }
}

impl From<OfferError> for Refused {
    fn from(error: OfferError) -> Self {
        Self(error.code().to_string())
    }
}

impl From<&str> for Refused {
    fn from(code: &str) -> Self {
        Self(code.to_owned())
    }
}

/// What comes of an act.
pub type Done = Result<(), Refused>;

/// A booking that is there.
fn load(tx: &mut Tx, id: BookingId) -> Result<BookingRow, Refused> {
    tx.booking(id).ok_or_else(|| "booking.not_found".into())
}

/// Orders. The quote's price is made already.
pub fn order(tx: &mut Tx, plan: &crate::plan::Plan, new: booking::domain::NewBooking) -> Done {
    // The unique constraint on the quote: ordered once.
    if tx.t.bookings.get(new.id).is_some() {
        return Err("booking.quote_used".into());
    }
    let rules = Rc::clone(&plan.rules);
    let booking = Booking::create(new, tx.now, &rules);
    let prepaid = booking.facts().payment_method.is_prepaid();
    let prepay = if prepaid { booking.facts().settlement.total } else { Money::ZERO };
    tx.tell(BookingCreated { booking: booking.facts(), prepay, quote_id: None });
    let id = booking.id();
    let mut row = record::new_row(booking, rules);
    if let State::Pending(booking::domain::Pending::AwaitingPayment { until }) = row.booking.state()
    {
        if !tx.has(crate::defect::Defect::PaymentWaitForgotten) {
            let until = *until;
            tx.t.jobs.put((Kind::PaymentExpiry, id.uuid()), Job::at(until));
        }
    } else {
        record::begin_search(tx, &mut row);
    }
    tx.save(row);
    Ok(())
}

/// Pays what must be there first, again or in another way.
pub fn pay(tx: &mut Tx, id: BookingId, method: PaymentMethod) -> Done {
    let mut row = load(tx, id)?;
    let from = row.booking.facts().payment_method;
    let next = row.booking.clone().pay_by(method)?;
    moved(&mut row, next, "payment_tried");
    if method == from {
        let prepay = row.booking.facts().settlement.total;
        tx.tell(PaymentRetried { booking: row.booking.facts(), prepay });
    } else {
        tx.tell(PaymentMethodChanged { booking: row.booking.facts(), from });
    }
    if matches!(row.booking.state(), State::Pending(booking::domain::Pending::Searching)) {
        tx.t.jobs.remove((Kind::PaymentExpiry, id.uuid()));
        record::begin_search(tx, &mut row);
    }
    tx.save(row);
    Ok(())
}
