//! What every move writes: the row, its history, and what follows from where it leads.

use super::{BookingError, job_record, warranty};
use crate::domain::{Booking, By, Consequence, Ended, Payer, Pending, Side, State};
use crate::reads::BookingStateOut;
use crate::store::history::{self, Move};
use crate::store::{
    bookings, calendar, compensations, drop_outs, offers, proposals, reschedules, stats,
};
use crate::{App, SERVICE, jobs};
use chassis::StoreError;
use chassis::idempotency::{Answer, IdempotencyKey};
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingMoved, BookingOfferClosed, BookingReleased,
    BookingSearching, CancelReason, CompensationDue, Stage, Status,
};
use kernel::Money;
use kernel::ids::{EventId, ProviderId, UserId};
use serde_json::{Value, json};
use sqlx::PgConnection;
use stats::Counter;

/// Where a booking stood before a move.
#[derive(Clone, Copy, Debug)]
pub struct Was {
    /// Its status.
    pub status: Status,
    /// Its stage.
    pub stage: Stage,
}

impl Was {
    /// Where it stands now.
    #[must_use]
    pub fn of(booking: &Booking) -> Self {
        Self { status: booking.status(), stage: booking.stage() }
    }
}

/// Writes the first line of a new booking's history.
///
/// # Errors
/// When the database refuses or is away.
pub async fn created_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    by: By,
) -> Result<(), StoreError> {
    let to = (booking.status(), booking.stage());
    let id = booking.id;
    let step = Move {
        booking: id,
        version: booking.version,
        from: None,
        to,
        by,
        action: "created",
        reason: None,
    };
    history::add_in_tx(tx, &app.chassis.world, step).await?;
    job_record::moved_in_tx(tx, app, booking, None, by, "created", None).await
}

/// Saves a moved booking and writes its history; answers it with its new version.
///
/// # Errors
/// When the database refuses or is away.
pub async fn moved_in_tx(
    tx: &mut PgConnection,
    app: &App,
    was: Was,
    mut booking: Booking,
    by: impl Into<By>,
    action: &str,
    reason: Option<&str>,
) -> Result<Booking, StoreError> {
    bookings::save_in_tx(tx, &booking, app.now()).await?;
    booking.version += 1;
    let (by, from) = (by.into(), Some((was.status, was.stage)));
    let step = Move {
        booking: booking.id,
        version: booking.version,
        from,
        to: (booking.status(), booking.stage()),
        by,
        action,
        reason,
    };
    history::add_in_tx(tx, &app.chassis.world, step).await?;
    job_record::moved_in_tx(tx, app, &booking, from, by, action, reason).await?;
    Ok(booking)
}

/// Tells that the stage moved.
///
/// # Errors
/// When the database refuses or is away.
pub async fn tell_moved_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    was: Was,
) -> Result<(), StoreError> {
    let event = BookingMoved { booking: booking.facts(), from: was.stage };
    chassis::bus::append(tx, &app.chassis.world, &event).await
}

/// Withdraws what is still offered of a booking and tells so.
///
/// # Errors
/// When the database refuses or is away.
pub async fn withdraw_offers_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
) -> Result<(), StoreError> {
    for (offer_id, offered_to) in offers::withdraw_open_in_tx(tx, booking.id, app.now()).await? {
        let event = BookingOfferClosed {
            booking: booking.facts(),
            offer_id,
            offered_to,
            outcome: "withdrawn".into(),
        };
        chassis::bus::append(tx, &app.chassis.world, &event).await?;
    }
    Ok(())
}

/// Tells that the search starts, and puts it on the schedule for now. A search that still runs ends,
/// so that a new one begins.
///
/// # Errors
/// When the database refuses or is away.
pub async fn search_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
) -> Result<(), StoreError> {
    let world = &app.chassis.world;
    offers::end_search_in_tx(tx, booking.id, app.now()).await?;
    let event = BookingSearching { booking: booking.facts(), again: booking.drop_outs > 0 };
    chassis::bus::append(tx, world, &event).await?;
    chassis::jobs::schedule(tx, world, SERVICE, jobs::SEARCH, booking.id, app.now(), json!({}))
        .await
}

/// Ends what was looked for: offers, the running search and its job.
///
/// # Errors
/// When the database refuses or is away.
pub async fn stop_search_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
) -> Result<(), StoreError> {
    withdraw_offers_in_tx(tx, app, booking).await?;
    offers::end_search_in_tx(tx, booking.id, app.now()).await?;
    chassis::jobs::cancel(tx, SERVICE, jobs::SEARCH, booking.id).await
}

/// What follows from a cancellation: everything that waited is withdrawn, the provider's time is
/// given back, rates are counted, and it is told.
///
/// # Errors
/// When the database refuses or is away.
pub async fn cancelled_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    reason: CancelReason,
    consequence: &Consequence,
) -> Result<(), StoreError> {
    stop_search_in_tx(tx, app, booking).await?;
    chassis::jobs::cancel(tx, SERVICE, jobs::PAYMENT_EXPIRY, booking.id).await?;
    proposals::withdraw_in_tx(tx, booking.id, app.now()).await?;
    close_reschedule_in_tx(tx, app, booking).await?;
    calendar::cut_in_tx(tx, booking.id, app.now()).await?;
    if let Some(provider) = booking.provider() {
        count_end_in_tx(tx, app, provider, consequence).await?;
    }
    let event = BookingCancelled {
        booking: booking.facts(),
        reason,
        verdict: consequence.verdict(),
        rule: consequence.rule.tag().to_owned(),
        fee: consequence.fee,
        fee_to_provider: consequence.fee_to_provider,
    };
    chassis::bus::append(tx, &app.chassis.world, &event).await?;
    compensated_in_tx(tx, app, booking, consequence).await?;
    warranty::visit_cancelled_in_tx(tx, app, booking).await
}

