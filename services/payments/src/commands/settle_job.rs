//! A booking was completed: its price is divided in the ledger and a receipt issued.

use crate::app::App;
use crate::domain::collect::Collected;
use crate::domain::invoice::Invoice;
use crate::domain::payment::Stage;
use crate::domain::settling::payee;
use crate::domain::template::Template;
use crate::ledger::{About, post_in_tx};
use crate::store::payments::{Living, NewPayment};
use crate::store::settlements::Parties;
use crate::store::wallets::HoldEnd;
use crate::store::{payments, receipts, settlements, wallets};
use chassis::StoreError;
use chassis::bus::HandlerError;
use chrono::Datelike;
use contracts::booking::BookingFacts;
use contracts::payments::PaymentSettled;
use kernel::ids::PaymentId;
use kernel::{Instant, Money};
use sqlx::PgConnection;

/// Settles a completed booking; does nothing when it is settled.
///
/// # Errors
/// Refuses a price that doesn't add up or has nobody to be paid to.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &BookingFacts,
) -> Result<(), HandlerError> {
    if settlements::find(tx, booking.id).await?.is_some() {
        return Ok(());
    }
    let provider = payee(booking).map_err(|error| HandlerError::Refused(error.to_string()))?;
    let world = &app.chassis.world;
    let payment = living(tx, app, booking).await?;
    if payment.stage.is_closed() {
        let reason = format!("booking {} was cancelled before it was completed", booking.id);
        return Err(HandlerError::Refused(reason));
    }
    let collected = collect(tx, app, booking, payment.id).await?;
    let parties = Parties {
        booking_id: booking.id,
        payment_id: payment.id,
        customer_id: booking.customer_id,
    };
    let (split, now) = (booking.settlement, world.now());
    let template =
        Template::JobSettled { customer: booking.customer_id, provider, split, collected };
    let about =
        About { booking_id: Some(booking.id), payment_id: Some(payment.id), ..About::default() };
    let method = booking.payment_method;
    settlements::insert(tx, &parties, provider, method, &split, &collected, now).await?;
    post_in_tx(tx, app, &format!("settle:{}", booking.id), &template, about).await?;
    payments::settle(tx, payment.id, Stage::Settled, Some(provider), split.total, now).await?;
    let invoice = Invoice::of_job(&split, &booking.service_name).paid(&collected);
    receipts::issue(tx, &series(now), &parties, Some(provider), split.total, &invoice, now).await?;
    let event = PaymentSettled {
        payment_id: payment.id,
        booking_id: booking.id,
        customer_id: booking.customer_id,
        provider_id: Some(provider),
        method,
        amount: split.total,
        commission: split.commission,
        taxes: split.taxes,
    };
    Ok(chassis::bus::append(tx, world, &event).await?)
}

/// The series of a receipt's number: the year on the wall in Cairo.
#[must_use]
pub fn series(at: Instant) -> String {
    kernel::cairo::local_date(at).year().to_string()
}

/// The booking's living payment; one is begun when every attempt before failed.
async fn living(
    tx: &mut PgConnection,
    app: &App,
    booking: &BookingFacts,
) -> Result<Living, StoreError> {
    if let Some(living) = payments::lock_living(tx, booking.id).await? {
        return Ok(living);
    }
    let new = NewPayment {
        id: app.chassis.world.id::<PaymentId>(),
        booking_id: booking.id,
        customer_id: booking.customer_id,
        provider_id: booking.provider_id,
        method: booking.payment_method,
        amount: booking.settlement.total,
        stage: Stage::Due,
        failure_code: None,
    };
    payments::insert(tx, &new, app.chassis.world.now()).await?;
    Ok(Living { id: new.id, stage: Stage::Due, amount: new.amount, refunded: Money::ZERO })
}

/// Where the price comes from: the provider's hand, or what was held, then the wallet, and what
/// neither has is owed.
async fn collect(
    tx: &mut PgConnection,
    app: &App,
    booking: &BookingFacts,
    payment: PaymentId,
) -> Result<Collected, StoreError> {
    let total = booking.settlement.total;
    let before = wallets::lock(tx, booking.customer_id).await?;
    let held = wallets::end_hold(tx, payment, HoldEnd::Captured, app.chassis.world.now()).await?;
    Ok(Collected::of_job(booking.payment_method, total, before.available() + held))
}
