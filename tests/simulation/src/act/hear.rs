//! What booking does when others' facts arrive (`services/booking/src/subscribers`).

use super::record::{self, moved};
use crate::bus::Event;
use crate::plan::Plan;
use crate::store::Tx;
use crate::timers::Kind;
use booking::domain::Effect;
use contracts::booking::Stage;
use kernel::Instant;
use kernel::ids::BookingId;

/// The failure after which the wait goes on (`subscribers/on_payment_failed.rs`).
const WALLET_TOO_LOW: &str = "payments.wallet_too_low";

/// Applies a fact of payments.
pub fn hear(tx: &mut Tx, _plan: &Plan, event: &Event, at: Instant) {
    match event {
        Event::PaymentAuthorised(e) => authorised(tx, e.booking_id),
        Event::PaymentFailed(e) => failed(tx, e.booking_id, &e.code),
        Event::PaymentSettled(e) => {
            let Some(mut row) = tx.booking(e.booking_id) else { return };
            let next = row.booking.clone().settled(at);
            moved(&mut row, next, "money_settled");
            tx.save(row);
        }
        Event::PaymentRefunded(e) => {
            let Some(mut row) = tx.booking(e.booking_id) else { return };
            let next = row.booking.clone().refunded();
            moved(&mut row, next, "money_refunded");
            tx.save(row);
        }
        Event::ProviderBalanceChanged(e) => {
            let debt = (-e.balance).max(kernel::Money::ZERO);
            tx.t.debts.put(e.provider_id, (debt, e.debt));
        }
        _ => {}
    }
}

fn authorised(tx: &mut Tx, id: BookingId) {
    let Some(mut row) = tx.booking(id) else { return };
    // Too late: it was cancelled, and payments gives the money back for that.
    let Ok(next) = row.booking.clone().paid() else { return };
    moved(&mut row, next, "paid");
    tx.t.jobs.remove((Kind::PaymentExpiry, id.uuid()));
    record::begin_search(tx, &mut row);
    tx.save(row);
}

fn failed(tx: &mut Tx, id: BookingId, code: &str) {
    let Some(mut row) = tx.booking(id) else { return };
    if code == WALLET_TOO_LOW {
        if row.booking.stage() == Stage::AwaitingPayment {
            row.version += 1;
            tx.save(row);
        }
        return;
    }
    let Ok((next, consequence)) = row.booking.clone().expire_payment(tx.now, &row.rules) else {
        return;
    };
    moved(&mut row, next, "cancelled");
    if let Effect::Cancels(reason) = consequence.effect {
        record::cancelled(tx, &mut row, reason, &consequence, None);
    }
    tx.save(row);
}