/// Notes and tells what the customer gets for its lost time.
async fn compensated_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    consequence: &Consequence,
) -> Result<(), StoreError> {
    let compensation = consequence.compensation;
    if compensation.amount <= Money::ZERO {
        return Ok(());
    }
    let rule = consequence.rule;
    compensations::add_in_tx(tx, booking.id, compensation, rule, app.now()).await?;
    let event = CompensationDue {
        booking: booking.facts(),
        amount: compensation.amount,
        by_provider: compensation.by == Payer::Provider,
        rule: rule.tag().to_owned(),
    };
    chassis::bus::append(tx, &app.chassis.world, &event).await
}

/// What follows when a provider left or was taken off: its time is given back, the drop-out is
/// noted, and the search starts again.
///
/// # Errors
/// When the database refuses or is away.
pub async fn released_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    released: ProviderId,
    consequence: &Consequence,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    let now = app.now();
    calendar::free_in_tx(tx, booking.id, now).await?;
    offers::drop_accepted_in_tx(tx, booking.id).await?;
    close_reschedule_in_tx(tx, app, booking).await?;
    let (id, no) = (booking.id, booking.drop_outs);
    drop_outs::add_in_tx(tx, id, no, released, consequence, reason, now).await?;
    count_end_in_tx(tx, app, released, consequence).await?;
    let event = BookingReleased {
        booking: booking.facts(),
        released,
        verdict: consequence.verdict(),
        reason: reason.unwrap_or(consequence.rule.tag()).to_owned(),
    };
    chassis::bus::append(tx, &app.chassis.world, &event).await?;
    search_in_tx(tx, app, booking).await
}

/// Counts the end of a booking for the provider that was bound to it.
async fn count_end_in_tx(
    tx: &mut PgConnection,
    app: &App,
    provider: ProviderId,
    consequence: &Consequence,
) -> Result<(), StoreError> {
    let blamed = consequence.counts_against() == Some(Side::Provider);
    let counter = if blamed { Counter::AtFault } else { Counter::Excused };
    stats::count_in_tx(tx, provider, counter, app.now()).await
}

/// Withdraws an open proposal of another time.
///
/// # Errors
/// When the database is away.
pub async fn close_reschedule_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
) -> Result<(), StoreError> {
    let outcome = reschedules::Outcome::Withdrawn;
    reschedules::close_in_tx(tx, booking.id, outcome, app.now()).await
}

/// Tells the audit log what staff did.
///
/// # Errors
/// When the database refuses or is away.
pub async fn operator_acted_in_tx(
    tx: &mut PgConnection,
    app: &App,
    operator: UserId,
    action: &str,
    booking: &Booking,
    reason: &str,
    details: Value,
) -> Result<(), StoreError> {
    let event = OperatorActed {
        action_id: app.chassis.world.id::<EventId>(),
        operator_id: operator,
        action: action.to_owned(),
        subject_type: "booking".to_owned(),
        subject_id: booking.id.to_string(),
        reason: Some(reason.to_owned()),
        details,
    };
    chassis::bus::append(tx, &app.chassis.world, &event).await
}

/// Puts the end of the wait for a prepaid booking's money on the schedule.
///
/// # Errors
/// When the database refuses or is away.
pub async fn await_payment_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
) -> Result<(), StoreError> {
    let State::Pending(Pending::AwaitingPayment { until }) = booking.state else { return Ok(()) };
    let (world, kind) = (&app.chassis.world, jobs::PAYMENT_EXPIRY);
    chassis::jobs::schedule(tx, world, SERVICE, kind, booking.id, until, json!({})).await
}

/// What follows from the end of the work: later visits are given back, rates are counted, the
/// silence of the customer is put on the schedule, and it is told.
///
/// # Errors
/// When the database refuses or is away.
pub async fn completed_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    ended: &Ended,
) -> Result<(), StoreError> {
    let (now, world) = (app.now(), &app.chassis.world);
    calendar::cut_in_tx(tx, booking.id, now).await?;
    let earned = Counter::Completion(booking.price.settlement.earnings);
    stats::count_in_tx(tx, ended.visit.provider, earned, now).await?;
    let rules = app.agreed_in_tx(tx, booking).await?;
    let silence = now + TimeDelta::seconds(rules.auto_confirm_s.into());
    let kind = jobs::AUTO_CONFIRM;
    chassis::jobs::schedule(tx, world, SERVICE, kind, booking.id, silence, json!({})).await?;
    let minutes = ((ended.at - ended.visit.started_at).num_seconds().max(0) + 59) / 60;
    let event = BookingCompleted {
        booking: booking.facts(),
        started_at: ended.visit.started_at,
        ended_at: ended.at,
        actual_minutes: u32::try_from(minutes).unwrap_or(u32::MAX),
    };
    chassis::bus::append(tx, world, &event).await?;
    warranty::visit_done_in_tx(tx, app, booking).await
}

/// The answer of a command: where the booking stands now, kept under the request's key.
///
/// # Errors
/// When the database refuses or is away.
pub async fn answer_in_tx(
    tx: &mut PgConnection,
    app: &App,
    key: &IdempotencyKey,
    booking: &Booking,
) -> Result<Answer, BookingError> {
    let answer = Answer::json(200, &BookingStateOut::of(booking))?;
    key.keep(tx, &app.chassis.world, &answer).await?;
    Ok(answer)
}
