//! A booking was created: its payment begins, and a wallet gives what must be there first.

use crate::app::App;
use crate::domain::payment::{Opening, Stage, opening};
use crate::store::payments::NewPayment;
use crate::store::{bookings, payments, wallets};
use chassis::StoreError;
use contracts::booking::{BookingCreated, PaymentMethod};
use contracts::payments::{PaymentAuthorised, PaymentFailed};
use kernel::Money;
use kernel::ids::PaymentId;
use sqlx::PgConnection;

/// The wallet has less than is needed.
pub const WALLET_TOO_LOW: &str = "payments.wallet_too_low";
/// No gateway collects this way.
pub const METHOD_NOT_AVAILABLE: &str = "payments.method_not_available";

/// Begins the payment of a new booking; does nothing when it has one.
///
/// # Errors
/// When the database is away.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    event: &BookingCreated,
) -> Result<(), StoreError> {
    let booking = &event.booking;
    let world = &app.chassis.world;
    bookings::upsert(tx, booking, world.now()).await?;
    if payments::any(tx, booking.id).await? {
        return Ok(());
    }
    let new = |amount: Money, stage, failure_code| NewPayment {
        id: world.id::<PaymentId>(),
        booking_id: booking.id,
        customer_id: booking.customer_id,
        provider_id: booking.provider_id,
        method: booking.payment_method,
        amount,
        stage,
        failure_code,
    };
    match opening(booking.payment_method, event.prepay, booking.stage) {
        Opening::Due => {
            let total = booking.settlement.total.max(Money::ZERO);
            payments::insert(tx, &new(total, Stage::Due, None), world.now()).await
        }
        Opening::NotAvailable => {
            let amount = event.prepay.max(Money::ZERO);
            let failed = new(amount, Stage::Failed, Some(METHOD_NOT_AVAILABLE));
            fail(tx, app, &failed, METHOD_NOT_AVAILABLE).await
        }
        Opening::Hold(amount) => {
            let wallet = wallets::lock(tx, booking.customer_id).await?;
            if wallet.available() < amount {
                let failed = new(amount, Stage::Failed, Some(WALLET_TOO_LOW));
                return fail(tx, app, &failed, WALLET_TOO_LOW).await;
            }
            authorise(tx, app, &new(amount, Stage::Authorised, None)).await
        }
    }
}

async fn authorise(
    tx: &mut PgConnection,
    app: &App,
    payment: &NewPayment,
) -> Result<(), StoreError> {
    let world = &app.chassis.world;
    payments::insert(tx, payment, world.now()).await?;
    if payment.amount > Money::ZERO {
        wallets::hold(tx, world, payment.customer_id, payment.id, payment.amount).await?;
    }
    let event = PaymentAuthorised {
        payment_id: payment.id,
        booking_id: payment.booking_id,
        customer_id: payment.customer_id,
        method: PaymentMethod::Wallet,
        amount: payment.amount,
    };
    chassis::bus::append(tx, world, &event).await
}

async fn fail(
    tx: &mut PgConnection,
    app: &App,
    payment: &NewPayment,
    code: &str,
) -> Result<(), StoreError> {
    let world = &app.chassis.world;
    payments::insert(tx, payment, world.now()).await?;
    let event = PaymentFailed {
        payment_id: payment.id,
        booking_id: payment.booking_id,
        customer_id: payment.customer_id,
        method: payment.method,
        amount: payment.amount,
        code: code.into(),
    };
    chassis::bus::append(tx, world, &event).await
}
