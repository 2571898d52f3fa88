//! An operator undoes an entry with its mirror, once.

use crate::app::App;
use crate::commands::operator::{Action, business_key, tell_in_tx};
use crate::domain::account::Kind;
use crate::domain::payment::Stage;
use crate::domain::template::Template;
use crate::error::OperatorError;
use crate::ledger::{About, reverse_in_tx};
use crate::reads::ledger::entry_in_tx;
use crate::store::{ledger, payments};
use chassis::StoreError;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::payments::PaymentRefunded;
use httpkit::Actor;
use kernel::Money;
use kernel::ids::{BookingId, EntryId, PaymentId};
use serde_json::json;
use sqlx::PgConnection;

/// Undoes `entry`.
///
/// # Errors
/// No such entry; one that is undone another way or was undone before; money that is gone.
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    entry: EntryId,
    reason: &str,
) -> Result<Answer, OperatorError> {
    business_key(key)?;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let found = ledger::find(&mut tx, entry).await?.ok_or(OperatorError::NotFound)?;
    if found.is_reversed {
        return Err(OperatorError::AlreadyReversed);
    }
    if !Template::is_reversible(&found.template) {
        return Err(OperatorError::NotReversible);
    }
    let about = About {
        booking_id: found.booking_id,
        payment_id: found.payment_id,
        operator_id: Some(actor.user_id),
        memo: Some(reason),
        rule: None,
    };
    let mirror =
        reverse_in_tx(&mut tx, app, entry, about).await?.ok_or(OperatorError::AlreadyReversed)?;
    if let (Some(booking), Some(payment)) = (found.booking_id, found.payment_id) {
        give_fee_back(&mut tx, app, mirror, booking, payment).await?;
    }
    let action = Action {
        name: "ledger.reverse",
        subject_type: "ledger_entry",
        subject_id: entry.to_string(),
        reason,
        details: json!({"template": found.template, "mirror": mirror}),
    };
    tell_in_tx(&mut tx, app, actor, action).await?;
    let out = entry_in_tx(&mut tx, mirror).await?;
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// The only reversible entry that belongs to a payment is a cancellation fee.
async fn give_fee_back(
    tx: &mut PgConnection,
    app: &App,
    mirror: EntryId,
    booking_id: BookingId,
    payment_id: PaymentId,
) -> Result<(), StoreError> {
    let world = &app.chassis.world;
    let Some(living) = payments::lock_living(tx, booking_id).await? else { return Ok(()) };
    payments::refund(tx, living.id, Stage::Refunded, living.amount, world.now()).await?;
    for owner in ledger::owners(tx, mirror, Kind::CustomerWallet.tag()).await? {
        let amount: Money = ledger::amount_on(tx, mirror, owner).await?;
        let event = PaymentRefunded { payment_id, booking_id, customer_id: owner.into(), amount };
        chassis::bus::append(tx, world, &event).await?;
    }
    Ok(())
}
