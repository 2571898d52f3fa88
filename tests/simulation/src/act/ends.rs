//! How a booking, or a provider's part in it, ends (`commands/{cancel,no_show,release}.rs` and the
//! timers `give_up` and `payment_expiry`).

use super::record::{self, moved};
use super::{Done, load};
use crate::defect::Defect;
use crate::rows::BookingRow;
use crate::store::Tx;
use booking::domain::{Actor, Booking, Consequence, Effect, Journey, MoveError, Side, Unbinding};
use kernel::Money;
use kernel::ids::BookingId;

/// Somebody ends it. A customer that was shown a fee is refused when it is another one.
pub fn cancel(
    tx: &mut Tx,
    id: BookingId,
    by: Actor,
    journey: &Journey,
    accepted_fee: Option<Money>,
) -> Done {
    let mut row = load(tx, id)?;
    let bound = row.booking.provider();
    let (next, consequence) = row.booking.clone().cancel(by, tx.now, journey, &row.rules)?;
    let other = accepted_fee.is_some_and(|accepted| accepted != consequence.fee);
    if other && !tx.has(Defect::FeeNotShown) {
        return Err(MoveError::FeeChanged { fee: consequence.fee }.into());
    }
    match (consequence.effect, bound) {
        (Effect::Releases, Some(provider)) => {
            moved(&mut row, next, "dropped_out");
            record::released(tx, &mut row, provider, &consequence);
        }
        (Effect::Cancels(reason), _) => {
            moved(&mut row, next, "cancelled");
            record::cancelled(tx, &mut row, reason, &consequence, accepted_fee);
        }
        (Effect::Releases, None) => return Err("booking.not_found".into()),
    }
    tx.save(row);
    Ok(())
}

/// One side is there and the other is not.
pub fn no_show(tx: &mut Tx, id: BookingId, side: Side) -> Done {
    let row = load(tx, id)?;
    let ended = row.booking.clone().no_show(side, tx.now, &row.rules)?;
    end(tx, row, ended);
    Ok(())
}

/// Staff takes the provider off.
pub fn release(tx: &mut Tx, id: BookingId, at_fault: bool) -> Done {
    let mut row = load(tx, id)?;
    let Unbinding { booking, released, consequence } =
        row.booking.clone().release(at_fault, &row.rules)?;
    moved(&mut row, booking, "released");
    record::released(tx, &mut row, released, &consequence);
    tx.save(row);
    Ok(())
}

/// The timer of the wait for money.
pub fn expire_payment(tx: &mut Tx, id: BookingId) {
    let Some(row) = tx.booking(id) else { return };
    if let Ok(ended) = row.booking.clone().expire_payment(tx.now, &row.rules) {
        end(tx, row, ended);
    }
}

/// The timer of a customer's silence; `asked` is the version it was asked at.
pub fn give_up(tx: &mut Tx, id: BookingId, asked: u32) {
    let Some(row) = tx.booking(id).filter(|row| row.version == asked) else { return };
    if let Ok(ended) = row.booking.clone().give_up(tx.now, &row.rules) {
        end(tx, row, ended);
    }
}

fn end(tx: &mut Tx, mut row: BookingRow, (next, consequence): (Booking, Consequence)) {
    moved(&mut row, next, "cancelled");
    if let Effect::Cancels(reason) = consequence.effect {
        record::cancelled(tx, &mut row, reason, &consequence, None);
    }
    tx.save(row);
}
