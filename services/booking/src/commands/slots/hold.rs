//! A customer who is about to order holds a time.

use super::Terms;
use super::give_back::end_in_tx;
use super::seat::{self, Seat};
use super::terms::Ask;
use crate::commands::create::{check_account, kept_before};
use crate::commands::{OrderError, SlotError};
use crate::reads::SlotHoldOut;
use crate::store::calendar;
use crate::store::holds::{self, Ending, Hold};
use crate::{App, SERVICE, jobs};
use chassis::idempotency::{Answer, IdempotencyKey};
use chrono::TimeDelta;
use kernel::Instant;
use kernel::ids::{HoldId, UserId};
use serde_json::json;
use sqlx::PgConnection;

/// Holds a time; the customer's hold of before is given back.
///
/// # Errors
/// [`SlotError::Gone`] when nobody can keep it any more, [`SlotError::ZoneClosed`]; as the catalog
/// refuses a quote.
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    ask: Ask,
    starts_at: Instant,
) -> Result<Answer, OrderError> {
    if let Some(kept) = kept_before(app, key).await? {
        return Ok(kept);
    }
    check_account(app, user).await?;
    let terms = Terms::of(app, Ask { customer: Some(user), ..ask }).await?;
    if starts_at < app.now() {
        return Err(OrderError::WindowPast { field: "startsAt" });
    }
    if !terms.is_open(starts_at) {
        return Err(slot(SlotError::ZoneClosed));
    }
    if starts_at > terms.catalog.latest_start || starts_at < terms.earliest(app) {
        return Err(slot(SlotError::Gone));
    }

    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let hold = take_in_tx(&mut tx, app, user, &terms, starts_at).await?;
    let answer = Answer::json(201, &SlotHoldOut::of(&hold))?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn take_in_tx(
    tx: &mut PgConnection,
    app: &App,
    user: UserId,
    terms: &Terms,
    starts_at: Instant,
) -> Result<Hold, OrderError> {
    let (now, world) = (app.now(), &app.chassis.world);
    holds::queue_in_tx(tx, user).await?;
    if let Some(earlier) = holds::of_customer(tx, user).await? {
        calendar::several_in_tx(tx).await?;
        end_in_tx(tx, app, earlier, Ending::GivenBack).await?;
    }
    let id: HoldId = world.id();
    let expires_at = now + TimeDelta::seconds(app.config.slots.hold_s.into());
    let seat = Seat { id: id.uuid(), booking: None, starts_at, expires_at };
    let taken = seat::take_in_tx(tx, app, &terms.wanted(app), &terms.job, seat).await?;
    let hold = Hold {
        id,
        customer: user,
        service: terms.ask.service,
        provider: taken.ok_or_else(|| slot(SlotError::Gone))?,
        pin: terms.ask.pin,
        starts_at,
        ends_at: starts_at + terms.job.length,
        expires_at,
    };
    holds::insert_in_tx(tx, &hold, now).await?;
    let kind = jobs::EXPIRE_HOLD;
    chassis::jobs::schedule(tx, world, SERVICE, kind, id, expires_at, json!({})).await?;
    Ok(hold)
}

fn slot(error: SlotError) -> OrderError {
    OrderError::Booking(error.into())
}
