//! A booking was cancelled: what was held is free again, and a fee is charged if one is due.

use crate::app::App;
use crate::commands::settle_job::series;
use crate::domain::closing::Closing;
use crate::domain::collect::Collected;
use crate::domain::fee::FeeSplit;
use crate::domain::invoice::Invoice;
use crate::domain::payment::Stage;
use crate::domain::template::Template;
use crate::ledger::{About, post_in_tx};
use crate::store::payments::NewPayment;
use crate::store::settlements::Parties;
use crate::store::wallets::HoldEnd;
use crate::store::{disputes, payments, receipts, settlements, wallets};
use chassis::StoreError;
use contracts::booking::{BookingCancelled, BookingFacts};
use contracts::payments::PaymentRefunded;
use kernel::Money;
use kernel::ids::PaymentId;
use sqlx::PgConnection;

/// Closes the payment of a cancelled booking. Does nothing when it is closed, or when the job was
/// settled before: then a dispute's decision says what goes back.
///
/// # Errors
/// When the database is away.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    event: &BookingCancelled,
) -> Result<(), StoreError> {
    let booking = &event.booking;
    let bound = booking.provider_id.is_some();
    let fee = FeeSplit::of(event.fee, event.fee_to_provider, event.verdict, bound);
    close_in_tx(tx, app, booking, &fee, Some(&event.rule)).await
}

/// Closes the payment of a booking that will not be completed; `rule` says why it ended.
///
/// # Errors
/// When the database is away.
pub async fn close_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &BookingFacts,
    fee: &FeeSplit,
    rule: Option<&str>,
) -> Result<(), StoreError> {
    let Some(payment) = payable(tx, app, booking, fee).await? else { return Ok(()) };
    let (world, now) = (&app.chassis.world, app.chassis.world.now());
    if let Some(open) = disputes::lock_open(tx, booking.id).await? {
        disputes::decide(tx, open.id, Money::ZERO, now).await?;
    }
    let before = wallets::lock(tx, booking.customer_id).await?;
    let released = wallets::end_hold(tx, payment, HoldEnd::Released, now).await?;
    let closing = Closing::of(fee, before.available(), released);
    match closing.stage {
        Stage::Fee => {
            let about = About {
                booking_id: Some(booking.id),
                payment_id: Some(payment),
                rule,
                ..About::default()
            };
            charge(tx, app, booking, fee, &closing.collected, about).await?;
        }
        Stage::Released => payments::refund(tx, payment, Stage::Released, released, now).await?,
        stage => payments::set_stage(tx, payment, stage, now).await?,
    }
    if closing.back > Money::ZERO {
        let event = PaymentRefunded {
            payment_id: payment,
            booking_id: booking.id,
            customer_id: booking.customer_id,
            amount: closing.back,
        };
        chassis::bus::append(tx, world, &event).await?;
    }
    Ok(())
}

/// The payment to close; begun now when a fee is due and every attempt before failed.
async fn payable(
    tx: &mut PgConnection,
    app: &App,
    booking: &BookingFacts,
    fee: &FeeSplit,
) -> Result<Option<PaymentId>, StoreError> {
    if settlements::find(tx, booking.id).await?.is_some() {
        return Ok(None);
    }
    if let Some(living) = payments::lock_living(tx, booking.id).await? {
        return Ok((!living.stage.is_closed()).then_some(living.id));
    }
    if fee.total.is_zero() {
        return Ok(None);
    }
    let new = NewPayment {
        id: app.chassis.world.id::<PaymentId>(),
        booking_id: booking.id,
        customer_id: booking.customer_id,
        provider_id: booking.provider_id,
        method: booking.payment_method,
        amount: fee.total,
        stage: Stage::Due,
        failure_code: None,
    };
    payments::insert(tx, &new, app.chassis.world.now()).await?;
    Ok(Some(new.id))
}

async fn charge(
    tx: &mut PgConnection,
    app: &App,
    booking: &BookingFacts,
    fee: &FeeSplit,
    collected: &Collected,
    about: About<'_>,
) -> Result<(), StoreError> {
    let Some(payment) = about.payment_id else { return Ok(()) };
    let (provider, now) = (booking.provider_id, app.chassis.world.now());
    let parties =
        Parties { booking_id: booking.id, payment_id: payment, customer_id: booking.customer_id };
    let template = Template::FeeCharged {
        customer: booking.customer_id,
        provider,
        fee: *fee,
        collected: *collected,
    };
    settlements::insert_fee(tx, &parties, provider, fee, collected, now).await?;
    post_in_tx(tx, app, &format!("fee:{}", booking.id), &template, about).await?;
    payments::settle(tx, payment, Stage::Fee, provider, fee.total, now).await?;
    let invoice = Invoice::of_fee(fee).paid(collected);
    receipts::issue(tx, &series(now), &parties, provider, fee.total, &invoice, now).await?;
    Ok(())
}
