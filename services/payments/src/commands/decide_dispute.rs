//! A dispute was decided: what was held is released, and the refund is borne by everybody who got
//! some of the price.

use crate::app::App;
use crate::commands::{close_cancelled, collect_owed, settle_job};
use crate::domain::dispute::{GivenBack, ends_unsettled, undoes_promotion};
use crate::domain::fee::FeeSplit;
use crate::domain::template::Template;
use crate::ledger::{About, post_in_tx};
use crate::store::disputes::Open;
use crate::store::settlements::Settled;
use crate::store::{disputes, payments, providers, settlements, wallets, warranties};
use chassis::StoreError;
use chassis::bus::HandlerError;
use contracts::booking::DisputeDecided;
use contracts::payments::PaymentRefunded;
use kernel::Money;
use sqlx::PgConnection;

/// Ends the open dispute of a booking; does nothing when there is none.
///
/// # Errors
/// When the database is away, or a job that has to be settled first can't be.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    event: &DisputeDecided,
) -> Result<(), HandlerError> {
    let booking = &event.booking;
    let Some(open) = disputes::lock_open(tx, booking.id).await? else { return Ok(()) };
    disputes::decide(tx, open.id, event.refund.max(Money::ZERO), app.chassis.world.now()).await?;
    if settlements::find(tx, booking.id).await?.is_none() {
        if ends_unsettled(event) {
            let no_fee = FeeSplit::default();
            return Ok(close_cancelled::close_in_tx(tx, app, booking, &no_fee, None).await?);
        }
        settle_job::run_in_tx(tx, app, booking).await?;
    }
    let Some(job) = settlements::find(tx, booking.id).await? else { return Ok(()) };
    // The order in which balances are locked everywhere: the wallet before the provider's.
    wallets::lock(tx, job.customer_id).await?;
    providers::lock(tx, job.provider_id).await?;
    release(tx, app, event, &open, &job).await?;
    Ok(refund(tx, app, event, &open, &job).await?)
}

fn about<'a>(event: &DisputeDecided, job: &Settled) -> About<'a> {
    About {
        booking_id: Some(event.booking.id),
        payment_id: Some(job.payment_id),
        ..About::default()
    }
}

async fn release(
    tx: &mut PgConnection,
    app: &App,
    event: &DisputeDecided,
    open: &Open,
    job: &Settled,
) -> Result<(), StoreError> {
    let provider = open.provider_id.unwrap_or(job.provider_id);
    let template = Template::DisputeReleased { provider, amount: open.held };
    let key = format!("dispute_release:{}", open.id);
    post_in_tx(tx, app, &key, &template, about(event, job)).await?;
    Ok(())
}

async fn refund(
    tx: &mut PgConnection,
    app: &App,
    event: &DisputeDecided,
    open: &Open,
    job: &Settled,
) -> Result<(), StoreError> {
    let world = &app.chassis.world;
    let Some(payment) = payments::lock_living(tx, event.booking.id).await? else { return Ok(()) };
    let borne = warranties::borne(tx, job.provider_id, event.booking.id, None).await?.in_all();
    let GivenBack { refund, in_all, stage } = if undoes_promotion(event, &job.split, payment.stage)
    {
        GivenBack::of_promotion(&job.split, borne)
    } else {
        GivenBack::of(payment.refunded, event.refund, &job.split, borne)
    };
    payments::refund(tx, payment.id, stage, in_all, world.now()).await?;
    if refund.total.is_zero() && refund.promotion.is_zero() {
        return Ok(());
    }
    let template =
        Template::RefundedToWallet { customer: job.customer_id, provider: job.provider_id, refund };
    let key = format!("refund:{}", open.id);
    post_in_tx(tx, app, &key, &template, about(event, job)).await?;
    if refund.total.is_zero() {
        return Ok(());
    }
    collect_owed::run_in_tx(tx, app, job.customer_id, &key, about(event, job)).await?;
    let event = PaymentRefunded {
        payment_id: payment.id,
        booking_id: event.booking.id,
        customer_id: job.customer_id,
        amount: refund.total,
    };
    chassis::bus::append(tx, world, &event).await
}
