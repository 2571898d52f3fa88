//! A booking is disputed: the provider's share of it waits for the decision.

use crate::app::App;
use crate::domain::dispute;
use crate::domain::payment::Stage;
use crate::domain::template::Template;
use crate::ledger::{About, post_in_tx};
use crate::store::{disputes, payments, providers, settlements, warranties};
use chassis::StoreError;
use contracts::booking::BookingFacts;
use kernel::Money;
use kernel::ids::EventId;
use sqlx::PgConnection;

/// Opens the dispute and holds what the provider has of the job. Of a job that isn't settled
/// yet there is nothing to hold but the customer's own money, which stays where it is.
///
/// # Errors
/// When the database is away.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &BookingFacts,
) -> Result<(), StoreError> {
    if disputes::lock_open(tx, booking.id).await?.is_some() {
        return Ok(());
    }
    let (world, now) = (&app.chassis.world, app.chassis.world.now());
    let Some(payment) = payments::lock_living(tx, booking.id).await? else { return Ok(()) };
    if payment.stage.is_closed() {
        return Ok(());
    }
    let settled = settlements::find(tx, booking.id).await?;
    let provider = settled.as_ref().map(|job| job.provider_id).or(booking.provider_id);
    let mut held = Money::ZERO;
    if let Some(job) = &settled {
        providers::lock(tx, job.provider_id).await?;
        let gone = warranties::borne(tx, job.provider_id, booking.id, None).await?.in_all();
        held = dispute::held(&job.split, gone);
    }
    let id = world.id::<EventId>().uuid();
    disputes::open(tx, id, booking.id, provider, held, now).await?;
    payments::set_stage(tx, payment.id, Stage::Held, now).await?;
    if let Some(provider) = provider {
        let template = Template::DisputeHeld { provider, amount: held };
        let about = About {
            booking_id: Some(booking.id),
            payment_id: Some(payment.id),
            ..About::default()
        };
        post_in_tx(tx, app, &format!("dispute_hold:{id}"), &template, about).await?;
    }
    Ok(())
}
