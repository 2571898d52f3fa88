//! A booking was created: its payment begins, and a wallet gives what must be there first.

use crate::app::App;
use crate::domain::payment::{Opening, Stage, opening};
use crate::store::payments::NewPayment;
use crate::store::{bookings, payments, wallets};
use chassis::StoreError;
use contracts::booking::{
    BookingCreated, BookingFacts, PaymentMethod, PaymentMethodChanged, PaymentRetried,
};
use contracts::payments::{PaymentAuthorised, PaymentFailed};
use kernel::Money;
use kernel::ids::PaymentId;
use sqlx::PgConnection;

/// The wallet has less than is needed.
pub const WALLET_TOO_LOW: &str = "payments.wallet_too_low";
/// No gateway collects this way.
pub const METHOD_NOT_AVAILABLE: &str = "payments.method_not_available";
/// The customer pays in another way.
pub const METHOD_CHANGED: &str = "payments.method_changed";

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
    bookings::upsert(tx, booking, app.chassis.world.now()).await?;
    if payments::any(tx, booking.id).await? {
        return Ok(());
    }
    attempt(tx, app, booking, event.prepay).await
}

/// The customer tries again: another attempt, unless one has not failed.
///
/// # Errors
/// When the database is away.
pub async fn again_in_tx(
    tx: &mut PgConnection,
    app: &App,
    event: &PaymentRetried,
) -> Result<(), StoreError> {
    if payments::lock_living(tx, event.booking.id).await?.is_some() {
        return Ok(());
    }
    attempt(tx, app, &event.booking, event.prepay).await
}

/// The customer pays in another way. What was set aside for the way before is free again.
///
/// # Errors
/// When the database is away.
pub async fn instead_in_tx(
    tx: &mut PgConnection,
    app: &App,
    event: &PaymentMethodChanged,
) -> Result<(), StoreError> {
    let (booking, now) = (&event.booking, app.chassis.world.now());
    if let Some(living) = payments::lock_living(tx, booking.id).await? {
        if !matches!(living.stage, Stage::Due | Stage::Authorised) {
            return Ok(());
        }
        wallets::lock(tx, booking.customer_id).await?;
        wallets::end_hold(tx, living.id, wallets::HoldEnd::Released, now).await?;
        payments::give_up(tx, living.id, METHOD_CHANGED, now).await?;
    }
    let prepay = match booking.payment_method.is_prepaid() {
        true => booking.settlement.total,
        false => Money::ZERO,
    };
    attempt(tx, app, booking, prepay).await
}

async fn attempt(
    tx: &mut PgConnection,
    app: &App,
    booking: &BookingFacts,
    prepay: Money,
) -> Result<(), StoreError> {
    let world = &app.chassis.world;
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
    match opening(booking.payment_method, prepay, booking.stage) {
        Opening::Due => {
            let total = booking.settlement.total.max(Money::ZERO);
            payments::insert(tx, &new(total, Stage::Due, None), world.now()).await
        }
        Opening::NotAvailable => {
            let amount = prepay.max(Money::ZERO);
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
